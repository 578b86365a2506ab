using CdViz.Domain;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters;

/// <summary>The table in which SQL reads what C# knows of event types: <c>events.event_type</c>.</summary>
internal static class EventTypeTable
{
    // Types that a newer program has written stay: their events are in the log.
    private const string WriteSql = """
        insert into events.event_type as t (type, subject, predicate, rank)
        select * from unnest($1, $2, $3, $4)
        on conflict (type) do update set subject = excluded.subject, predicate = excluded.predicate, rank = excluded.rank
        where (t.subject, t.predicate, t.rank) is distinct from (excluded.subject, excluded.predicate, excluded.rank)
        """;

    /// <summary>Writes the types of this program.</summary>
    public static Task WriteAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        List<EventType> types = [.. EventTypes.All, .. EventTypes.Drafts, EventTypes.Custom];
        return Sql.ExecuteAsync(
            connection, WriteSql, ct,
            Sql.Array(types.Select(type => type.Alias), NpgsqlDbType.Text),
            Sql.Array(types.Select(type => type.Subject), NpgsqlDbType.Text),
            Sql.Array(types.Select(type => type.Predicate), NpgsqlDbType.Text),
            Sql.Array(types.Select(type => type.Rank), NpgsqlDbType.Smallint));
    }
}
