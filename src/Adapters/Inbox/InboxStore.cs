using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Inbox;

/// <summary>Reads the inbox and writes down what became of its entries.</summary>
public sealed class InboxStore(NpgsqlDataSource dataSource)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>An entry, or null.</summary>
    public async Task<InboxEntry?> AtAsync(long number, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(At);
        command.Parameters.Add(Sql.Value(number));
        return await ReadAsync(command, ct).ConfigureAwait(false) is [var entry] ? entry : null;
    }

    /// <summary>The first entries that wait, in order, as many as fit; at least one if there is any.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="maxBytes">Bytes they may have together; the last may go beyond.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<IReadOnlyList<InboxEntry>> WaitingAsync(int limit, long maxBytes, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Waiting);
        command.Parameters.AddRange((NpgsqlParameter[])[Sql.Value(limit), Sql.Value(maxBytes)]);
        return await ReadAsync(command, ct).ConfigureAwait(false);
    }

    /// <summary>Writes down what became of entries that wait; those that another node was quicker with stay as they are.</summary>
    public async Task RecordAsync(IReadOnlyList<(long Number, IReadOnlyList<Recorded> Results)> processed, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(processed);
        await using var command = dataSource.CreateCommand(Record);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            Sql.Array(processed.Select(one => one.Number), NpgsqlDbType.Bigint),
            Sql.Array(processed.Select(one => one.Results.All(result => result is Recorded.InLog) ? "done" : "quarantined"), NpgsqlDbType.Text),
            Sql.Array(processed.Select(one => JsonSerializer.Serialize(one.Results.Select(result => Storable(Taken.Of(result))), Json)), NpgsqlDbType.Jsonb),
        ]);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Lets an entry wait again, so that it is taken once more: what of it is in the log is found there.</summary>
    /// <returns>False when there is no such entry.</returns>
    public async Task<bool> RedriveAsync(long number, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Redrive);
        command.Parameters.Add(Sql.Value(number));
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is not null;
    }

    /// <summary>How much waits.</summary>
    public async Task<InboxTotals> TotalsAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Totals);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await reader.ReadAsync(ct).ConfigureAwait(false);
        return new InboxTotals(reader.GetInt64(0), reader.GetDouble(1));
    }

    private static Taken Storable(Taken taken) => taken with
    {
        Source = QuarantineText.Storable(taken.Source),
        Id = QuarantineText.Storable(taken.Id),
        Message = QuarantineText.Storable(taken.Message)!,
    };

    private static async Task<IReadOnlyList<InboxEntry>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var entries = new List<InboxEntry>();
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            entries.Add(Entry(reader));
        }

        return entries;
    }

    private static InboxEntry Entry(NpgsqlDataReader row)
    {
        var how = new Delivery(row.GetString(2), Text(row, 3), Text(row, 4))
        {
            Form = Enum.Parse<BodyForm>(row.GetString(5), ignoreCase: true),
            Headers = QuarantineText.JsonAt<Dictionary<string, string>>(row, 6),
        };
        return new InboxEntry(row.GetInt64(0), how, row.GetFieldValue<byte[]>(7), row.GetDateTime(1))
        {
            State = row.GetString(8),
            Attempts = row.GetInt32(9),
            ProcessedAt = row.IsDBNull(10) ? null : row.GetDateTime(10),
            Results = QuarantineText.JsonAt<Taken[]>(row, 11) ?? [],
        };
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private const string Columns = "id, received_at, door, sender, content_type, form, headers, body, state, attempts, processed_at, results";

    private const string At = $"select {Columns} from events.inbox where id = $1";

    // No cursor: an entry with a lower number that is committed later is simply the next one.
    private const string Waiting = $"""
        select {Columns}
        from (
            select i.*, sum(i.bytes) over (order by i.id) - i.bytes as bytes_before
            from (select * from events.inbox where state = 'waiting' order by id limit $1) i
        ) i
        where bytes_before < $2
        order by id
        """;

    private const string Record = """
        update events.inbox i
        set state = p.state, results = p.results, processed_at = now(), attempts = i.attempts + 1
        from unnest($1, $2, $3) p (id, state, results)
        where i.id = p.id and i.state = 'waiting'
        """;

    private const string Redrive = """
        with again as (
            update events.inbox set state = 'waiting', processed_at = null where id = $1 returning id
        )
        select id, pg_notify('cdviz_inbox', '') from again
        """;

    private const string Totals = """
        select count(*), greatest(coalesce(extract(epoch from clock_timestamp() - min(received_at)), 0), 0)::float8 from events.inbox where state = 'waiting'
        """;
}
