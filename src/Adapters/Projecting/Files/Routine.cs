using Npgsql;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>A function as the database's catalog shows it.</summary>
/// <param name="Id">Its oid.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Another one after any change of its definition.</param>
/// <param name="Path">The search path it sets, or empty.</param>
internal sealed record Routine(uint Id, string Schema, string Name, string State, string Path)
{
    private const string AllSql = """
        select p.oid, n.nspname, p.proname, p.ctid::text, coalesce(array_to_string(p.proconfig, ' '), '')
        from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
        where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like '\_timescaledb%'
        """;

    /// <summary>Schema and name.</summary>
    public string FullName => $"{Schema}.{Name}";

    /// <summary>All but the system's.</summary>
    public static async Task<Dictionary<uint, Routine>> AllAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(AllSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        Dictionary<uint, Routine> all = [];
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetFieldValue<uint>(0);
            all.Add(id, new(id, reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4)));
        }

        return all;
    }

    /// <summary>True when it reads the tables of a projection's generations.</summary>
    public bool IsOf(string projection) =>
        Path.Contains($"search_path={projection}_g", StringComparison.Ordinal) || Path.Contains($"search_path={projection}_try", StringComparison.Ordinal);
}
