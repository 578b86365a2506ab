using System.Text.Json;
using Npgsql;

namespace CdViz.Support;

/// <summary>The plan of a statement that was run, as PostgreSQL tells it.</summary>
public sealed class Plan(JsonElement root)
{
    /// <summary>All steps of it.</summary>
    public IEnumerable<JsonElement> Steps => Below(root);

    /// <summary>How many rows its steps gave or looked at in vain, in all their rounds.</summary>
    public long Rows => (long)Steps.Sum(step =>
        (Number(step, "Actual Rows") + Number(step, "Rows Removed by Filter") + Number(step, "Rows Removed by Join Filter")) * Number(step, "Actual Loops"));

    /// <summary>What makes it slow on large tables: scans of all rows, sorts of many, and rows read in vain. Empty for a plan that an index serves.</summary>
    public IEnumerable<string> Faults(IReadOnlyDictionary<string, long> rows, long few) => Steps.Select(step => Fault(step, rows, few)).OfType<string>();

    /// <summary>Steps that walk through an index because what they look for is not its first column, or to leave out what another index gives. first: of each index by name.</summary>
    public IEnumerable<string> Walks(IReadOnlyDictionary<string, string> first) =>
        Steps.Where(step => Text(step, "Node Type") is "BitmapAnd").SelectMany(Below).Select(step => $"{Text(step, "Index Name")} beside another: {Text(step, "Index Cond")}").Concat(
        Steps.Select(step => (Index: Text(step, "Index Name"), Condition: Text(step, "Index Cond")))
            .Where(step => step is { Index: not null, Condition: not null } && first.TryGetValue(step.Index, out var column) && !step.Condition.Contains(column, StringComparison.Ordinal))
            .Select(step => $"{step.Index} of {first[step.Index!]} by {step.Condition}"));

    /// <summary>Runs a statement and gives its plan, and those of the statements inside the functions it calls; the server has to let one load auto_explain.</summary>
    public static async Task<List<Plan>> OfAsync(NpgsqlDataSource database, string sql, CancellationToken ct, params object?[] values)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var plans = await CollectAsync(connection, ct);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        await command.ExecuteNonQueryAsync(ct);
        return plans;
    }

    /// <summary>Collects the plans of whatever a connection runs from now on.</summary>
    public static async Task<List<Plan>> CollectAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        List<Plan> plans = [];
        await using (var explain = new NpgsqlCommand(
            """
            load 'auto_explain';
            set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_analyze = on;
            set auto_explain.log_timing = off; set auto_explain.log_verbose = on; set auto_explain.log_format = json; set auto_explain.log_level = notice;
            set jit = off
            """,
            connection))
        {
            await explain.ExecuteNonQueryAsync(ct);
        }

        connection.Notice += (_, told) =>
        {
            if (told.Notice.MessageText.IndexOf('{', StringComparison.Ordinal) is > 0 and var begin && told.Notice.MessageText.StartsWith("duration", StringComparison.Ordinal))
            {
                plans.Add(new(JsonDocument.Parse(told.Notice.MessageText[begin..]).RootElement.GetProperty("Plan").Clone()));
            }
        };
        return plans;
    }

    private static string? Fault(JsonElement step, IReadOnlyDictionary<string, long> rows, long few)
    {
        var what = step.GetProperty("Node Type").GetString()!;
        var table = Text(step, "Relation Name");
        var name = $"{what} {Text(step, "Schema")}.{table} {Text(step, "Index Name")}";
        var loops = Number(step, "Actual Loops");
        var read = (Number(step, "Actual Rows") + Number(step, "Rows Removed by Filter") + Number(step, "Rows Removed by Index Recheck")) * loops;
        return what switch
        {
            "Seq Scan" when rows.GetValueOrDefault($"{Text(step, "Schema")}.{table}") > few => $"{name} reads a whole table of more than {few} rows",
            "Sort" when Number(step.GetProperty("Plans")[0], "Actual Rows") > few => $"{name} sorts {Number(step.GetProperty("Plans")[0], "Actual Rows")} rows",
            _ when table is not null && read > few => $"{name} reads {read} rows: {Text(step, "Index Cond")} {Text(step, "Filter")}",
            _ => null,
        };
    }

    private static IEnumerable<JsonElement> Below(JsonElement step) =>
        step.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray().SelectMany(Below).Prepend(step) : [step];

    private static string? Text(JsonElement step, string name) => step.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static double Number(JsonElement step, string name) => step.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
}
