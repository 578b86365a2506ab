using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Projecting.Folds;

/// <summary>A fold's row table in one generation: loads the current rows of keys, writes changed ones.</summary>
/// <remarks>
/// The table has <c>key, ordinal</c>, the row's columns, and <c>last_at, last_rank, last_id</c> (the last event folded).
/// Statements are made once for a generation from the column catalogue, since their table and columns differ and nothing else does.
/// </remarks>
internal sealed class FoldTable<TRow> where TRow : class
{
    private static readonly RowMap<TRow> Map = RowMap<TRow>.Instance;

    private readonly string load;
    private readonly string all;
    private readonly string clear;
    private readonly string write;
    private readonly string copy;

    public FoldTable(string schema, string table)
    {
        var target = $"{Sql.Name(schema)}.{Sql.Name(table)}";
        string[] columns = [.. Map.Columns.Select(c => Sql.Name(c.Name))];
        string[] names = ["key", "ordinal", .. columns, "last_at", "last_rank", "last_id"];
        var list = string.Join(", ", names);
        load = $"select distinct on (key) {list} from {target} where key = any($1) order by key, ordinal desc";
        all = $"select {list} from {target} where key = any($1)";
        clear = $"delete from {target} where key = any($1)";
        write = $"""
            insert into {target} ({list}) select * from unnest({string.Join(", ", names.Select((_, i) => $"${i + 1}"))})
            on conflict (key, ordinal) do update set {string.Join(", ", names.Skip(2).Select(c => $"{c} = excluded.{c}"))}
            """;
        copy = $"copy {target} ({list}) from stdin (format binary)";
    }

    /// <summary>The current row of each key that has one.</summary>
    public async Task<List<FoldRow<TRow>>> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(load, connection) { Parameters = { Keys(keys) } };
        return await ReadAsync(command, ct);
    }

    /// <summary>All rows of the keys, those that gave way to others too.</summary>
    public async Task<List<FoldRow<TRow>>> AllAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(all, connection) { Parameters = { Keys(keys) } };
        return await ReadAsync(command, ct);
    }

    /// <summary>The statement that deletes all rows of the keys.</summary>
    public NpgsqlBatchCommand Clear(IReadOnlyCollection<string> keys) => new(clear) { Parameters = { Keys(keys) } };

    /// <summary>The statement that inserts rows or overwrites those of the same key and ordinal.</summary>
    public NpgsqlBatchCommand Write(IReadOnlyList<FoldRow<TRow>> rows)
    {
        var command = new NpgsqlBatchCommand(write);
        var values = rows.Select(r => r.Row).ToArray();
        command.Parameters.Add(Keys([.. rows.Select(r => r.Key)]));
        command.Parameters.Add(Sql.Array(rows.Select(r => r.Ordinal), NpgsqlDbType.Integer));
        foreach (var column in Map.Columns)
        {
            command.Parameters.Add(column.Collect(values));
        }

        command.Parameters.Add(Sql.Array(rows.Select(r => r.Last.At), NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Sql.Array(rows.Select(r => r.Last.Rank), NpgsqlDbType.Smallint));
        command.Parameters.Add(Sql.Array(rows.Select(r => r.Last.Id), NpgsqlDbType.Uuid));
        return command;
    }

    /// <summary>Copies rows of keys that are not there yet.</summary>
    public async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<FoldRow<TRow>> rows, CancellationToken ct)
    {
        await using var writer = await connection.BeginBinaryImportAsync(copy, ct);
        foreach (var (key, ordinal, row, last) in rows)
        {
            writer.StartRow();
            writer.Write(key, NpgsqlDbType.Text);
            writer.Write(ordinal, NpgsqlDbType.Integer);
            foreach (var column in Map.Columns)
            {
                column.Write(writer, row);
            }

            writer.Write(last.At, NpgsqlDbType.TimestampTz);
            writer.Write(last.Rank, NpgsqlDbType.Smallint);
            writer.Write(last.Id, NpgsqlDbType.Uuid);
        }

        await writer.CompleteAsync(ct);
    }

    private static NpgsqlParameter Keys(IReadOnlyCollection<string> keys) => Sql.Array(keys, NpgsqlDbType.Text);

    private static async Task<List<FoldRow<TRow>>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        List<FoldRow<TRow>> rows = [];
        await using var reader = await command.ExecuteReaderAsync(ct);
        var end = 2 + Map.Columns.Count;
        while (await reader.ReadAsync(ct))
        {
            var last = new Occurrence(reader.GetFieldValue<DateTime>(end), reader.GetInt16(end + 1), reader.GetGuid(end + 2));
            rows.Add(new(reader.GetString(0), reader.GetInt32(1), Map.Read(reader, 2), last));
        }

        return rows;
    }
}
