using System.Globalization;
using System.Xml.Linq;

namespace CdViz.Domain.Translating.Reports;

/// <summary>Reports of CTest as it writes them for CDash: <c>Testing/TAG/Test.xml</c>.</summary>
public sealed class CTestTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "ctest";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var root = Xml.Root(incoming);
        if (root.Name.LocalName is not "Site")
        {
            throw new NotTranslatedException($"The root is <{root.Name.LocalName}>; <Site> is expected.");
        }

        var report = new Report(incoming, Name);
        foreach (var testing in root.Elements("Testing"))
        {
            var cases = testing.Elements("Test").Where(test => test.Attribute("Status") is not null).Select(CaseOf).ToList();
            if (cases.Count > 0)
            {
                var (started, ended) = (Time(testing, "StartTestTime"), Time(testing, "EndTestTime"));
                report.Suite(root.Attribute("BuildName")?.Value is { Length: > 0 } name ? name : null, started, ended - started, cases);
            }
        }

        return report.Translation;
    }

    private static Case CaseOf(XElement test)
    {
        var name = test.Element("Name")?.Value is { Length: > 0 } said ? said : "test";
        var (status, completion) = (test.Attribute("Status")!.Value, Measured(test, "Completion Status"));
        return new(
            name, name,
            status switch { "passed" => "success", "notrun" => completion is "Disabled" or null || completion.StartsWith("SKIP", StringComparison.OrdinalIgnoreCase) ? "skipped" : "error", _ => completion is "Timeout" ? "error" : "failure" },
            status is "passed" ? null : Xml.Line(Measured(test, "Fail Reason") ?? (completion is "Completed" ? null : completion) ?? Measured(test, "Exit Code")),
            double.TryParse(Measured(test, "Execution Time"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 31_536_000
                ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero);
    }

    private static string? Measured(XElement test, string name) => test.Element("Results")?.Elements("NamedMeasurement")
        .FirstOrDefault(one => one.Attribute("name")?.Value == name)?.Element("Value")?.Value is { Length: > 0 } value ? value : null;

    private static DateTimeOffset? Time(XElement of, string name) => of.Element(name)?.Value is { Length: > 0 } text ? ToolTime.Read(text) : null;
}
