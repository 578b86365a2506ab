using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Projecting;

/// <summary>Settings of statements, where SQL reads them: <c>events.projection_setting</c>.</summary>
internal static class ProjectionSettings
{
    private const string WriteSql = """
        insert into events.projection_setting as t (projection, name, value)
        select * from unnest($1, $2, $3)
        on conflict (projection, name) do update set value = excluded.value where t.value <> excluded.value
        """;

    /// <summary>Writes what these projections are given. Another value has a projection rebuilt.</summary>
    public static async Task WriteAsync(NpgsqlDataSource database, IEnumerable<SqlProjection> projections, CancellationToken ct)
    {
        var values = projections.SelectMany(projection => projection.Values, (projection, value) => (projection.Name, value.Key, value.Value)).ToList();
        await using var connection = await database.OpenConnectionAsync(ct);
        await Sql.ExecuteAsync(
            connection, WriteSql, ct,
            Sql.Array(values.Select(value => value.Name), NpgsqlDbType.Text),
            Sql.Array(values.Select(value => value.Key), NpgsqlDbType.Text),
            Sql.Array(values.Select(value => value.Value), NpgsqlDbType.Text));
    }
}
