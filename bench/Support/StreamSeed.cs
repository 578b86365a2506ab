using NpgsqlTypes;

namespace CdViz.Bench.Support;

/// <summary>Makes streams without events.</summary>
internal static class StreamSeed
{
    /// <summary>Makes those of some runs.</summary>
    public static async Task CreateAsync(BenchDatabase database, long first, long last, CancellationToken ct)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using var importer = await connection.BeginBinaryImportAsync("copy events.mt_streams (id, version) from stdin (format binary)", ct);
        for (var run = first; run <= last; run++)
        {
            await importer.StartRowAsync(ct);
            await importer.WriteAsync(EventTemplate.Stream(run), NpgsqlDbType.Varchar, ct);
            await importer.WriteAsync((long)EventTemplate.All.Count, NpgsqlDbType.Bigint, ct);
        }

        await importer.CompleteAsync(ct);
    }
}
