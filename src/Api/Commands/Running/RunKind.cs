namespace CdViz.Api.Commands.Running;

/// <summary>What a command that is run is in CDEvents.</summary>
/// <param name="Name">Its subject: <c>taskrun</c>.</param>
/// <param name="Started">What its beginning says.</param>
/// <param name="Finished">What its end says.</param>
internal sealed record RunKind(string Name, Func<Run, SubjectContent> Started, Func<Run, RunEnd, SubjectContent> Finished)
{
    private static readonly RunKind TaskRun = new(
        "taskrun",
        run => new TaskRunStarted { TaskName = run.Name, Uri = run.Uri, PipelineRun = run.PipelineRun },
        (run, end) => new TaskRunFinished { TaskName = run.Name, Uri = run.Uri, PipelineRun = run.PipelineRun, Outcome = new(end.Outcome), Errors = end.Why });

    private static readonly RunKind PipelineRun = new(
        "pipelinerun",
        run => new PipelineRunStarted { PipelineName = run.Name, Uri = run.Uri },
        (run, end) => new PipelineRunFinished { PipelineName = run.Name, Uri = run.Uri, Outcome = new(end.Outcome), Errors = end.Why });

    private static readonly RunKind Build = new(
        "build", _ => new BuildStarted(), (run, _) => new BuildFinished { ArtifactId = run.Artifact });

    private static readonly RunKind TestSuiteRun = new(
        "testsuiterun",
        run => new TestSuiteRunStarted { Environment = run.Environment, TestSuite = SuiteOf(run) },
        (run, end) => new TestSuiteRunFinished { Environment = run.Environment, TestSuite = SuiteOf(run), Outcome = new(end.Outcome), Reason = end.Why });

    /// <summary>The kinds by the words they are asked for; what stands after <c>_</c> is the format of the reports.</summary>
    public static IReadOnlyDictionary<string, RunKind> All { get; } = new Dictionary<string, RunKind>
    {
        ["taskrun"] = TaskRun,
        ["testsuiterun"] = TestSuiteRun,
        ["test"] = TestSuiteRun,
        ["build"] = Build,
        ["pipelinerun"] = PipelineRun,
        ["testsuiterun_junit"] = TestSuiteRun,
        ["testsuiterun_tap"] = TestSuiteRun,
        ["testsuiterun_sarif"] = TestSuiteRun,
    };

    /// <summary>Whether a case that failed is its failure, whatever the exit code says.</summary>
    public bool IsTest => this == TestSuiteRun;

    private static TestSuite SuiteOf(Run run) => new() { Id = run.Name, Name = run.Name };
}

/// <summary>A command that is run, as it is told.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">subject.id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Source">context.source.</param>
internal sealed record Run(RunKind Kind, string Id, string Name, string Source)
{
    /// <summary>Where it can be looked at, or null.</summary>
    public string? Uri { get; init; }

    /// <summary>The pipeline run it is part of, or null.</summary>
    public Reference? PipelineRun { get; init; }

    /// <summary>Where it runs.</summary>
    public required Reference Environment { get; init; }

    /// <summary>What is built or tested, or null.</summary>
    public string? Artifact { get; init; }

    /// <summary>context.chainId, or null.</summary>
    public string? ChainId { get; init; }

    /// <summary>Details that are told with it.</summary>
    public IReadOnlyList<(string Name, string Value)> Metadata { get; init; } = [];

    /// <summary>Where what it leaves behind can be looked at.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number where one ended it.</param>
/// <param name="Outcome">success, failure, error or cancel.</param>
/// <param name="Why">In a line; null where it went well.</param>
/// <param name="Took">How long it took.</param>
internal sealed record RunEnd(int ExitCode, string Outcome, string? Why, TimeSpan Took)
{
    /// <summary>What an exit code says.</summary>
    /// <param name="exitCode">The exit code.</param>
    /// <param name="told">Whether it was told by a signal to end.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="failed">Cases that failed, where they are what is asked.</param>
    public static RunEnd Of(int exitCode, bool told, TimeSpan took, int failed) => exitCode switch
    {
        0 when failed is 0 => new(exitCode, "success", null, took),
        0 => new(exitCode, "failure", FormattableString.Invariant($"{failed} of its cases failed."), took),
        > 128 and < 160 => new(exitCode, told ? "cancel" : "error", FormattableString.Invariant($"It was ended by signal {exitCode - 128}."), took),
        CommandPath.NotFound or CommandPath.NotExecutable => new(exitCode, "error", FormattableString.Invariant($"It could not be run: exit code {exitCode}."), took),
        _ => new(exitCode, told ? "cancel" : "failure", FormattableString.Invariant($"Exit code {exitCode}."), took),
    };
}
