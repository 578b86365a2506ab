namespace CdViz.Domain.Translating.Reports;

/// <summary>Reports of static analysis in SARIF 2.1: each run is a suite, each rule a case, which fails where something was found by it.</summary>
public sealed class SarifTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "sarif";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var runs = incoming.Json["runs"];
        if (runs.Element.ValueKind is not System.Text.Json.JsonValueKind.Array)
        {
            throw runs.Wrong("a list of runs");
        }

        var report = new Report(incoming, Name);
        foreach (var run in runs.Items)
        {
            var (driver, invocation) = (run["tool"]["driver"], run["invocations"].Items.FirstOrDefault());
            var found = run["results"].Items.Where(result => result["suppressions"].Items.FirstOrDefault().Exists is false && result["kind"].Text is null or "fail" or "open" or "review")
                .GroupBy(result => result["ruleId"].Text ?? result["rule"]["id"].Text ?? "rule").ToDictionary(results => results.Key, results => results.ToList());
            var rules = driver["rules"].Items.Select(rule => rule["id"].Text).OfType<string>().Union(found.Keys);
            var (started, ended) = (invocation["startTimeUtc"].Time, invocation["endTimeUtc"].Time);
            report.Suite(
                driver["name"].Needed, started, ended - started,
                [.. rules.Select(rule => found.TryGetValue(rule, out var results)
                    ? new Case(rule, rule, "failure", Xml.Line($"{results.Count} found, the first: {results[0]["message"]["text"].Text}"), TimeSpan.Zero) { Severity = Severity(results) }
                    : new Case(rule, rule, "success", null, TimeSpan.Zero))]);
        }

        return report.Translation;
    }

    private static string Severity(List<Piece> results) => results.Exists(result => result["level"].Text is "error") ? "high"
        : results.Exists(result => result["level"].Text is null or "warning") ? "medium" : "low";
}
