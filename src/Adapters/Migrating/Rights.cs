using Npgsql;

namespace CdViz.Adapters.Migrating;

/// <summary>What everybody may do in the database, taken away at every start: a database that was restored from a dump gives it to everybody again.</summary>
public static class Rights
{
    // What the two roles that others log in as may do although they must not, whoever gave them the right.
    private const string OpenSql = """
        select r.rolname || ' ' || w.what
        from pg_roles r
        cross join lateral (
            select 'may do everything, as a superuser' as what where r.rolsuper
            union all select 'may make temporary tables' where has_database_privilege(r.oid, current_database(), 'temporary')
            union all select 'may make schemas' where has_database_privilege(r.oid, current_database(), 'create')
            union all select 'may make things in schema ' || n.nspname from pg_namespace n
                where n.nspname in ('public', 'cdviz', 'events') and has_schema_privilege(r.oid, n.oid, 'create')
            union all select 'may take the locks of appends' where has_function_privilege(r.oid, 'pg_catalog.pg_advisory_xact_lock(bigint)', 'execute')
            union all select 'has the rights of ' || o.rolname from pg_roles o where o.rolname = 'cdviz' and pg_has_role(r.oid, o.oid, 'member')
        ) w
        where r.rolname in ('cdviz_reader', 'cdviz_collector')
        order by 1
        """;

    private static readonly Lazy<string> Text = new(() =>
    {
        using var reader = new StreamReader(typeof(Rights).Assembly.GetManifestResourceStream("roles/rights.sql")!);
        return reader.ReadToEnd();
    });

    /// <summary>Takes away what this login may take away.</summary>
    /// <returns>What is open still, for the log: <c>cdviz_reader may make temporary tables</c>.</returns>
    public static async Task<IReadOnlyList<string>> ApplyAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var connection = await database.OpenConnectionAsync(ct).ConfigureAwait(false);
        await Sql.ExecuteAsync(connection, Text.Value, ct).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(OpenSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        List<string> open = [];
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            open.Add(reader.GetString(0));
        }

        return open;
    }
}
