using System.Text.Json;
using Npgsql;

namespace CdViz.Api.Tests.Grafana;

/// <summary>A query of a dashboard: a panel's, a variable's or an annotation's.</summary>
/// <param name="Kind">The panel's type, <c>variable</c> or <c>annotation</c>.</param>
/// <param name="Title">The panel's title or the name.</param>
/// <param name="Sql">The text, with macros and variables.</param>
/// <param name="Options">The panel's options.</param>
internal sealed record DashboardQuery(string Kind, string Title, string Sql, JsonElement Options);

/// <summary>A variable of a dashboard.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsQuery">True where a query gives its values.</param>
/// <param name="Query">That query, or the values with commas between them.</param>
/// <param name="IsMany">True where several values may be chosen.</param>
internal sealed record DashboardChoice(string Name, bool IsQuery, string Query, bool IsMany);

/// <summary>A dashboard as it lies in <c>grafana/dashboards</c>.</summary>
internal sealed record DashboardFile(string Name, JsonElement Json)
{
    /// <summary>Those in a folder, by name.</summary>
    public static IReadOnlyList<DashboardFile> In(string folder) =>
        [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)
            .Select(file => new DashboardFile(Path.GetFileNameWithoutExtension(file), JsonElement.Parse(File.ReadAllText(file))))];

    public string Uid => Json.GetProperty("uid").GetString()!;

    public IEnumerable<JsonElement> Panels => Json.GetProperty("panels").EnumerateArray();

    public IEnumerable<DashboardChoice> Variables => Json.GetProperty("templating").GetProperty("list").EnumerateArray().Select(json => new DashboardChoice(
        json.GetProperty("name").GetString()!, json.GetProperty("type").GetString() is "query", json.GetProperty("query").GetString()!, json.GetProperty("multi").GetBoolean()));

    /// <summary>From how long ago it shows what was, when it is opened.</summary>
    public TimeSpan Range
    {
        get
        {
            var from = Json.GetProperty("time").GetProperty("from").GetString()!;
            return GrafanaSql.Duration(from["now-".Length..]);
        }
    }

    /// <summary>All queries but the variables'.</summary>
    public IEnumerable<DashboardQuery> Queries =>
    [
        .. Panels.SelectMany(panel => Targets(panel).Select(target => new DashboardQuery(
            panel.GetProperty("type").GetString()!, panel.GetProperty("title").GetString()!, target.GetProperty("rawSql").GetString()!,
            panel.GetProperty("options")))),
        .. Json.GetProperty("annotations").GetProperty("list").EnumerateArray().Select(annotation => new DashboardQuery(
            "annotation", annotation.GetProperty("name").GetString()!, annotation.GetProperty("target").GetProperty("rawSql").GetString()!, default)),
    ];

    /// <summary>What is chosen of its variables when it is opened: all values of those that take several, else the first.</summary>
    public async Task<IReadOnlyDictionary<string, DashboardVariable>> ChooseAsync(NpgsqlDataSource reader, GrafanaSql grafana, CancellationToken ct)
    {
        Dictionary<string, DashboardVariable> chosen = [];
        foreach (var variable in Variables)
        {
            List<string> values = [];
            if (variable.IsQuery)
            {
                await using var command = reader.CreateCommand(grafana.Expand(variable.Query, chosen));
                await using var rows = await command.ExecuteReaderAsync(ct);
                while (await rows.ReadAsync(ct))
                {
                    values.Add(rows.GetString(0));
                }
            }
            else
            {
                values.AddRange(variable.Query.Split(','));
            }

            chosen.Add(variable.Name, new(variable.IsMany, values));
        }

        return chosen;
    }

    private static List<JsonElement> Targets(JsonElement panel) => panel.TryGetProperty("targets", out var targets) ? [.. targets.EnumerateArray()] : [];
}
