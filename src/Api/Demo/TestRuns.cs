namespace CdViz.Api.Demo;

/// <summary>How a run of a test suite went.</summary>
/// <param name="Ends">When it ended.</param>
/// <param name="Outcome"><c>success</c> or <c>failure</c>.</param>
/// <param name="Reason">Which cases failed, or null.</param>
internal sealed record SuiteResult(DateTime Ends, string Outcome, string? Reason);

/// <summary>Runs test suites and reports every case.</summary>
internal sealed class TestRuns(Company company)
{
    private const double FlakyRate = 0.11;
    private const double MostlyFailingRate = 0.85;

    /// <summary>Runs a suite.</summary>
    /// <param name="service">Whose.</param>
    /// <param name="suite">Which.</param>
    /// <param name="environment">Where.</param>
    /// <param name="at">From when on.</param>
    /// <param name="trail">What asked for it; the reports branch off from there.</param>
    /// <param name="trigger"><c>pipeline</c> or <c>schedule</c>.</param>
    /// <param name="triggerUri">The pipeline run.</param>
    /// <param name="artifact">What is tested, where it is an artifact.</param>
    /// <param name="broken">True when a mistake in the change breaks a case.</param>
    public SuiteResult Run(
        Service service, TestSuite suite, string environment, DateTime at, Trail trail, string trigger, string triggerUri,
        Artifact? artifact, bool broken = false)
    {
        var dice = service.Dice;
        var report = new TestReport(company, service, suite, environment, artifact);
        var branch = trail.Branch();
        var why = new Content(("type", trigger), ("uri", triggerUri));
        report.Suite(at, "queued", branch, new(("trigger", why)));
        at += TimeSpan.FromMilliseconds(dice.Between(100, 4_000));
        report.Suite(at, "started", branch, new(("trigger", why)));
        var mistaken = broken ? Steady(suite, artifact, dice) : null;
        List<string> failed = [];
        List<string> blocking = [];
        foreach (var test in suite.Cases)
        {
            var of = branch.Branch();
            if (test.Habit is Habit.Skipped)
            {
                report.Case(at, "skipped", test, of, new(("reason", "switched off until it is rewritten")));
                continue;
            }

            if (test.Type is "performance")
            {
                report.Case(at, "queued", test, of, new(("trigger", why)));
            }

            if (suite.Detailed)
            {
                report.Case(at, "started", test, of, new(("trigger", why)));
            }

            at += Lasts(test, suite, dice);
            var fails = test == mistaken || test.Habit switch
            {
                Habit.Flaky => dice.Chance(FlakyRate),
                Habit.MostlyFailing => dice.Chance(MostlyFailingRate),
                _ => false,
            };
            report.Case(at, "finished", test, of, fails
                ? new(("outcome", "failure"), ("severity", Severity(test)), ("reason", Reason(test, test == mistaken)))
                : new(("outcome", "success")));
            if (fails)
            {
                failed.Add(test.Id);
                blocking.AddRange(test.Habit is Habit.MostlyFailing ? [] : [test.Id]);
                if (test.Type is "e2e")
                {
                    report.Output(at, "video", "video/webm", of, test);
                }
            }
        }

        at += TimeSpan.FromMilliseconds(dice.Between(100, 3_000));
        var reason = failed.Count > 0 ? $"{failed.Count} of {suite.Cases.Count} failed: {string.Join(", ", failed)}" : null;
        var outcome = blocking.Count > 0 ? "failure" : "success";
        var severity = blocking.Count > 0 ? "high" : failed.Count > 0 ? "low" : null;
        report.Suite(at, "finished", branch, new(("outcome", outcome), ("severity", severity), ("reason", reason)));
        report.Output(at, "report", "application/xml", branch, null);
        return new(at, outcome, reason);
    }

    // A mistake breaks the same case whenever the artifact is tested.
    private static TestCase Steady(TestSuite suite, Artifact? artifact, Dice dice)
    {
        var steady = suite.Cases.Where(test => test.Habit is Habit.Steady).ToList();
        return artifact is null ? dice.Pick(steady) : steady[artifact.Commit[0] % steady.Count];
    }

    private static TimeSpan Lasts(TestCase test, TestSuite suite, Dice dice) => test.Habit is Habit.Slow
        ? dice.Seconds(suite.CaseSeconds * 5, suite.CaseSeconds * 9)
        : dice.Between(TimeSpan.FromMilliseconds(150), TimeSpan.FromSeconds(suite.CaseSeconds));

    private static string Severity(TestCase test) => test.Habit switch
    {
        Habit.MostlyFailing => "low",
        Habit.Flaky => "medium",
        _ => "high",
    };

    private static string Reason(TestCase test, bool broken) => (broken, test.Type) switch
    {
        (false, "performance") => "412 ms at the 99th percentile, 300 ms allowed",
        (false, _) => "timed out waiting for a message",
        (true, "e2e") => "the page shows an error",
        (true, _) => "expected 1 but was 0",
    };
}
