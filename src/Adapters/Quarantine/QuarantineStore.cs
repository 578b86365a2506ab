using System.Security.Cryptography;
using System.Text.Json;
using CdViz.Domain;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters;

/// <summary>Keeps what could not be appended, with its bytes and the reason.</summary>
public sealed class QuarantineStore(NpgsqlDataSource dataSource)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Keeps it. The same bytes kept again for the same reason are counted, not kept twice.</summary>
    /// <returns>Number of the entry.</returns>
    public async Task<long> KeepAsync(QuarantinedEvent e, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(e);
        await using var command = dataSource.CreateCommand(Keep);
        NpgsqlParameter[] parameters =
        [
            Sql.Value(e.Door), Text(e.Sender), Sql.Value(e.Reason), Text(e.Message), JsonOf(e.Errors.Count > 0 ? e.Errors : null), JsonOf(e.Headers),
            Text(e.ContentType), new NpgsqlParameter { Value = e.Body, NpgsqlDbType = NpgsqlDbType.Bytea }, Text(e.Source), Text(e.Id),
            Sql.Value(Convert.ToHexStringLower(SHA256.HashData(e.Body.Span))),
        ];
        command.Parameters.AddRange(parameters);
        return (long)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
    }

    /// <summary>An entry, or null.</summary>
    public async Task<QuarantineEntry?> AtAsync(long number, CancellationToken ct) =>
        (await ReadAsync(At, ct, number).ConfigureAwait(false)) is [var entry] ? entry : null;

    /// <summary>The entries after a number, by number.</summary>
    /// <param name="after">Number of the last entry seen, 0 to begin.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="reason">Only those with this reason; null for all.</param>
    /// <param name="ct">Ends it.</param>
    public Task<IReadOnlyList<QuarantineEntry>> PageAsync(long after, int limit, string? reason, CancellationToken ct) =>
        ReadAsync(Page, ct, after, limit, reason);

    /// <summary>How many entries there are.</summary>
    public async Task<long> CountAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select count(*) from events.quarantine");
        return (long)(await command.ExecuteScalarAsync(ct).ConfigureAwait(false))!;
    }

    private async Task<IReadOnlyList<QuarantineEntry>> ReadAsync(string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        var entries = new List<QuarantineEntry>();
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            var e = new QuarantinedEvent(
                reader.GetString(4), String(reader, 5), reader.GetString(6), reader.GetString(7), JsonAt<Violation[]>(reader, 8) ?? [], String(reader, 10),
                reader.GetFieldValue<byte[]>(11), String(reader, 12), String(reader, 13))
            {
                Headers = JsonAt<Dictionary<string, string>>(reader, 9),
            };
            entries.Add(new QuarantineEntry(reader.GetInt64(0), e, reader.GetDateTime(1), reader.GetDateTime(2), reader.GetInt64(3)));
        }

        return entries;
    }

    /// <summary>Text that PostgreSQL can hold: what came in may have U+0000 and half surrogates in it; the bytes are kept as they are.</summary>
    private static string Storable(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()));

    private static NpgsqlParameter Text(string? value) => new() { Value = value is null ? DBNull.Value : Storable(value), NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter JsonOf(IReadOnlyList<Violation>? errors) => JsonOf(errors?.Select(error =>
        new Violation(Storable(error.Pointer), error.Rule, Storable(error.Message))), errors is null);

    private static NpgsqlParameter JsonOf(IReadOnlyDictionary<string, string>? headers) =>
        JsonOf(headers?.ToDictionary(header => Storable(header.Key), header => Storable(header.Value)), headers is null);

    private static NpgsqlParameter JsonOf(object? value, bool none) =>
        new() { Value = none ? DBNull.Value : JsonSerializer.Serialize(value, Json), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static string? String(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? JsonAt<T>(NpgsqlDataReader reader, int column) where T : class =>
        reader.IsDBNull(column) ? null : JsonSerializer.Deserialize<T>(reader.GetFieldValue<byte[]>(column), Json);

    private const string Keep = """
        insert into events.quarantine as kept (door, sender, reason, message, errors, headers, content_type, body, source, event_id, digest)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (digest, reason) do update set times_seen = kept.times_seen + 1, last_seen_at = excluded.last_seen_at
        returning id
        """;

    private const string Columns =
        "id, received_at, last_seen_at, times_seen, door, sender, reason, message, errors, headers, content_type, body, source, event_id";

    private const string At = $"select {Columns} from events.quarantine where id = $1";

    private const string Page = $"select {Columns} from events.quarantine where id > $1 and ($3::text is null or reason = $3) order by id limit $2";
}
