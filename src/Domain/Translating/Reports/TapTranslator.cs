using System.Text;
using System.Text.RegularExpressions;

namespace CdViz.Domain.Translating.Reports;

/// <summary>Reports in TAP, the Test Anything Protocol, versions 12 to 14; of subtests the line that sums them up.</summary>
public sealed partial class TapTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "tap";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var (cases, planned, bail) = (new List<Case>(), (int?)null, (string?)null);
        foreach (var line in Encoding.UTF8.GetString(incoming.Body.Span).Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (Test().Match(line) is { Success: true, Groups: var test })
            {
                var number = test["number"].Success ? test["number"].Value : FormattableString.Invariant($"{cases.Count + 1}");
                var name = test["name"].Value.Trim() is { Length: > 0 } said ? said : $"test {number}";
                var directive = test["directive"].Value.ToUpperInvariant();
                var outcome = directive is "SKIP" or "TODO" ? "skipped" : test["not"].Success ? "failure" : "success";
                cases.Add(new(name, name, outcome, test["reason"].Value.Trim() is { Length: > 0 } reason ? reason : null, TimeSpan.Zero));
            }
            else if (Plan().Match(line) is { Success: true, Groups: var plan })
            {
                planned = int.TryParse(plan["last"].Value, System.Globalization.CultureInfo.InvariantCulture, out var last) ? last : null;
            }
            else if (line.StartsWith("Bail out!", StringComparison.OrdinalIgnoreCase))
            {
                bail = line["Bail out!".Length..].Trim();
            }
        }

        if (cases.Count is 0 && planned is null && bail is null)
        {
            throw new NotTranslatedException("It has neither a plan nor a test; lines such as '1..2' and 'ok 1 - name' are expected.");
        }

        if (bail is not null || planned > cases.Count)
        {
            cases.Add(new("plan", "plan", "error", bail ?? $"{planned} tests were planned, {cases.Count} have run.", TimeSpan.Zero));
        }

        var report = new Report(incoming, Name);
        if (cases.Count > 0)
        {
            report.Suite(null, null, null, cases);
        }

        return report.Translation;
    }

    [GeneratedRegex(@"^(?<not>not )?ok\b\s*(?<number>\d+)?\s*-?\s*(?<name>[^#]*)(#\s*(?<directive>skip|todo)\S*\s*(?<reason>.*))?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Test();

    [GeneratedRegex(@"^1\.\.(?<last>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plan();
}
