using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace CdViz.Bench.Support;

/// <summary>What a benchmark found: a table for people, a file for programs.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="About">What was done, in a sentence.</param>
/// <param name="Machine">Where.</param>
/// <param name="Series">What was measured.</param>
/// <param name="Ratios">What counts.</param>
internal sealed record Report(string Name, string About, Machine Machine, IReadOnlyList<Series> Series, IReadOnlyList<Ratio> Ratios)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>What is not as it must be; the program ends with 1 then.</summary>
    public IReadOnlyList<string> Wrong { get; init; } = [];

    /// <summary>Prints it.</summary>
    public void Print(IAnsiConsole console)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{Name}[/]: {About}");
        console.MarkupLineInterpolated($"{Machine.Cores} cores, {Machine.Cpu}; PostgreSQL {Machine.PostgreSql}; fsync {Machine.Settings["fsync"]}");
        var table = new Table().AddColumns("", "unit");
        foreach (var column in (string[])["median", "least", "most", "rounds"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        table.AddColumn("");
        foreach (var series in Series)
        {
            table.AddRow(
                Markup.Escape(series.Name), series.Unit, $"{series.Median:N1}", $"{series.Least:N1}", $"{series.Most:N1}", $"{series.Values.Count}",
                string.Join(", ", series.Details.Select(detail => $"{detail.Key} {detail.Value:N1}")));
        }

        console.Write(table);
        foreach (var ratio in Ratios)
        {
            var verdict = ratio.Target is { } target ? $", target {target:0.00}: {(ratio.Median >= target ? "reached" : "[yellow]missed[/]")}" : "";
            console.MarkupLine($"{Markup.Escape(ratio.Name)}: [bold]{ratio.Median:0.00}[/] ({ratio.Values.Min():0.00} to {ratio.Values.Max():0.00}){verdict}");
        }

        foreach (var wrong in Wrong)
        {
            console.MarkupLineInterpolated($"[red]{wrong}[/]");
        }
    }

    /// <summary>Writes it to <c>results/NAME.json</c> in a folder.</summary>
    public async Task<string> WriteAsync(string folder, CancellationToken ct)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "results")).FullName, $"{Name}.json");
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, this, Json, ct);
        return file;
    }
}
