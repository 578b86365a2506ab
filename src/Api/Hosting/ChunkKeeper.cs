using Npgsql;

namespace CdViz.Api.Hosting;

/// <summary>Looks after old chunks while the server runs: keeps them by columns where the licence allows it, and drops those of the lake when a setting says so.</summary>
internal sealed class ChunkKeeper(EngineConnections connections, Settings settings, TimeProvider time, DatabaseNews news, ILogger<ChunkKeeper> log)
    : Keeper(settings.Lake.LookEvery, $"Old chunks could not be looked after now, they will be in {settings.Lake.LookEvery}", time, news, log)
{
    private readonly NpgsqlDataSource database = connections.Source;
    private readonly ILogger<ChunkKeeper> log = log;
    private readonly Settings settings = settings;
    private string? told;

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken ct)
    {
        await TryAsync(ColumnstoreAsync, ct);
        await RetentionAsync(ct);
    }

    private async Task ColumnstoreAsync(CancellationToken ct)
    {
        var (licence, applied) = await Columnstore.ApplyAsync(database, ct);
        if (licence != told && licence != "timescale")
        {
            log.LogInformation("TimescaleDB has the licence {Licence}: all chunks are kept as rows", licence);
        }

        if (applied > 0)
        {
            log.LogInformation("TimescaleDB keeps old chunks by columns from now on: {Count} settings and policies applied", applied);
        }

        told = licence;
    }

    private async Task RetentionAsync(CancellationToken ct)
    {
        if (settings.Lake.KeepFor is { } keepFor && await LakeRetention.RunAsync(database, keepFor, ct) is > 0 and var dropped)
        {
            log.LogInformation("Dropped from the event lake: {Count} chunks of events older than Lake:KeepFor, {KeepFor}; the log has them still", dropped, keepFor);
        }
    }
}
