using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Projecting.Folds;

/// <summary>A fold's fact table in one generation, a hypertable: facts go in when they become known, and out when a late event changes them.</summary>
internal sealed class FactTableWriter<TRow> where TRow : class
{
    private static readonly RowMap<TRow> Map = RowMap<TRow>.Instance;

    private readonly FactTable<TRow> facts;
    private readonly string delete;
    private readonly string insert;
    private readonly string copy;

    public FactTableWriter(string schema, FactTable<TRow> facts)
    {
        this.facts = facts;
        var target = $"{Sql.Name(schema)}.{Sql.Name(facts.Table)}";
        string[] all = ["key", "ordinal", .. Map.Columns.Select(c => Sql.Name(c.Name))];
        var list = string.Join(", ", all);

        // The two bounds let TimescaleDB leave out the chunks that hold none of the facts.
        delete = $"""
            delete from {target} fact using unnest($1, $2, $3) as old (key, ordinal, at)
            where fact.key = old.key and fact.ordinal = old.ordinal and fact.{Sql.Name(facts.TimeColumn)} = old.at
              and fact.{Sql.Name(facts.TimeColumn)} between $4 and $5
            """;
        insert = $"insert into {target} ({list}) select * from unnest({string.Join(", ", all.Select((_, i) => $"${i + 1}"))})";
        copy = $"copy {target} ({list}) from stdin (format binary)";
    }

    /// <summary>The statements that take the old facts out and put the new ones in; none where both are the same.</summary>
    public IEnumerable<NpgsqlBatchCommand> Change(IEnumerable<FoldRow<TRow>> before, IEnumerable<FoldRow<TRow>> after)
    {
        var old = Facts(before).ToDictionary(f => (f.Key, f.Ordinal));
        var now = Facts(after).ToList();
        var unchanged = now.Where(f => old.TryGetValue((f.Key, f.Ordinal), out var was) && was.Row.Equals(f.Row)).ToList();
        unchanged.ForEach(f => old.Remove((f.Key, f.Ordinal)));
        now.RemoveAll(unchanged.ToHashSet().Contains);

        if (old.Count > 0)
        {
            yield return Delete([.. old.Values]);
        }

        if (now.Count > 0)
        {
            yield return Insert(now);
        }
    }

    /// <summary>Copies the facts among the rows of keys that are not there yet.</summary>
    public async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<FoldRow<TRow>> rows, CancellationToken ct)
    {
        await using var writer = await connection.BeginBinaryImportAsync(copy, ct);
        foreach (var (key, ordinal, row, _) in Facts(rows))
        {
            writer.StartRow();
            writer.Write(key, NpgsqlDbType.Text);
            writer.Write(ordinal, NpgsqlDbType.Integer);
            foreach (var column in Map.Columns)
            {
                column.Write(writer, row);
            }
        }

        await writer.CompleteAsync(ct);
    }

    private IEnumerable<FoldRow<TRow>> Facts(IEnumerable<FoldRow<TRow>> rows) => rows.Where(r => facts.Time(r.Row) is not null);

    private NpgsqlBatchCommand Delete(IReadOnlyList<FoldRow<TRow>> rows)
    {
        var times = rows.Select(r => facts.Time(r.Row)!.Value).ToArray();
        return new(delete)
        {
            Parameters =
            {
                Sql.Array(rows.Select(r => r.Key), NpgsqlDbType.Text),
                Sql.Array(rows.Select(r => r.Ordinal), NpgsqlDbType.Integer),
                Sql.Array(times, NpgsqlDbType.TimestampTz),
                new() { Value = times.Min(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = times.Max(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
    }

    private NpgsqlBatchCommand Insert(IReadOnlyList<FoldRow<TRow>> rows)
    {
        var command = new NpgsqlBatchCommand(insert);
        command.Parameters.Add(Sql.Array(rows.Select(r => r.Key), NpgsqlDbType.Text));
        command.Parameters.Add(Sql.Array(rows.Select(r => r.Ordinal), NpgsqlDbType.Integer));
        var values = rows.Select(r => r.Row).ToArray();
        foreach (var column in Map.Columns)
        {
            command.Parameters.Add(column.Collect(values));
        }

        return command;
    }
}
