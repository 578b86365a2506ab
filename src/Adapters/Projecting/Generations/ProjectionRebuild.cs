using Npgsql;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>Builds a new generation of a projection beside the live one and switches to it.</summary>
internal static class ProjectionRebuild
{
    private const string BuildingSql = "select coalesce(array_agg(distinct projection), '{}') from events.projection_generation where role = 'building'";

    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Rebuilds. At a failure, a cancellation or a crash the live generation is as it was.</summary>
    /// <param name="database">The database.</param>
    /// <param name="projection">What to rebuild.</param>
    /// <param name="workers">How many workers fold at once.</param>
    /// <param name="keep">True to build and not to switch.</param>
    /// <param name="progress">Told how far it has come, some times a second.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RebuildRunningException">Another rebuild of the projection runs.</exception>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    public static async Task<Generation> RunAsync(
        NpgsqlDataSource database, Projection projection, int workers, bool keep, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        await using var own = await OwnAsync(database, projection, ct);
        await RemoveLeftoversAsync(own.Connection, projection, ct);

        Generation generation;
        await using (var transaction = await own.Connection.BeginTransactionAsync(ct))
        {
            generation = await GenerationStore.CreateAsync(own.Connection, projection, ct);
            await transaction.CommitAsync(ct);
        }

        try
        {
            generation = await FillAsync(database, own.Connection, projection, generation, workers, progress, ct);
            progress?.Report(new(0, 0, "catch up"));
            generation = await CatchUp.ToAsync(
                database, own.Connection, projection, generation, await EventFeed.HeadAsync(own.Connection, ct), ct);
            if (keep)
            {
                await GenerationStore.KeepAsync(own.Connection, generation, ct);
                return generation with { Role = "kept" };
            }

            progress?.Report(new(0, 0, "switch"));
            generation = await GenerationSwitch.RunAsync(database, projection, generation, ct);
        }
        catch
        {
            await RemoveLeftoversAsync(own.Connection, projection, CancellationToken.None);
            throw;
        }

        await DropOldAsync(own.Connection, projection, ct);
        return generation;
    }

    /// <summary>Drops what a rebuild that died has left half built; nothing while one runs.</summary>
    /// <returns>True where something was dropped.</returns>
    public static async Task<bool> RemoveAbandonedAsync(NpgsqlDataSource database, Projection projection, CancellationToken ct)
    {
        await using var own = await ProjectionLock.TryAsync(database, $"rebuild:{projection.Name}", ct);
        return own is not null && await RemoveLeftoversAsync(own.Connection, projection, ct);
    }

    /// <summary>The same for all projections.</summary>
    /// <returns>Those of which something was dropped.</returns>
    public static async Task<IReadOnlyList<string>> RemoveAbandonedAsync(NpgsqlDataSource database, IReadOnlyList<Projection> projections, CancellationToken ct)
    {
        await using var command = database.CreateCommand(BuildingSql);
        var building = (string[])(await command.ExecuteScalarAsync(ct))!;
        List<string> removed = [];
        foreach (var projection in projections.Where(projection => building.Contains(projection.Name)))
        {
            if (await RemoveAbandonedAsync(database, projection, ct))
            {
                removed.Add(projection.Name);
            }
        }

        return removed;
    }

    /// <summary>The lock of the projection's rebuilds. A daemon that starts holds it for a moment, to look for leftovers; a rebuild holds it for long.</summary>
    private static async Task<ProjectionLock> OwnAsync(NpgsqlDataSource database, Projection projection, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await ProjectionLock.TryAsync(database, $"rebuild:{projection.Name}", ct) is { } own)
            {
                return own;
            }

            if (TimeProvider.System.GetElapsedTime(began) > Moment)
            {
                throw new RebuildRunningException(projection.Name);
            }

            await Task.Delay(50, ct);
        }
    }

    private static async Task<bool> RemoveLeftoversAsync(NpgsqlConnection connection, Projection projection, CancellationToken ct)
    {
        var left = (await GenerationStore.ListAsync(connection, projection.Name, ct)).Where(generation => generation.Role is "building").ToList();
        foreach (var generation in left)
        {
            await DropAsync(connection, generation, ct);
        }

        return left.Count > 0;
    }

    /// <summary>Folds all events up to now, in parallel; then makes the indexes.</summary>
    private static async Task<Generation> FillAsync(
        NpgsqlDataSource database,
        NpgsqlConnection connection,
        Projection projection,
        Generation generation,
        int workers,
        IProgress<RebuildProgress>? progress,
        CancellationToken ct)
    {
        var head = await EventFeed.HeadAsync(connection, ct);
        await using var target = FillTarget.Separate(database);
        await FoldAsync(
            database, projection, generation, head, workers, target,
            async (events, phase, token) =>
            {
                progress?.Report(new(events, head, phase));
                await GenerationStore.SetFillAsync(connection, generation, events, head, token);
            },
            ct);
        progress?.Report(new(head, head, "index"));
        await GenerationIndexes.MakeAsync(target, generation.Schema, ProjectionDefinition.Of(projection).Indexes, Math.Min(workers, Environment.ProcessorCount), IsBesideOthers(workers), ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await GenerationSchema.AnalyzeAsync(connection, generation.Schema, ct);
        await GenerationStore.SetProgressAsync(connection, generation, head, ct);
        await GenerationStore.SetBuiltAsync(connection, generation, ct);
        await transaction.CommitAsync(ct);
        return generation with { Position = head };
    }

    /// <summary>Folds all events up to a position into empty tables, with several workers; the first failure ends them all.</summary>
    public static async Task FoldAsync(
        NpgsqlDataSource log,
        Projection projection,
        Generation generation,
        long upTo,
        int workers,
        FillTarget target,
        Func<long, string, CancellationToken, Task> report,
        CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        long folded = 0;
        var fills = Enumerable.Range(0, workers).Select(part => Task.Run(
            async () =>
            {
                try
                {
                    var fill = ProjectionKind.Fill(projection, generation);
                    await fill.RunAsync(new(log, upTo, part, workers, IsBesideOthers(workers) ? new Breather() : null), target, n => Interlocked.Add(ref folded, n), stop.Token);
                }
                catch
                {
                    await stop.CancelAsync();
                    throw;
                }
            },
            CancellationToken.None)).ToArray();
        var all = Task.WhenAll(fills);
        while (await Task.WhenAny(all, Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None)) != all)
        {
            await report(Interlocked.Read(ref folded), "fold", CancellationToken.None);
        }

        if (fills.FirstOrDefault(f => f is { IsFaulted: true } && f.Exception!.InnerException is not OperationCanceledException) is { } failed)
        {
            await failed;
        }

        await all;
        await report(Interlocked.Read(ref folded), "fold", ct);
    }

    /// <summary>Who takes no more than half of the processors leaves the rest to others, and is in no hurry.</summary>
    private static bool IsBesideOthers(int workers) => workers <= ProjectionEngine.WorkersBesideOthers;

    /// <summary>Drops all kept generations but the newest; one that is still being read, or that somebody's own view shows, stays for the next time.</summary>
    private static async Task DropOldAsync(NpgsqlConnection connection, Projection projection, CancellationToken ct)
    {
        var kept = (await GenerationStore.ListAsync(connection, projection.Name, ct)).Where(g => g.Role is "kept").ToList();
        foreach (var generation in kept.SkipLast(1))
        {
            try
            {
                await DropAsync(connection, generation, ct);
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DependentObjectsStillExist)
            {
                // The rebuild is done all the same.
            }
        }
    }

    private static async Task DropAsync(NpgsqlConnection connection, Generation generation, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await GenerationStore.DropAsync(connection, generation, ct);
        await transaction.CommitAsync(ct);
    }
}

/// <summary>Another rebuild of the projection runs already.</summary>
public sealed class RebuildRunningException(string projection) : Exception($"A rebuild of projection '{projection}' runs already.");
