using System.Text.Json;

namespace CdViz.Api.Tests.Grafana;

/// <summary>A query of a dashboard: a panel's, a variable's or an annotation's.</summary>
/// <param name="Kind">The panel's type, <c>variable</c> or <c>annotation</c>.</param>
/// <param name="Title">The panel's title or the name.</param>
/// <param name="Sql">The text, with macros and variables.</param>
/// <param name="Options">The panel's options.</param>
internal sealed record DashboardQuery(string Kind, string Title, string Sql, JsonElement Options);

/// <summary>A dashboard as it lies in <c>grafana/dashboards</c>.</summary>
internal sealed record DashboardFile(string Name, JsonElement Json)
{
    public static IReadOnlyList<DashboardFile> All { get; } =
        [.. Directory.GetFiles(Checkout.PathTo("grafana/dashboards"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => new DashboardFile(Path.GetFileNameWithoutExtension(file), JsonElement.Parse(File.ReadAllText(file))))];

    public static DashboardFile Of(string name) => All.Single(file => file.Name == name);

    public string Uid => Json.GetProperty("uid").GetString()!;

    public IEnumerable<JsonElement> Panels => Json.GetProperty("panels").EnumerateArray();

    public IEnumerable<JsonElement> Variables => Json.GetProperty("templating").GetProperty("list").EnumerateArray();

    /// <summary>All queries but the variables'.</summary>
    public IEnumerable<DashboardQuery> Queries =>
    [
        .. Panels.SelectMany(panel => Targets(panel).Select(target => new DashboardQuery(
            panel.GetProperty("type").GetString()!, panel.GetProperty("title").GetString()!, target.GetProperty("rawSql").GetString()!,
            panel.GetProperty("options")))),
        .. Json.GetProperty("annotations").GetProperty("list").EnumerateArray().Select(annotation => new DashboardQuery(
            "annotation", annotation.GetProperty("name").GetString()!, annotation.GetProperty("target").GetProperty("rawSql").GetString()!, default)),
    ];

    private static List<JsonElement> Targets(JsonElement panel) => panel.TryGetProperty("targets", out var targets) ? [.. targets.EnumerateArray()] : [];
}
