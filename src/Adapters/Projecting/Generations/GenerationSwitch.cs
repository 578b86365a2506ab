using Npgsql;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>Makes a generation the live one: readers see the old rows until one transaction shows them the new.</summary>
internal static class GenerationSwitch
{
    // Replacing a view waits for its readers, and new readers wait behind that; so it may wait only briefly, then give way and try again.
    private const string BrieflySql = "set local lock_timeout = '100ms'";

    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(5);

    /// <summary>Catches up with the log and switches the public views.</summary>
    /// <exception cref="TimeoutException">Readers held the views for too long.</exception>
    public static async Task<Generation> RunAsync(NpgsqlDataSource database, Projection projection, Generation generation, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var began = TimeProvider.System.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(20); ; pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 1.5, 1000)))
        {
            while (await EventFeed.HeadAsync(connection, ct) is var head && head - generation.Position > FeedPage.Positions / 10)
            {
                generation = await CatchUp.ToAsync(database, connection, projection, generation, head, ct);
            }

            try
            {
                generation = await TryAsync(connection, projection, generation, ct);
                await ReadDefinitions.ApplyAsync(database, ReadDefinition.All, ct);
                return generation;
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
            {
                if (TimeProvider.System.GetElapsedTime(began) > GiveUp)
                {
                    throw new TimeoutException($"Projection '{projection.Name}': the views could not be switched, they are in use all the time.", e);
                }
            }

            await Task.Delay(pause, ct);
        }
    }

    /// <summary>Applies the last events while nothing is appended and hands an inline projection to the appends.</summary>
    public static async Task JoinAsync(NpgsqlConnection connection, Projection projection, Generation live, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Sql.ExecuteAsync(connection, LogSql.HoldAppends, ct);
        await CatchUp.WithinAsync(connection, projection, live, await EventFeed.HeadAsync(connection, ct), ct);
        await GenerationStore.SetJoinedAsync(connection, live, true, ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<Generation> TryAsync(NpgsqlConnection connection, Projection projection, Generation generation, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Sql.ExecuteAsync(connection, BrieflySql, ct);
        if (projection.Lifecycle is Lifecycle.Inline)
        {
            await Sql.ExecuteAsync(connection, LogSql.HoldAppends, ct);
        }

        if (await GenerationStore.LiveAsync(connection, projection.Name, ct) is { } live && live.Number != generation.Number)
        {
            await GenerationStore.LockProgressAsync(connection, live, ct);
        }

        var head = await EventFeed.HeadAsync(connection, ct);
        generation = await CatchUp.WithinAsync(connection, projection, generation, head, ct);
        await GenerationSchema.ShowAsync(connection, generation, ct);
        await GenerationStore.PromoteAsync(connection, generation, ct);
        if (projection.Lifecycle is Lifecycle.Inline)
        {
            await GenerationStore.SetJoinedAsync(connection, generation, true, ct);
        }

        await transaction.CommitAsync(ct);
        return generation with { Role = "live", Joined = projection.Lifecycle is Lifecycle.Inline };
    }
}
