using System.Text.Json;

namespace CdViz.Adapters.Projecting.Files;

/// <summary>What PostgreSQL's plan of a statement says, as <c>explain (verbose, format json)</c> writes it.</summary>
internal static class StatementPlan
{
    /// <summary>The tables that are written, each once.</summary>
    public static IReadOnlyList<(string Schema, string Table)> Written(string plan)
    {
        using var document = JsonDocument.Parse(plan);
        return [.. In(document.RootElement).Distinct()];
    }

    private static IEnumerable<(string Schema, string Table)> In(JsonElement plan) => plan.ValueKind switch
    {
        JsonValueKind.Array => plan.EnumerateArray().SelectMany(In),
        JsonValueKind.Object => plan.EnumerateObject().SelectMany(member => In(member.Value)).Concat(Target(plan)),
        _ => [],
    };

    private static IEnumerable<(string Schema, string Table)> Target(JsonElement node)
    {
        if (node.TryGetProperty("Node Type", out var type) && type.GetString() is "ModifyTable"
            && node.TryGetProperty("Relation Name", out var table) && node.TryGetProperty("Schema", out var schema))
        {
            yield return (schema.GetString()!, table.GetString()!);
        }
    }
}
