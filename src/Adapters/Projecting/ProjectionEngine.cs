using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>What can be done with the projections of a database: list, rebuild, switch, compare, verify.</summary>
/// <param name="database">The database; migrations are applied.</param>
/// <param name="projections">The catalogue.</param>
public sealed class ProjectionEngine(NpgsqlDataSource database, IReadOnlyList<Projection> projections)
{
    /// <summary>Workers of a rebuild that has the machine for itself: while one waits for its page, another folds.</summary>
    public static int WorkersAlone { get; } = 2 * Environment.ProcessorCount;

    /// <summary>Workers of a rebuild inside a server: half of the processors are for those who post and ask meanwhile.</summary>
    public static int WorkersBesideOthers { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The catalogue.</summary>
    public IReadOnlyList<Projection> Projections => projections;

    /// <summary>
    /// Gives every projection of the catalogue a live generation, empty where it has none, marks those that are in the catalogue no more, and makes the
    /// views and functions that read several of them.
    /// Safe when several nodes do it at once.
    /// </summary>
    public async Task ProvisionAsync(CancellationToken ct)
    {
        await ProjectionSettings.WriteAsync(database, projections.OfType<SqlProjection>(), ct);
        foreach (var projection in projections)
        {
            await ProjectionProvision.RunAsync(database, projection, ct);
        }

        await ProjectionOrphans.MarkAsync(database, projections, ct);
        await ProjectionOrphans.DropFormerAsync(database, ct);
        await ReadDefinitions.ApplyAsync(database, ReadDefinition.All, ct);
    }

    /// <summary>How each projection stands, by name.</summary>
    public Task<IReadOnlyList<ProjectionStatus>> StatusAsync(CancellationToken ct) => ProjectionStatus.AllAsync(database, ct);

    /// <summary>The copies of a projection's tables, oldest first.</summary>
    /// <exception cref="UnknownProjectionException">There is no such projection.</exception>
    public async Task<IReadOnlyList<Generation>> GenerationsAsync(string name, CancellationToken ct)
    {
        var projection = Find(name);
        await using var connection = await database.OpenConnectionAsync(ct);
        return await GenerationStore.ListAsync(connection, projection.Name, ct);
    }

    /// <summary>Whether a generation was built by this version of its projection, so that it can be brought up to date.</summary>
    public bool IsCurrent(Generation generation) => ProjectionProvision.IsCurrent(Find(generation.Projection), generation);

    /// <summary>True when some projection still shows rows of another version of it, which lack what is new.</summary>
    public async Task<bool> IsOfVersionBeforeAsync(CancellationToken ct) =>
        (await StatusAsync(ct)).Any(status => Projections.Any(projection => projection.Name == status.Name && projection.Version != status.Version));

    /// <summary>Builds a new generation beside the live one and switches to it.</summary>
    /// <param name="name">The projection.</param>
    /// <param name="workers">How many workers fold at once; null for two a processor.</param>
    /// <param name="keep">True to build and not to switch.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="ct">Cancels; the live generation stays as it is.</param>
    /// <exception cref="UnknownProjectionException">There is no such projection.</exception>
    /// <exception cref="RebuildRunningException">It is being rebuilt already.</exception>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    public async Task<Generation> RebuildAsync(string name, int? workers, bool keep, IProgress<RebuildProgress>? progress, CancellationToken ct)
    {
        var built = await ProjectionRebuild.RunAsync(database, Find(name), workers ?? WorkersAlone, keep, progress, ct);
        await ProjectionOrphans.DropFormerAsync(database, ct);
        return built;
    }

    /// <summary>Drops what rebuilds that died have left half built. Safe beside rebuilds that run, on any node.</summary>
    /// <returns>The projections of which something was dropped.</returns>
    public Task<IReadOnlyList<string>> RemoveAbandonedAsync(CancellationToken ct) => ProjectionRebuild.RemoveAbandonedAsync(database, projections, ct);

    /// <summary>Makes another built generation the live one, after it has caught up with the log.</summary>
    /// <exception cref="UnknownProjectionException">There is no such projection or generation.</exception>
    /// <exception cref="InvalidOperationException">The generation is of another version of the projection and can't catch up.</exception>
    public async Task<Generation> SwitchAsync(string name, int generation, CancellationToken ct)
    {
        var projection = Find(name);
        return await GenerationSwitch.RunAsync(database, projection, await CurrentAsync(projection, generation, ct), ct);
    }

    /// <summary>Compares two generations, both brought to where the live one stands.</summary>
    /// <exception cref="UnknownProjectionException">There is no such projection or generation.</exception>
    public async Task<Comparison> CompareAsync(string name, int one, int other, CancellationToken ct)
    {
        var projection = Find(name);
        var first = await CurrentAsync(projection, one, ct);
        var second = await CurrentAsync(projection, other, ct);
        return await ProjectionCompare.LevelAsync(database, projection, first, second, ct);
    }

    /// <summary>The rows that a correction would change: worked out beside them, nothing is written.</summary>
    /// <param name="stream">The stream of the event that is corrected.</param>
    /// <param name="type">Its type.</param>
    /// <param name="correction">What the correction says.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="ct">Cancels.</param>
    public Task<EventEffect> PreviewAsync(string stream, EventType? type, CustomEvent correction, TimeSpan patience, CancellationToken ct)
    {
        var made = new RecordedEvent(long.MaxValue, Guid.NewGuid(), stream, long.MaxValue, EventTypes.Custom, default, default, null, correction);
        return EventEffects.OfAsync(
            database, projections, stream, statement => statement.Reads.Contains(EventTypes.Custom) && type is not null && statement.Reads.Contains(type),
            kin => ([.. kin], [.. kin, made]), patience, ct);
    }

    /// <summary>The rows that an event has moved: as they would be without it, and as they are.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="type">Its type.</param>
    /// <param name="id">Its id in the log.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="ct">Cancels.</param>
    public Task<EventEffect> EffectAsync(string stream, EventType? type, Guid id, TimeSpan patience, CancellationToken ct) => EventEffects.OfAsync(
        database, projections, stream, statement => statement.Reads.Count == 0 || type is not null && statement.Reads.Contains(type),
        kin => ([.. kin.Where(e => e.Id != id)], [.. kin]), patience, ct);

    /// <summary>Rebuilds to one side and compares with the live generation.</summary>
    /// <exception cref="UnknownProjectionException">There is no such projection.</exception>
    public Task<Comparison> VerifyAsync(string name, IProgress<RebuildProgress>? progress, CancellationToken ct) =>
        ProjectionVerify.RunAsync(database, Find(name), WorkersAlone, progress, ct);

    /// <summary>Has a stopped projection try again the event it failed at: its code, its statement or the database has been mended.</summary>
    /// <exception cref="UnknownProjectionException">There is no such projection.</exception>
    /// <exception cref="InvalidOperationException">It is not stopped.</exception>
    public Task<Generation> RetryAsync(string name, RepairBy by, CancellationToken ct) => ProjectionRepair.RunAsync(database, Find(name), null, by, ct);

    /// <summary>Has a stopped projection leave out the event it failed at. All generations of this version leave it out from now on.</summary>
    /// <exception cref="UnknownProjectionException">There is no such projection.</exception>
    /// <exception cref="InvalidOperationException">It is not stopped, or stopped at another position.</exception>
    public Task<Generation> SkipAsync(string name, long position, RepairBy by, CancellationToken ct) =>
        ProjectionRepair.RunAsync(database, Find(name), position, by, ct);

    /// <summary>Drops the views, tables and progress of a projection that no node has any more.</summary>
    /// <exception cref="UnknownProjectionException">There is no such projection.</exception>
    /// <exception cref="InvalidOperationException">A node has it, or had it when it was started; or somebody else's views show it.</exception>
    /// <exception cref="PostgresException">Its views are being read (55P03).</exception>
    public static Task DropAsync(NpgsqlDataSource database, string name, CancellationToken ct) => ProjectionOrphans.DropAsync(database, name, ct);

    private Projection Find(string name) =>
        projections.FirstOrDefault(p => p.Name == name)
        ?? throw new UnknownProjectionException($"There is no projection '{name}'; there are {string.Join(", ", projections.Select(p => p.Name))}.");

    private async Task<Generation> CurrentAsync(Projection projection, int number, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var all = await GenerationStore.ListAsync(connection, projection.Name, ct);
        var generation = all.Find(g => g.Number == number && g.Role is not "building")
            ?? throw new UnknownProjectionException(
                $"Projection '{projection.Name}' has no generation {number}; it has {string.Join(", ", all.Where(g => g.Role is not "building").Select(g => g.Number))}.");
        return ProjectionProvision.IsCurrent(projection, generation)
            ? generation
            : throw new InvalidOperationException(
                $"Generation {number} of '{projection.Name}' was built by version {generation.Version} of the projection; this program has version {projection.Version} and can't bring it up to date.");
    }
}

/// <summary>There is no such projection, or no such generation of it.</summary>
public sealed class UnknownProjectionException(string message) : Exception(message);
