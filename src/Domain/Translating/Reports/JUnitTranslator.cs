using System.Xml.Linq;

namespace CdViz.Domain.Translating.Reports;

/// <summary>Reports in JUnit's XML, as most test runners write it; with the reruns of Surefire.</summary>
public sealed class JUnitTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "junit";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var root = Xml.Root(incoming);
        if (root.Name.LocalName is not ("testsuites" or "testsuite"))
        {
            throw new NotTranslatedException($"The root is <{root.Name.LocalName}>; <testsuites> or <testsuite> is expected.");
        }

        var report = new Report(incoming, Name);
        foreach (var suite in root.DescendantsAndSelf().Where(element => element.Name.LocalName is "testsuite" && element.Elements().Any(child => child.Name.LocalName is "testcase")))
        {
            report.Suite(
                suite.Attribute("name")?.Value is { Length: > 0 } name ? name : null, Xml.Time(suite, "timestamp"), Xml.Seconds(suite, "time"),
                [.. suite.Elements().Where(child => child.Name.LocalName is "testcase").SelectMany(Cases)]);
        }

        return report.Translation;
    }

    private static IEnumerable<Case> Cases(XElement one)
    {
        var name = one.Attribute("name")?.Value is { Length: > 0 } said ? said : "test";
        var id = one.Attribute("classname")?.Value is { Length: > 0 } group ? $"{group}.{name}" : name;
        var took = Xml.Seconds(one, "time") ?? TimeSpan.Zero;
        // What failed first and passed when it was run again.
        foreach (var earlier in one.Elements().Where(child => child.Name.LocalName is "flakyFailure" or "flakyError"))
        {
            yield return new(id, name, earlier.Name.LocalName is "flakyError" ? "error" : "failure", Reason(earlier), TimeSpan.Zero);
        }

        var result = one.Elements().FirstOrDefault(child => child.Name.LocalName is "failure" or "error" or "skipped");
        yield return new(id, name, result?.Name.LocalName switch { null => "success", var outcome => outcome }, result is null ? null : Reason(result), took);
        foreach (var again in one.Elements().Where(child => child.Name.LocalName is "rerunFailure" or "rerunError"))
        {
            yield return new(id, name, again.Name.LocalName is "rerunError" ? "error" : "failure", Reason(again), TimeSpan.Zero);
        }
    }

    private static string? Reason(XElement result) => Xml.Line(result.Attribute("message")?.Value) ?? Xml.Line(result.Value);
}
