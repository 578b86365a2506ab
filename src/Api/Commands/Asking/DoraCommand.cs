using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace CdViz.Api.Commands.Asking;

/// <summary><c>dora</c>: the five metrics of a time, as a whole or period by period.</summary>
internal static class DoraCommand
{
    private static readonly Column[] Totals =
    [
        new("metric", "metric"), new("value", "value", Show.Number), new("band", "band"), new("of", "sample", Show.Number), new("before", "before", Show.Number, Spare: 1),
        new("change", "change", Show.Number), new("note", "note"),
    ];

    private static readonly Column[] Periods =
    [
        new("period", "period"), new("deployments", "deployment_frequency", Show.Number), new("lead time", "lead_time", Show.Number),
        new("failure rate", "change_failure_rate", Show.Number), new("to restore", "time_to_restore", Show.Number), new("rework", "rework_rate", Show.Number),
    ];

    private static readonly string[] PeriodMembers = ["metric", "unit", "period", "value", "reason", "sample", "affected"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var (filters, server, shape) = (new Filters(typeof(DoraEndpoints.ReportQuery)), new ServerOptions(Scopes.Read), new ShapeOptions());
        var command = new Command("dora", "How fast and how safely changes reach production: five metrics of the last 90 days or --from and --to, also --by month in a time zone.");
        filters.AddTo(command);
        shape.AddTo(command);
        server.AddTo(command);
        command.SetAction(async (parsed, ct) =>
        {
            using var client = server.Client(parsed);
            var report = await client.GetAsync(ServerQuestions.Address("metrics/dora", filters.Of(parsed)), ct);
            Write(report, shape.Of(parsed));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Write(JsonElement report, OutputShape shape)
    {
        var metrics = report.GetProperty("metrics").EnumerateArray().ToList();
        var byPeriod = metrics.Exists(metric => metric.GetProperty("periods").ValueKind is JsonValueKind.Array);
        switch (shape)
        {
            case OutputShape.Json:
                Console.Out.WriteLine(JsonSerializer.Serialize(report, ItemJson.Indented));
                break;
            case OutputShape.Csv when byPeriod:
                Csv.Write(Console.Out, PeriodMembers, metrics.SelectMany(Apart));
                break;
            case OutputShape.Csv:
                Csv.Write(Console.Out, ItemJson.Members(typeof(DoraMetric)), metrics);
                break;
            default:
                Sheet.Write(Totals, [.. metrics.Select(Total)], shape, []);
                if (byPeriod)
                {
                    Console.Out.WriteLine();
                    Sheet.Write(Periods, Together(metrics, report.GetProperty("tz").GetString()!), shape, []);
                }

                Console.Error.WriteLine($"{Show.Time(report.GetProperty("from"))} to {Show.Time(report.GetProperty("to"))} UTC, by {report.GetProperty("definition")}; bands of {report.GetProperty("report")}");
                Console.Error.WriteLine("Next: ./cdviz evidence METRIC shows what a number is made of");
                break;
        }
    }

    private static JsonElement Total(JsonElement metric)
    {
        var name = metric.GetProperty("metric").GetString()!;
        return JsonSerializer.SerializeToElement(new Dictionary<string, object?>
        {
            ["metric"] = name.Replace('_', ' '),
            ["value"] = Value(name, metric.GetProperty("value")),
            ["band"] = metric.GetProperty("band"),
            ["sample"] = metric.GetProperty("sample"),
            ["before"] = Value(name, metric.GetProperty("previous").GetProperty("value")),
            ["change"] = metric.GetProperty("change") is { ValueKind: JsonValueKind.Number } change ? change.GetDouble().ToString("+0 %;-0 %;0 %", CultureInfo.InvariantCulture) : null,
            ["note"] = Note(metric),
        });
    }

    private static string Note(JsonElement metric) => metric.GetProperty("reason").GetString()?.Replace('_', ' ')
        ?? (metric.GetProperty("unattributed") is { ValueKind: JsonValueKind.Number } incidents && incidents.GetInt64() > 0 ? $"{incidents} incidents of no deployment" : "");

    private static IEnumerable<JsonElement> Apart(JsonElement metric) => metric.GetProperty("periods").EnumerateArray().Select(period => JsonSerializer.SerializeToElement(
        new Dictionary<string, object?>(period.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, (object?)member.Value)))
        {
            ["metric"] = metric.GetProperty("metric"),
            ["unit"] = metric.GetProperty("unit"),
        }));

    private static List<JsonElement> Together(List<JsonElement> metrics, string zone)
    {
        var cells = from metric in metrics
                    let name = metric.GetProperty("metric").GetString()!
                    from period in metric.GetProperty("periods").EnumerateArray()
                    select (Period: period.GetProperty("period").GetDateTimeOffset(), name, Value: Value(name, period.GetProperty("value")));
        return
        [
            .. cells.GroupBy(cell => cell.Period).OrderBy(row => row.Key).Select(row => JsonSerializer.SerializeToElement(
                new Dictionary<string, string?>(row.Select(cell => KeyValuePair.Create(cell.name, (string?)cell.Value))) { ["period"] = TimeZones.Local(row.Key, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) })),
        ];
    }

    private static string? Value(string metric, JsonElement value) => value.ValueKind is not JsonValueKind.Number ? null : metric switch
    {
        "deployment_frequency" => $"{value.GetDouble().ToString("0.##", CultureInfo.InvariantCulture)} / day",
        "lead_time" or "time_to_restore" => Show.Seconds(value),
        _ => Show.Share(value),
    };
}
