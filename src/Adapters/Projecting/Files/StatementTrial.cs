using Npgsql;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>Tries the statement of a projection's SQL: by its plan or, where it calls a function, over the last events of the log.</summary>
internal sealed class StatementTrial(NpgsqlConnection connection, DefinitionPart part, string schema, List<FileProblem> problems)
{
    private const string PlanSql = "explain (verbose, format json) ";

    private const string LastSql = "select greatest(coalesce(max(seq_id), 0) - 1000, 0), coalesce(max(seq_id), 0) from events.mt_events";

    // Who writes a table, be it no row of it, holds this lock until the end of the transaction.
    private const string WrittenSql = """
        select n.nspname, c.relname
        from pg_locks l
        join pg_class c on c.oid = l.relation
        join pg_namespace n on n.oid = c.relnamespace
        where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.database = (select oid from pg_database where datname = current_database())
          and l.mode in ('RowExclusiveLock', 'AccessExclusiveLock') and c.relkind in ('r', 'p')
          and n.nspname not in ('pg_catalog', 'pg_toast') and n.nspname not like '\_timescaledb%'
        """;

    private readonly SqlPiece statement = SqlText.Split(part.Text)[0];

    /// <summary>Tries it; false when something is wrong.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        var before = problems.Count;
        if (PartCheck.IsCall(statement.Text))
        {
            await CallAsync(ct);
        }
        else
        {
            await PlanAsync(ct);
        }

        return problems.Count == before;
    }

    private async Task PlanAsync(CancellationToken ct)
    {
        string plan;
        await using var command = new NpgsqlCommand(PlanSql + statement.Text, connection) { Parameters = { Sql.Value(0L), Sql.Value(1L) } };
        try
        {
            plan = (string)(await command.ExecuteScalarAsync(ct))!;
        }
        catch (PostgresException e) when (!DatabaseFault.IsNotOfTheTrial(e))
        {
            var hint = e.SqlState is PostgresErrorCodes.InvalidColumnReference && e.Position == 0
                ? "A key that 'on conflict' needs belongs to @tables: indexes come after the first fill."
                : "";
            problems.Add(part.Problem(statement.Offset + Math.Max(e.Position - 1 - PlanSql.Length, 0), FileTrial.Refusal(e, hint)));
            return;
        }

        var written = StatementPlan.Written(plan);
        AddForeign(written);
        if (written.Count == 0)
        {
            problems.Add(part.Problem(statement.Offset, "The statement writes no table; it has to."));
        }
    }

    private async Task CallAsync(CancellationToken ct)
    {
        try
        {
            var before = await WrittenAsync(ct);
            var (after, upTo) = await LastAsync(ct);
            await using (var command = new NpgsqlCommand(statement.Text, connection) { Parameters = { Sql.Value(after), Sql.Value(upTo) }, CommandTimeout = 0 })
            {
                await command.ExecuteNonQueryAsync(ct);
            }

            AddForeign((await WrittenAsync(ct)).Except(before));
        }
        catch (PostgresException e) when (!DatabaseFault.IsNotOfTheTrial(e))
        {
            problems.Add(part.Problem(statement.Offset + Math.Max(e.Position - 1, 0), FileTrial.Refusal(e, e.Where is { } where ? $"In {where.Split('\n')[^1]}." : "")));
        }
    }

    private void AddForeign(IEnumerable<(string Schema, string Table)> written)
    {
        foreach (var (other, table) in written.Where(target => target.Schema != schema))
        {
            problems.Add(part.Problem(statement.Offset, $"The statement writes {other}.{table}; allowed: the tables of its own part @tables."));
        }
    }

    private async Task<(long After, long UpTo)> LastAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LastSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task<List<(string Schema, string Table)>> WrittenAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(WrittenSql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<(string, string)> tables = [];
        while (await reader.ReadAsync(ct))
        {
            tables.Add((reader.GetString(0), reader.GetString(1)));
        }

        return tables;
    }
}
