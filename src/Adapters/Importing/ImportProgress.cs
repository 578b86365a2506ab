using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Importing;

/// <summary>Remembers in our database how far the import of each other one has come.</summary>
internal sealed class ImportProgress(NpgsqlDataSource dataSource)
{
    /// <summary>A transaction there that was still going on when a run looked may commit events of so long ago.</summary>
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMinutes(10);

    /// <summary>Begins a run.</summary>
    /// <returns>Where to go on.</returns>
    public async Task<ImportMark> BeginAsync(LakeSource source, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Begin);
        command.Parameters.AddRange((NpgsqlParameter[])[Sql.Value(source.Identity), Sql.Value(source.Name), Sql.Value(source.SnapshotAt)]);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await reader.ReadAsync(ct).ConfigureAwait(false);
        return reader.IsDBNull(1)
            ? new ImportMark(null, DateTime.MaxValue)
            : new ImportMark(
                new LakeRow(reader.GetDateTime(1), reader.GetDateTime(2), reader.GetString(3), reader.GetString(4)), reader.GetDateTime(0) - LongestTransaction);
    }

    /// <summary>Notes what has been done.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="last">The last event of it.</param>
    /// <param name="page">What became of it.</param>
    /// <param name="ct">Ends it.</param>
    public async Task SaveAsync(LakeSource source, LakeRow last, ImportTotals page, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Save);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            Sql.Value(source.Identity), Sql.Value(last.ImportedAt), Sql.Value(last.Timestamp), Sql.Value(last.ContextId), Sql.Value(last.Subject),
            Sql.Value(page.Read), Sql.Value(page.Appended), Sql.Value(page.Duplicates), Sql.Value(page.Quarantined),
        ]);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Notes that the end was reached: the next run looks at what came in since.</summary>
    public async Task FinishAsync(LakeSource source, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("update events.import set finished_at = now(), updated_at = now(), snapshot_at = $2 where source = $1");
        command.Parameters.AddRange((NpgsqlParameter[])[Sql.Value(source.Identity), new NpgsqlParameter { Value = source.SnapshotAt, NpgsqlDbType = NpgsqlDbType.TimestampTz }]);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    private const string Begin = """
        insert into events.import as i (source, name, snapshot_at) values ($1, $2, $3)
        on conflict (source) do update set name = excluded.name, updated_at = now(), finished_at = null
        returning snapshot_at, last_imported_at, last_timestamp, last_context_id, last_subject
        """;

    private const string Save = """
        update events.import
        set updated_at = now(), last_imported_at = $2, last_timestamp = $3, last_context_id = $4, last_subject = $5,
            events_read = events_read + $6, appended = appended + $7, duplicates = duplicates + $8, quarantined = quarantined + $9
        where source = $1
        """;
}
