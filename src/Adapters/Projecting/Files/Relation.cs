using Npgsql;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>A table, view or sequence as the database's catalog shows it.</summary>
/// <param name="Id">Its oid.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">r table, p partitioned table, v view, m materialized view, S sequence, f foreign table.</param>
/// <param name="State">Another one after any change of its definition.</param>
internal sealed record Relation(uint Id, string Schema, string Name, char Kind, string State)
{
    private const string AllSql = """
        select c.oid, n.nspname, c.relname, c.relkind, c.ctid::text || coalesce(string_agg(r.ctid::text, ',' order by r.oid), '')
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        left join pg_rewrite r on r.ev_class = c.oid
        where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname not in ('pg_catalog', 'pg_toast', 'information_schema')
          and n.nspname not like '\_timescaledb%'
        group by c.oid, n.nspname, c.relname, c.relkind, c.ctid
        """;

    private const string OwnSql = """
        select distinct r.ev_class
        from events.projection_generation g
        join pg_namespace n on n.nspname = g.schema_name
        join pg_class t on t.relnamespace = n.oid
        join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid and d.classid = 'pg_rewrite'::regclass
        join pg_rewrite r on r.oid = d.objid
        where g.projection = $1
        """;

    /// <summary>Schema and name.</summary>
    public string FullName => $"{Schema}.{Name}";

    /// <summary>All but the system's.</summary>
    public static async Task<Dictionary<uint, Relation>> AllAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(AllSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        Dictionary<uint, Relation> all = [];
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetFieldValue<uint>(0);
            all.Add(id, new(id, reader.GetString(1), reader.GetString(2), reader.GetChar(3), reader.GetString(4)));
        }

        return all;
    }

    /// <summary>The views that show a table of a projection's generations.</summary>
    public static async Task<HashSet<uint>> ViewsOfAsync(NpgsqlConnection connection, string projection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(OwnSql, connection) { Parameters = { Sql.Value(projection) } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        HashSet<uint> views = [];
        while (await reader.ReadAsync(ct))
        {
            views.Add(reader.GetFieldValue<uint>(0));
        }

        return views;
    }
}
