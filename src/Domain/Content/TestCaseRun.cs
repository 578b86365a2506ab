using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A test case waits to run.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestCaseRunQueued>))]
public sealed record TestCaseRunQueued : SubjectContent
{
    /// <summary>Where it runs.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The suite run it is part of.</summary>
    public Reference? TestSuiteRun { get; init; }

    /// <summary>The test case that is run.</summary>
    public TestCase? TestCase { get; init; }

    /// <summary>What made it run.</summary>
    public Trigger? Trigger { get; init; }
}

/// <summary>A test case began to run.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestCaseRunStarted>))]
public sealed record TestCaseRunStarted : SubjectContent
{
    /// <summary>Where it runs.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The suite run it is part of.</summary>
    public Reference? TestSuiteRun { get; init; }

    /// <summary>The test case that is run.</summary>
    public TestCase? TestCase { get; init; }

    /// <summary>What made it run.</summary>
    public Trigger? Trigger { get; init; }
}

/// <summary>A test case has run.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestCaseRunFinished>))]
public sealed record TestCaseRunFinished : SubjectContent
{
    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>How bad a failure is: <c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</summary>
    public string? Severity { get; init; }

    /// <summary>Why it ended so.</summary>
    public string? Reason { get; init; }

    /// <summary>Where it ran.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The suite run it is part of.</summary>
    public Reference? TestSuiteRun { get; init; }

    /// <summary>The test case that is run.</summary>
    public TestCase? TestCase { get; init; }
}

/// <summary>A test case was not run.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestCaseRunSkipped>))]
public sealed record TestCaseRunSkipped : SubjectContent
{
    /// <summary>Why it was skipped.</summary>
    public string? Reason { get; init; }

    /// <summary>Where it would have run.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The suite run it is part of.</summary>
    public Reference? TestSuiteRun { get; init; }

    /// <summary>The test case that is run.</summary>
    public TestCase? TestCase { get; init; }
}
