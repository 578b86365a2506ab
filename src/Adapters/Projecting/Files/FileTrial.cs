using Npgsql;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>Makes the tables, indexes and views of a projection's SQL in a schema of its own and tries the statement, in the connection's transaction.</summary>
internal sealed class FileTrial(NpgsqlConnection connection, ProjectionFile file)
{
    // Replacing a live view waits for its readers, and new readers wait behind that; so it may wait only briefly.
    private const string BeginSql = "set local lock_timeout = '100ms'; set local statement_timeout = '30s'";
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
        _ = await TablesAsync(ct) && await StatementAsync(ct) && await PartsAsync("indexes", ct) && await ViewsAsync(ct);
    }

    /// <summary>What the database says, in a sentence.</summary>
    public static string Refusal(PostgresException e, string hint) =>
        string.Join(' ', new[] { $"{e.MessageText} (SQLSTATE {e.SqlState}).", e.Hint, hint }.Where(text => !string.IsNullOrEmpty(text)));

    private async Task<bool> TablesAsync(CancellationToken ct)
    {
        var (before, routines) = (await Relation.AllAsync(connection, ct), await Routine.AllAsync(connection, ct));
        if (!await PartsAsync("tables", ct))
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

        foreach (var routine in (await ChangedAsync(routines, ct)).Where(routine => routine.Schema != schema))
        {
            Add("tables", $"The function {routine.FullName} is made or changed here; allowed: functions of its own, written without schema.");
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
            try
            {
                await ExecuteAsync($"select * from {name} except all select * from {name}", ct);
            }
            catch (PostgresException e) when (!DatabaseFault.IsNotOfTheTrial(e))
            {
                Add("tables", Refusal(e, "Rows have to be comparable: jsonb can be compared, json can't."));
                return false;
            }
        }

        return true;
    }

    private async Task<bool> StatementAsync(CancellationToken ct) =>
        file.All("statement").FirstOrDefault() is not { } part || await new StatementTrial(connection, part, schema, problems).RunAsync(ct);

    private async Task<bool> ViewsAsync(CancellationToken ct)
    {
        var (before, routines) = (await Relation.AllAsync(connection, ct), await Routine.AllAsync(connection, ct));
        var own = await Relation.ViewsOfAsync(connection, file.Projection.Name, ct);
        if (!await PartsAsync("views", ct))
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

        await CheckRoutinesAsync(routines, ct);
        if (problems.Count == 0 && views.Count == 0)
        {
            Add("views", $"No view is made here; it needs one in schema {Public}, or nobody can read the rows.");
        }

        return problems.Count == 0;
    }

    private async Task CheckRoutinesAsync(Dictionary<uint, Routine> before, CancellationToken ct)
    {
        foreach (var routine in await ChangedAsync(before, ct))
        {
            if (routine.Schema != Public)
            {
                Add("views", $"The function {routine.FullName} is made or changed here; allowed: functions in schema {Public}.");
            }
            else if (before.TryGetValue(routine.Id, out var was) && !was.IsOf(file.Projection.Name))
            {
                Add("views", $"The function {routine.FullName} is another's already; allowed: a name that is free.");
            }
        }
    }

    private async Task<bool> PartsAsync(string mark, CancellationToken ct)
    {
        foreach (var part in file.All(mark))
        {
            foreach (var piece in SqlText.Split(part.Text))
            {
                try
                {
                    await ExecuteAsync(piece.Text, ct);
                }
                catch (PostgresException e) when (!DatabaseFault.IsNotOfTheTrial(e))
                {
                    var hint = e.SqlState is PostgresErrorCodes.InvalidTableDefinition && mark is "views"
                        ? "A view's columns may only be added to, at the end; for another shape give the view another name."
                        : "";
                    problems.Add(part.Problem(piece.Offset + Math.Max(e.Position - 1, 0), Refusal(e, hint)));
                    return false;
                }
            }
        }

        return true;
    }

    private async Task<List<Relation>> ChangedAsync(Dictionary<uint, Relation> before, CancellationToken ct) =>
        [.. (await Relation.AllAsync(connection, ct)).Values.Where(relation => !before.TryGetValue(relation.Id, out var was) || was != relation)];

    private async Task<List<Routine>> ChangedAsync(Dictionary<uint, Routine> before, CancellationToken ct) =>
        [.. (await Routine.AllAsync(connection, ct)).Values.Where(routine => !before.TryGetValue(routine.Id, out var was) || was != routine)];

    private void Add(string mark, string message) => problems.Add(file.First(mark).Problem(0, message));

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
