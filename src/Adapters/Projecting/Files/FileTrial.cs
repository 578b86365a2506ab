using Npgsql;

namespace CdViz.Adapters;

/// <summary>Makes the tables, indexes and views of one file in a schema of its own and plans the statement, in the connection's transaction.</summary>
internal sealed class FileTrial(NpgsqlConnection connection, ProjectionFile file)
{
    // Replacing a live view waits for its readers, and new readers wait behind that; so it may wait only briefly.
    private const string BeginSql = "set local lock_timeout = '100ms'; set local statement_timeout = '30s'";
    private const string PlanSql = "explain (verbose, format json) ";
    private const string Public = "cdviz";

    private readonly string schema = $"{file.Projection.Name}_try";
    private readonly List<FileProblem> problems = [];
    private readonly List<string> views = [];

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<FileProblem> Problems => problems;

    /// <summary>The public views it makes.</summary>
    public IReadOnlyList<string> Views => views;

    /// <summary>Tries it.</summary>
    /// <exception cref="PostgresException">A lock was not to be had, or something else that passes.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        problems.Clear();
        views.Clear();
        await ExecuteAsync(BeginSql, ct);
        await GenerationSchema.CreateAsync(connection, schema, ct);
        await ExecuteAsync($"set local search_path = {Sql.Name(schema)}, public, pg_temp", ct);
        _ = await TablesAsync(ct) && await StatementAsync(ct) && await PartAsync("indexes", ct) && await ViewsAsync(ct);
    }

    private async Task<bool> TablesAsync(CancellationToken ct)
    {
        var before = await Relation.AllAsync(connection, ct);
        if (!await PartAsync("tables", ct))
        {
            return false;
        }

        var changed = await ChangedAsync(before, ct);
        foreach (var relation in changed)
        {
            if (relation.Schema != schema)
            {
                Add("tables", $"{relation.FullName} is made or changed here; allowed: tables of its own, written without schema.");
            }
            else if (relation.Kind is 'S')
            {
                Add("tables", $"The sequence {relation.Name} would give other numbers at the next rebuild; allowed: keys made from the events.");
            }
        }

        var tables = changed.FindAll(relation => relation.Schema == schema && relation.Kind is 'r' or 'p');
        if (tables.Count == 0)
        {
            Add("tables", "No table is made here; it needs one.");
        }

        return problems.Count == 0 && await ComparableAsync(tables, ct);
    }

    /// <summary>Verify and compare take rows apart by their values.</summary>
    private async Task<bool> ComparableAsync(List<Relation> tables, CancellationToken ct)
    {
        foreach (var name in tables.Select(table => Sql.Name(table.Name)))
        {
            var comparing = new SqlPiece(0, $"select * from {name} except all select * from {name}");
            if (!await RunAsync("tables", comparing, "Rows have to be comparable: jsonb can be compared, json can't.", 0, ct))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> StatementAsync(CancellationToken ct)
    {
        var statement = SqlText.Split(file.Part("statement")!.Text)[0];
        await using var command = new NpgsqlCommand(PlanSql + statement.Text, connection) { Parameters = { Sql.Value(0L), Sql.Value(1L) } };
        string plan;
        try
        {
            plan = (string)(await command.ExecuteScalarAsync(ct))!;
        }
        catch (PostgresException e) when (!Passes(e))
        {
            var hint = e.SqlState is PostgresErrorCodes.InvalidColumnReference && e.Position == 0
                ? "A key that 'on conflict' needs belongs to @tables: indexes come after the first fill."
                : "";
            AddRefusal("statement", statement.Offset + Math.Max(e.Position - 1 - PlanSql.Length, 0), e, hint);
            return false;
        }

        var written = StatementPlan.Written(plan);
        foreach (var (other, table) in written.Where(target => target.Schema != schema))
        {
            Add("statement", $"The statement writes {other}.{table}; allowed: the tables of its own part @tables.", statement.Offset);
        }

        if (written.Count == 0)
        {
            Add("statement", "The statement writes no table; it has to.", statement.Offset);
        }

        return problems.Count == 0;
    }

    private async Task<bool> ViewsAsync(CancellationToken ct)
    {
        var before = await Relation.AllAsync(connection, ct);
        var own = await Relation.ViewsOfAsync(connection, file.Projection.Name, ct);
        if (!await PartAsync("views", ct))
        {
            return false;
        }

        var changed = await ChangedAsync(before, ct);
        var after = await Relation.AllAsync(connection, ct);
        foreach (var gone in before.Values.Where(relation => !after.ContainsKey(relation.Id) && !own.Contains(relation.Id)))
        {
            Add("views", $"{gone.FullName} is dropped here and is not this projection's.");
        }

        foreach (var relation in changed)
        {
            if (relation.Schema != Public || relation.Kind is not 'v')
            {
                Add("views", $"{relation.FullName} is made or changed here; allowed: views in schema {Public}.");
            }
            else if (before.ContainsKey(relation.Id) && !own.Contains(relation.Id))
            {
                Add("views", $"The view {relation.FullName} is another's already; allowed: a name that is free.");
            }
            else
            {
                views.Add(relation.FullName);
            }
        }

        if (problems.Count == 0 && views.Count == 0)
        {
            Add("views", $"No view is made here; it needs one in schema {Public}, or nobody can read the rows.");
        }

        return problems.Count == 0;
    }

    private async Task<bool> PartAsync(string mark, CancellationToken ct)
    {
        foreach (var piece in file.Part(mark) is { } part ? SqlText.Split(part.Text) : [])
        {
            if (!await RunAsync(mark, piece, "", piece.Offset, ct))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> RunAsync(string mark, SqlPiece piece, string hint, int offset, CancellationToken ct)
    {
        try
        {
            await ExecuteAsync(piece.Text, ct);
            return true;
        }
        catch (PostgresException e) when (!Passes(e))
        {
            AddRefusal(mark, hint.Length > 0 ? offset : offset + Math.Max(e.Position - 1, 0), e, hint);
            return false;
        }
    }

    private async Task<List<Relation>> ChangedAsync(Dictionary<uint, Relation> before, CancellationToken ct) =>
        [.. (await Relation.AllAsync(connection, ct)).Values.Where(relation => !before.TryGetValue(relation.Id, out var was) || was != relation)];

    private void Add(string mark, string message, int offset = 0) => problems.Add(file.Problem(mark, offset, message));

    private void AddRefusal(string mark, int offset, PostgresException e, string hint)
    {
        if (e.SqlState is PostgresErrorCodes.InvalidTableDefinition && mark is "views")
        {
            hint = "A view's columns may only be added to, at the end; for another shape give the view another name.";
        }

        Add(mark, string.Join(' ', new[] { $"{e.MessageText} (SQLSTATE {e.SqlState}).", e.Hint, hint }.Where(text => !string.IsNullOrEmpty(text))), offset);
    }

    private static bool Passes(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.LockNotAvailable || e.SqlState[..2] is "08" or "40" or "53" or "58" || e.SqlState[..3] is "57P";

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
