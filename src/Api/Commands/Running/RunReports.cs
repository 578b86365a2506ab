using System.Text;
using System.Xml;
using Microsoft.Extensions.FileSystemGlobbing;

namespace CdViz.Api.Commands.Running;

/// <summary>The reports that a command has written, translated as the server would.</summary>
internal sealed class RunReports
{
    private const int MaxFiles = 500;
    private const int MaxLooked = 200_000;
    private const long MaxBytes = 16 * 1024 * 1024;
    private const int MaxEvents = 20_000;

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 64 };

    private readonly List<CDEvent> events = [];
    private readonly Dictionary<string, string> outcomes = new(StringComparer.Ordinal);

    /// <summary>The suites and cases.</summary>
    public IReadOnlyList<CDEvent> Events => events;

    /// <summary>What could not be taken, and why; a line each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>How many cases there are, with an outcome or in all.</summary>
    public int Count(string? outcome = null) => outcome is null ? outcomes.Count : outcomes.Values.Count(one => one == outcome);

    /// <summary>Reads the reports that were written since the command began: what an earlier run has left is no report of this one.</summary>
    /// <param name="globs">Where they are: <c>target/**/TEST-*.xml</c>.</param>
    /// <param name="format">Their format; null for what each looks like.</param>
    /// <param name="run">The run they are of.</param>
    /// <param name="since">When it began.</param>
    /// <param name="now">When it ended.</param>
    public static RunReports Read(IReadOnlyList<string> globs, string? format, Run run, DateTimeOffset since, DateTimeOffset now)
    {
        var reports = new RunReports();
        var files = globs.SelectMany(reports.Files).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        // File systems tell the time by the second at worst.
        var fresh = files.Where(file => File.GetLastWriteTimeUtc(file) >= since.UtcDateTime.AddSeconds(-1)).ToList();
        if (fresh.Count < files.Count)
        {
            reports.Problems.Add($"{files.Count - fresh.Count} reports are older than this run and are left out.");
        }

        if (globs.Count > 0 && fresh.Count is 0)
        {
            reports.Problems.Add($"There is no report at {string.Join(", ", globs)} that this run has written.");
        }

        if (fresh.Count > MaxFiles)
        {
            reports.Problems.Add($"There are {fresh.Count} reports; the first {MaxFiles} are told.");
        }

        foreach (var file in fresh.Take(MaxFiles))
        {
            reports.Add(file, format, run, now);
        }

        return reports;
    }

    private IEnumerable<string> Files(string glob)
    {
        var wild = glob.IndexOfAny(['*', '?']);
        if (wild < 0)
        {
            return File.Exists(glob) ? [Path.GetFullPath(glob)] : Directory.Exists(glob) ? Files(Path.Combine(glob, "**")) : [];
        }

        var cut = glob[..wild].LastIndexOf('/') + 1;
        var root = Path.GetFullPath(cut is 0 ? "." : glob[..cut]);
        if (!Directory.Exists(root))
        {
            return [];
        }

        var matcher = new Matcher().AddInclude(glob[cut..]);
        var looked = Directory.EnumerateFiles(root, "*", Everything).Take(MaxLooked + 1).ToList();
        if (looked.Count > MaxLooked)
        {
            Problems.Add($"There are more than {MaxLooked} files under {root}; only as many are looked at. Name reports more closely.");
        }

        return matcher.Match(root, looked).Files.Select(match => Path.GetFullPath(match.Path, root));
    }

    private void Add(string file, string? format, Run run, DateTimeOffset now)
    {
        var name = Path.GetRelativePath(".", file);
        try
        {
            if (new FileInfo(file).Length > MaxBytes)
            {
                Problems.Add($"{name} has more than {MaxBytes} bytes and is left out.");
                return;
            }

            var body = File.ReadAllBytes(file);
            if ((format ?? FormatOf(file, body)) is not { } known)
            {
                Problems.Add($"{name} is no report in {string.Join(", ", ReportEndpoint.Formats)}, by its looks; --report-format says which it is.");
                return;
            }

            var incoming = new Incoming(body, new Dictionary<string, string>(), now) { Metadata = Said(run) };
            switch (Translators.BuiltIn[known].Translate(incoming))
            {
                case Translation.Statements(var all) when events.Count + all.Count > MaxEvents:
                    Problems.Add($"{name} is left out: the reports would be more than {MaxEvents} events.");
                    break;
                case Translation.Statements(var all):
                    all.OfType<Statement.Fact>().Select(fact => fact.Event).ToList().ForEach(Take);
                    break;
                case Translation.Nothing(var why):
                    Problems.Add($"{name}: {why}");
                    break;
                case Translation.Failed(var why):
                    Problems.Add($"{name}: {why}");
                    break;
            }
        }
        catch (Exception fault) when (fault is NotTranslatedException or IOException or UnauthorizedAccessException)
        {
            Problems.Add($"{name}: {fault.Message}");
        }
    }

    private static Dictionary<string, string> Said(Run run)
    {
        var said = new Dictionary<string, string> { ["run"] = run.Id, ["source"] = run.Source, ["environment"] = run.Environment.Id };
        if (run.Artifact is { } artifact)
        {
            said["artifact"] = artifact;
        }

        if (run.PipelineRun is { } pipeline)
        {
            said["pipelineRun"] = pipeline.Id;
        }

        return said;
    }

    // Of a case that was run again the last attempt counts.
    private void Take(CDEvent e)
    {
        events.Add(e);
        switch (e.Content)
        {
            case TestCaseRunFinished { Outcome: { } outcome } of:
                outcomes[$"{of.TestSuiteRun?.Id}\n{of.TestCase?.Id}"] = outcome.Canonical;
                break;
            case TestCaseRunSkipped of:
                outcomes[$"{of.TestSuiteRun?.Id}\n{of.TestCase?.Id}"] = "skipped";
                break;
        }
    }

    /// <summary>The format that a report has by its looks, or null.</summary>
    private static string? FormatOf(string file, byte[] body)
    {
        var start = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 4096)).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (start.StartsWith('<'))
        {
            return RootOf(body) switch { "testsuites" or "testsuite" => "junit", "TestRun" => "trx", "Site" => "ctest", _ => null };
        }

        return start.StartsWith('{') ? start.Contains("\"runs\"", StringComparison.Ordinal) || file.EndsWith(".sarif", StringComparison.OrdinalIgnoreCase) ? "sarif" : null
            : start.StartsWith("TAP version", StringComparison.OrdinalIgnoreCase) || start.StartsWith("1..", StringComparison.Ordinal)
                || start.StartsWith("ok ", StringComparison.Ordinal) || start.StartsWith("not ok ", StringComparison.Ordinal) || file.EndsWith(".tap", StringComparison.OrdinalIgnoreCase) ? "tap"
            : null;
    }

    private static string? RootOf(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body, writable: false), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            reader.MoveToContent();
            return reader.LocalName;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
