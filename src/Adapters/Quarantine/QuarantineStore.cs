using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Quarantine;

/// <summary>Keeps what could not be appended, with its bytes and the reason.</summary>
public sealed class QuarantineStore(NpgsqlDataSource dataSource)
{
    /// <summary>Keeps it. The same bytes kept again for the same reason are counted, not kept twice.</summary>
    /// <returns>Number of the entry.</returns>
    public async Task<long> KeepAsync(QuarantinedEvent e, CancellationToken ct) => (await KeepAsync([e], ct).ConfigureAwait(false))[0];

    /// <summary>Keeps many, all or none, in one round trip.</summary>
    /// <returns>Numbers of the entries in the same order; equal where the bytes and the reason are.</returns>
    public async Task<IReadOnlyList<long>> KeepAsync(IReadOnlyList<QuarantinedEvent> events, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
        {
            return [];
        }

        var keys = events.Select(e => new Key(Convert.ToHexStringLower(SHA256.HashData(e.Body.Span)), e.Reason, QuarantineText.Of(e.Form))).ToList();
        var groups = keys.Index().GroupBy(one => one.Item, one => events[one.Index]).ToList();
        await using var command = dataSource.CreateCommand(Keep);
        command.Parameters.AddRange(Parameters(groups));
        var numbers = new Dictionary<Key, long>(groups.Count);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            numbers.Add(new Key(reader.GetString(0), reader.GetString(1), reader.GetString(2)), reader.GetInt64(3));
        }

        return [.. keys.Select(key => numbers[key])];
    }

    private static NpgsqlParameter[] Parameters(List<IGrouping<Key, QuarantinedEvent>> groups)
    {
        var headers = new Dictionary<IReadOnlyDictionary<string, string>, string?>();
        return
        [
            Texts(one => one.Door), Texts(one => one.Sender), Texts(one => one.Reason), Texts(one => one.Message),
            Jsons(one => QuarantineText.Errors(one.Errors)), Jsons(one => Headers(one.Headers)), Texts(one => one.ContentType),
            Texts(one => QuarantineText.Of(one.Form)), Sql.Array(groups.Select(group => group.First().Body), NpgsqlDbType.Bytea),
            Texts(one => one.Source), Texts(one => one.Id),
            Sql.Array(groups.Select(group => group.Key.Digest), NpgsqlDbType.Text), Sql.Array(groups.Select(group => group.LongCount()), NpgsqlDbType.Bigint),
        ];

        NpgsqlParameter Texts(Func<QuarantinedEvent, string?> value) =>
            Sql.Array(groups.Select(group => QuarantineText.Storable(value(group.First()))), NpgsqlDbType.Text);

        NpgsqlParameter Jsons(Func<QuarantinedEvent, string?> value) => Sql.Array(groups.Select(group => value(group.First())), NpgsqlDbType.Jsonb);

        // The events of one body share them.
        string? Headers(IReadOnlyDictionary<string, string>? given) => given is null ? null
            : headers.TryGetValue(given, out var written) ? written : headers[given] = QuarantineText.Headers(given);
    }

    private readonly record struct Key(string Digest, string Reason, string Form);

    // In one order for everybody, so that two who keep the same things don't wait for each other in a circle.
    private const string Keep = """
        insert into events.quarantine as kept
            (door, sender, reason, message, errors, headers, content_type, form, body, source, event_id, digest, times_seen)
        select u.door, u.sender, u.reason, u.message, u.errors, u.headers, u.content_type, u.form, u.body, u.source, u.event_id, u.digest, u.times
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            u (door, sender, reason, message, errors, headers, content_type, form, body, source, event_id, digest, times)
        order by u.digest, u.reason, u.form
        on conflict (digest, reason, form) do update
        set times_seen = kept.times_seen + excluded.times_seen, last_seen_at = greatest(kept.last_seen_at, excluded.last_seen_at)
        returning digest, reason, form, id
        """;
}
