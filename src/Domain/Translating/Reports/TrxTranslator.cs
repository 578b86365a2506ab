namespace CdViz.Domain.Translating.Reports;

/// <summary>Reports in the TRX of .NET's test platform.</summary>
public sealed class TrxTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "trx";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var root = Xml.Root(incoming);
        if (root.Name.LocalName is not "TestRun")
        {
            throw new NotTranslatedException($"The root is <{root.Name.LocalName}>; <TestRun> is expected.");
        }

        var classes = root.Descendants().Where(element => element.Name.LocalName is "UnitTest").ToDictionary(
            test => test.Attribute("id")?.Value ?? "", test => test.Descendants().FirstOrDefault(child => child.Name.LocalName is "TestMethod")?.Attribute("className")?.Value);
        var cases = root.Descendants().Where(element => element.Name.LocalName is "UnitTestResult").Select(result =>
        {
            var name = result.Attribute("testName")?.Value ?? "test";
            var group = classes.GetValueOrDefault(result.Attribute("testId")?.Value ?? "");
            return new Case(
                group is null || name.StartsWith(group, StringComparison.Ordinal) ? name : $"{group}.{name}", name,
                result.Attribute("outcome")?.Value switch
                {
                    "Passed" or "PassedButRunAborted" => "success",
                    "NotExecuted" or "NotRunnable" or "Inconclusive" => "skipped",
                    "Aborted" or "Disconnected" => "cancel",
                    "Error" or "Timeout" => "error",
                    _ => "failure",
                },
                Xml.Line(result.Descendants().FirstOrDefault(child => child.Name.LocalName is "Message")?.Value),
                TimeSpan.TryParse(result.Attribute("duration")?.Value, System.Globalization.CultureInfo.InvariantCulture, out var took) ? took : TimeSpan.Zero);
        }).ToList();
        var report = new Report(incoming, Name);
        if (cases.Count > 0)
        {
            var times = root.Elements().FirstOrDefault(element => element.Name.LocalName is "Times");
            var (started, ended) = times is null ? (null, null) : (Xml.Time(times, "start"), Xml.Time(times, "finish"));
            report.Suite(root.Descendants().FirstOrDefault(element => element.Name.LocalName is "UnitTest")?.Attribute("storage")?.Value.Split('/', '\\')[^1], started, ended - started, cases);
        }

        return report.Translation;
    }
}
