namespace CdViz.Domain.Translating.Telemetry;

/// <summary>Suites of tests and their cases, by the conventions <c>test.*</c>.</summary>
internal static class OtlpTest
{
    /// <summary>How a case ended.</summary>
    public static Translation Case(Told told, OtlpRecord record, string status, DateTimeOffset at)
    {
        if (record.Said("test.case.name") is not { } name)
        {
            throw new NotTranslatedException("The attribute test.case.name is missing beside test.case.result.status.");
        }

        var (suite, environment) = (SuiteOf(record), told.Environment(record.Said("deployment.environment.name") ?? "/test"));
        return told.Says(at, $"{suite.Run}/{name}", new TestCaseRunFinished
        {
            Environment = environment,
            TestSuiteRun = new(suite.Run),
            TestCase = new() { Id = name, Name = name },
            Outcome = new(status switch { "pass" => "success", "fail" => "failure", _ => status }),
            Reason = record.Said("error.type"),
        });
    }

    /// <summary>How a suite is, or how it ended.</summary>
    public static Translation Suite(Told told, OtlpRecord record, string status, DateTimeOffset at)
    {
        var (suite, environment) = (SuiteOf(record), told.Environment(record.Said("deployment.environment.name") ?? "/test"));
        return status is "in_progress"
            ? told.Says(at, suite.Run, new TestSuiteRunStarted { Environment = environment, TestSuite = suite.Suite })
            : told.Says(at, suite.Run, new TestSuiteRunFinished
            {
                Environment = environment,
                TestSuite = suite.Suite,
                Outcome = new(status switch { "aborted" => "cancel", "timed_out" => "error", "skipped" => "cancel", _ => status }),
                Reason = record.Said("error.type"),
            });
    }

    private static (string Run, TestSuite Suite) SuiteOf(OtlpRecord record)
    {
        var name = record.Said("test.suite.name") ?? "tests";
        var run = record.Said("cicd.pipeline.task.run.id") ?? record.Said("cicd.pipeline.run.id") ?? record.TraceId
            ?? throw new NotTranslatedException("It does not say in which run the test was: cicd.pipeline.run.id or a trace is needed.");
        return ($"{run}/{name}", new() { Id = name, Name = name });
    }
}
