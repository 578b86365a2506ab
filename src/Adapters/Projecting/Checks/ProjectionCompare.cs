using System.Data;
using Npgsql;

namespace CdViz.Adapters.Projecting.Checks;

/// <summary>Rows that differ between two copies of a projection's tables.</summary>
/// <param name="Position">The position both stand at.</param>
/// <param name="Rows">Rows compared, of the first copy.</param>
/// <param name="Differences">Samples of rows that are in one copy only, a few for each table.</param>
/// <param name="Differing">How many rows are in one copy only.</param>
public sealed record Comparison(long Position, long Rows, long Differing, IReadOnlyList<Difference> Differences);

/// <summary>A row that one copy has and the other has not.</summary>
/// <param name="Table">The table.</param>
/// <param name="Only">Which copy has it: its schema.</param>
/// <param name="Row">The row as JSON.</param>
public sealed record Difference(string Table, string Only, string Row);

/// <summary>Compares two copies of a projection's tables, row by row, in the database.</summary>
internal static class ProjectionCompare
{
    private const int Samples = 5;
    private const int Attempts = 1000;

    // Rows whose chunk one of the two copies may have dropped.
    private const string KeptSql = """
        select format(' where %I >= %L', d.column_name, max(g.dropped_before))
        from events.projection_generation g
        join timescaledb_information.dimensions d on d.hypertable_schema = $1 and d.hypertable_name = $3 and d.dimension_number = 1
        where g.schema_name in ($1, $2)
        group by d.column_name
        having max(g.dropped_before) is not null
        """;

    /// <summary>Brings both generations to one position and compares them there; neither appends nor the daemon wait for it.</summary>
    /// <exception cref="TimeoutException">The live generation moved on each time before both could be seen at one position.</exception>
    public static async Task<Comparison> LevelAsync(
        NpgsqlDataSource database, Projection projection, Generation one, Generation other, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await LakeRetention.HoldAsync(connection, ct);
        try
        {
            return await LevelAsync(database, connection, projection, one, other, ct);
        }
        finally
        {
            await LakeRetention.ReleaseAsync(connection);
        }
    }

    private static async Task<Comparison> LevelAsync(
        NpgsqlDataSource database, NpgsqlConnection connection, Projection projection, Generation one, Generation other, CancellationToken ct)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var position = (await GenerationStore.LiveAsync(connection, projection.Name, ct))!.Position;
            foreach (var kept in new[] { one, other })
            {
                if (await GenerationStore.FindAsync(connection, projection.Name, kept.Number, ct) is { Role: "kept" } behind)
                {
                    await CatchUp.ToAsync(database, connection, projection, behind, position, ct);
                }
            }

            // One snapshot shows the rows of both and how far each is.
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            var all = await GenerationStore.ListAsync(connection, projection.Name, ct);
            if (all.Find(g => g.Number == one.Number) is { } a && all.Find(g => g.Number == other.Number) is { } b && a.Position == b.Position)
            {
                return await RunAsync(connection, one.Schema, other.Schema, a.Position, ct);
            }
        }

        throw new TimeoutException($"Generations {one.Number} and {other.Number} of '{projection.Name}' could not be seen at one position: the log grows too fast.");
    }

    /// <summary>Compares within the connection's transaction.</summary>
    public static async Task<Comparison> RunAsync(
        NpgsqlConnection connection, string one, string other, long position, CancellationToken ct)
    {
        List<Difference> samples = [];
        long rows = 0, differing = 0;
        foreach (var table in await GenerationSchema.TablesAsync(connection, one, ct))
        {
            var kept = await KeptAsync(connection, one, other, table, ct);
            rows += await CountAsync(connection, one, table, kept, ct);
            foreach (var (only, without) in new[] { (one, other), (other, one) })
            {
                var (count, found) = await MissingAsync(connection, table, only, without, kept, ct);
                differing += count;
                samples.AddRange(found.Select(row => new Difference(table, only, row)));
            }
        }

        return new(position, rows, differing, samples);
    }

    /// <summary>A condition that leaves out rows so old that one copy may have dropped them; empty where nothing was dropped.</summary>
    private static async Task<string> KeptAsync(NpgsqlConnection connection, string one, string other, string table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(KeptSql, connection) { Parameters = { Sql.Value(one), Sql.Value(other), Sql.Value(table) } };
        return await command.ExecuteScalarAsync(ct) as string ?? "";
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string schema, string table, string kept, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select count(*) from {Sql.Name(schema)}.{Sql.Name(table)}{kept}", connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<(long Count, List<string> Rows)> MissingAsync(
        NpgsqlConnection connection, string table, string only, string without, string kept, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with missing as materialized (
                select * from {Sql.Name(only)}.{Sql.Name(table)}{kept} except all select * from {Sql.Name(without)}.{Sql.Name(table)}{kept})
            select (select count(*) from missing), to_jsonb(m)::text from missing m order by m::text limit {Samples}
            """,
            connection)
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> rows = [];
        long count = 0;
        while (await reader.ReadAsync(ct))
        {
            count = reader.GetInt64(0);
            rows.Add(reader.GetString(1));
        }

        return (count, rows);
    }
}
