namespace CdViz.Domain.Translating.Reports;

/// <summary>Says what a report of tests says: how suites and their cases went.</summary>
/// <param name="incoming">The report. What it can't know is said with it: <c>run</c>, <c>suite</c>, <c>environment</c>, <c>source</c>, <c>artifact</c>, <c>pipelineRun</c>.</param>
/// <param name="format">The format: <c>junit</c>.</param>
internal sealed class Report(Incoming incoming, string format)
{
    private readonly Told told = new Told(incoming, format, "urn:cdviz:reports")
        .LinkedTo("testedAgainst", "artifact", incoming.Said("artifact")).LinkedTo("partOf", "pipelineRun", incoming.Said("pipelineRun"));

    // Without an id of its own, a report is what it says.
    private readonly string run = incoming.Said("run") ?? $"report/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(incoming.Body.Span))}";

    /// <summary>What was said.</summary>
    public Translation Translation => told.Or("There is no test in it.");

    /// <summary>A suite and its cases.</summary>
    /// <param name="name">Name of the suite, or null.</param>
    /// <param name="startedAt">When it began; null where the report does not say.</param>
    /// <param name="took">How long it took; null where the report does not say.</param>
    /// <param name="cases">Its cases.</param>
    public void Suite(string? name, DateTimeOffset? startedAt, TimeSpan? took, IReadOnlyList<Case> cases)
    {
        var suite = new TestSuite { Id = incoming.Said("suite") is { } said ? (name is null ? said : $"{said}/{name}") : name ?? "tests", Name = name ?? incoming.Said("suite") };
        var (subject, environment) = ($"{run}/{suite.Id}", told.Environment("/test"));
        var each = cases.Sum(one => one.Took.TotalDays);
        var whole = took ?? (each <= ToolTime.Longest.TotalDays ? TimeSpan.FromTicks(cases.Sum(one => one.Took.Ticks))
            : throw new NotTranslatedException(FormattableString.Invariant($"The cases of the suite {suite.Id} took {each:0} days; at most {ToolTime.Longest.TotalDays:0} are expected.")));
        var began = startedAt ?? ToolTime.Plus(incoming.ReceivedAt, -whole);
        told.Says(began, subject, new TestSuiteRunStarted { Environment = environment, TestSuite = suite });
        var (at, attempts) = (began, new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var one in cases)
        {
            at = ToolTime.Plus(at, one.Took);
            var nth = attempts[one.Id] = attempts.GetValueOrDefault(one.Id) + 1;
            var id = nth is 1 ? $"{subject}/{one.Id}" : FormattableString.Invariant($"{subject}/{one.Id}/attempts/{nth}");
            var testCase = new TestCase { Id = one.Id, Name = one.Name };
            told.Says(
                at, id,
                one.Outcome is "skipped"
                    ? new TestCaseRunSkipped { Environment = environment, TestSuiteRun = new(subject), TestCase = testCase, Reason = one.Reason }
                    : new TestCaseRunFinished { Environment = environment, TestSuiteRun = new(subject), TestCase = testCase, Outcome = new(one.Outcome), Reason = one.Reason, Severity = one.Severity });
        }

        var last = cases.GroupBy(one => one.Id).Select(some => some.Last().Outcome).ToList();
        var end = ToolTime.Plus(began, whole);
        told.Says(end > at ? end : at, subject, new TestSuiteRunFinished
        {
            Environment = environment,
            TestSuite = suite,
            Outcome = new(last.Contains("error") ? "error" : last.Contains("failure") ? "failure" : last.Count > 0 && last.All(outcome => outcome is "cancel") ? "cancel" : "success"),
        });
    }
}

/// <summary>How one case went.</summary>
/// <param name="Id">What names it in its suite.</param>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">success, failure, error, cancel or skipped.</param>
/// <param name="Reason">Why, in a line; or null.</param>
/// <param name="Took">How long it took.</param>
internal sealed record Case(string Id, string Name, string Outcome, string? Reason, TimeSpan Took)
{
    /// <summary>How bad it is, or null.</summary>
    public string? Severity { get; init; }
}
