using Npgsql;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>The SQL projections of a user's own in the database, for commands that are run where their files are not: <c>events.projection_file</c>.</summary>
internal static class ProjectionFileStore
{
    private const string WriteSql = """
        insert into events.projection_file as f (projection, path, version, definition)
        values ($1, $2, $3, $4)
        on conflict (projection) do update set path = excluded.path, version = excluded.version, definition = excluded.definition, written_at = now()
        where (f.path, f.version, f.definition) is distinct from (excluded.path, excluded.version, excluded.definition)
        """;

    private const string ReadSql = """
        select f.projection, f.path, f.version, f.definition
        from events.projection_file f
        join events.projection_generation g on g.projection = f.projection and g.role = 'live' and g.orphaned_at is null
        order by f.projection
        """;

    private const string ForgetSql = "delete from events.projection_file where projection = $1";

    /// <summary>Writes what a server has read.</summary>
    public static async Task WriteAsync(NpgsqlDataSource database, IReadOnlyList<ProjectionFile> files, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        foreach (var (path, projection) in files.Select(file => (file.Path, (SqlProjection)file.Projection)))
        {
            await Sql.ExecuteAsync(
                connection, WriteSql, ct, Sql.Value(projection.Name), Sql.Value(Path.GetFullPath(path)), Sql.Value(projection.Version), Sql.Value(projection.Definition!));
        }
    }

    /// <summary>Those that some server has.</summary>
    public static async Task<IReadOnlyList<ProjectionFile>> ReadAsync(NpgsqlDataSource database, TimeSpan timeout, CancellationToken ct)
    {
        await using var command = database.CreateCommand(ReadSql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<ProjectionFile> files = [];
        while (await reader.ReadAsync(ct))
        {
            files.Add(new(
                reader.GetString(1), [], new SqlProjection(reader.GetString(0), reader.GetInt32(2)) { Definition = reader.GetString(3), StatementTimeout = timeout }));
        }

        return files;
    }

    /// <summary>Forgets one.</summary>
    public static Task ForgetAsync(NpgsqlConnection connection, string projection, CancellationToken ct) =>
        Sql.ExecuteAsync(connection, ForgetSql, ct, Sql.Value(projection));
}
