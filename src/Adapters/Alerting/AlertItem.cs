using System.Text.Json;

namespace CdViz.Adapters.Alerting;

/// <summary>One occurrence that is told.</summary>
/// <param name="Key">Names it.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="State">What it is: deployed, rolledback, failed, broken, recovered, opened, resolved, slow, firing.</param>
/// <param name="Facts">What is known of it, by name.</param>
public sealed record AlertItem(string Key, DateTime At, string State, IReadOnlyDictionary<string, string> Facts)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>A fact, or null.</summary>
    public string? this[string name] => Facts.GetValueOrDefault(name);

    /// <summary>Items as JSON.</summary>
    internal static string Write(IEnumerable<AlertItem> items) => JsonSerializer.Serialize(items, Json);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    internal static List<AlertItem> Read(string json) => JsonSerializer.Deserialize<List<AlertItem>>(json, Json)!;

    /// <summary>Reads the facts of a row, whose values may be numbers.</summary>
    internal static Dictionary<string, string> FactsOf(string json)
    {
        using var facts = JsonDocument.Parse(json);
        return facts.RootElement.EnumerateObject().Where(fact => fact.Value.ValueKind is not JsonValueKind.Null).ToDictionary(fact => fact.Name, fact => fact.Value.ToString());
    }
}
