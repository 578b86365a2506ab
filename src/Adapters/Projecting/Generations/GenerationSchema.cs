using Npgsql;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>The schema of a generation's tables, and definitions run with it first on the search path.</summary>
internal static class GenerationSchema
{
    private const string BoundChunksSql = "select events.bound_chunks($1)";
    private const string DropSql = "select events.drop_alone($1)";
    private const string ClosePathsSql = "select events.close_paths($1)";

    /// <summary>Makes an empty schema.</summary>
    public static Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken ct) =>
        ExecuteAsync(connection, $"create schema {Sql.Name(schema)}", ct);

    /// <summary>Makes a schema with the tables of a definition, of which each hypertable has a bounded number of chunks; in the caller's transaction.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, string schema, ProjectionDefinition definition, CancellationToken ct)
    {
        await CreateAsync(connection, schema, ct);
        await RunAsync(connection, schema, definition.Tables, ct);
        await Sql.ExecuteAsync(connection, BoundChunksSql, ct, Sql.Value(schema));
    }

    /// <summary>Drops the schema and all in it.</summary>
    /// <exception cref="PostgresException">Something of another schema is made of it (2BP01), as a view that still shows a table.</exception>
    public static Task DropAsync(NpgsqlConnection connection, string schema, CancellationToken ct) => Sql.ExecuteAsync(connection, DropSql, ct, Sql.Value(schema));

    /// <summary>Gathers statistics of all tables in the caller's transaction: from a small sample, which takes a fifth of the time of a full one.</summary>
    public static async Task AnalyzeAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await ExecuteAsync(connection, "set local default_statistics_target = 20", ct);
        foreach (var table in await TablesAsync(connection, schema, ct))
        {
            await ExecuteAsync(connection, $"analyze {Sql.Name(schema)}.{Sql.Name(table)}", ct);
        }

        await ExecuteAsync(connection, "set local default_statistics_target to default", ct);
    }

    /// <summary>Runs a part of a definition in the caller's transaction; an empty one does nothing.</summary>
    public static async Task RunAsync(NpgsqlConnection connection, string schema, string definition, CancellationToken ct)
    {
        if (definition.Length == 0)
        {
            return;
        }

        await ExecuteAsync(connection, $"set local search_path = {Sql.Name(schema)}, public, pg_temp", ct);
        await ExecuteAsync(connection, definition, ct);
        await ExecuteAsync(connection, "set local search_path to default", ct);
    }

    /// <summary>Makes the public views of a generation, in the caller's transaction; functions that lend their owner's rights find nothing in schema public.</summary>
    public static async Task ShowAsync(NpgsqlConnection connection, Generation generation, CancellationToken ct)
    {
        await RunAsync(connection, generation.Schema, generation.Views, ct);
        await Sql.ExecuteAsync(connection, ClosePathsSql, ct, Sql.Value(generation.Schema));
    }

    /// <summary>The tables in it, without schema, by name.</summary>
    public static async Task<List<string>> TablesAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        List<string> tables = [];
        await using var command = new NpgsqlCommand("select tablename from pg_tables where schemaname = $1 order by 1", connection) { Parameters = { Sql.Value(schema) } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
