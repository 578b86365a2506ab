using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Migrating;

/// <summary>The tables in which SQL reads what C# knows: <c>events.event_type</c> and <c>events.outcome_word</c>.</summary>
internal static class KnownTables
{
    // Types that a newer program has written stay: their events are in the log.
    private const string WriteSql = """
        insert into events.event_type as t (type, subject, predicate, rank)
        select * from unnest($1, $2, $3, $4)
        on conflict (type) do update set subject = excluded.subject, predicate = excluded.predicate, rank = excluded.rank
        where (t.subject, t.predicate, t.rank) is distinct from (excluded.subject, excluded.predicate, excluded.rank)
        """;

    private const string WordsSql = """
        with gone as (delete from events.outcome_word where word <> all ($1))
        insert into events.outcome_word as t (word, outcome)
        select * from unnest($1, $2)
        on conflict (word) do update set outcome = excluded.outcome where t.outcome <> excluded.outcome
        """;

    /// <summary>Writes what this program knows.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await Sql.ExecuteAsync(
            connection, WordsSql, ct, Sql.Array(Outcome.Words.Keys, NpgsqlDbType.Text), Sql.Array(Outcome.Words.Values, NpgsqlDbType.Text)).ConfigureAwait(false);

        List<EventType> types = [.. EventTypes.All, .. EventTypes.Drafts, EventTypes.Custom];
        await Sql.ExecuteAsync(
            connection, WriteSql, ct,
            Sql.Array(types.Select(type => type.Alias), NpgsqlDbType.Text),
            Sql.Array(types.Select(type => type.Subject), NpgsqlDbType.Text),
            Sql.Array(types.Select(type => type.Predicate), NpgsqlDbType.Text),
            Sql.Array(types.Select(type => type.Rank), NpgsqlDbType.Smallint)).ConfigureAwait(false);
    }
}
