using System.Text.Json.Serialization;

namespace CdViz.Domain.Content;

/// <summary>A test suite waits to run.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestSuiteRunQueued>))]
public sealed record TestSuiteRunQueued : SubjectContent
{
    /// <summary>Where it runs.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The suite that is run.</summary>
    public TestSuite? TestSuite { get; init; }

    /// <summary>What made it run.</summary>
    public Trigger? Trigger { get; init; }
}

/// <summary>A test suite began to run.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestSuiteRunStarted>))]
public sealed record TestSuiteRunStarted : SubjectContent
{
    /// <summary>Where it runs.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The suite that is run.</summary>
    public TestSuite? TestSuite { get; init; }

    /// <summary>What made it run.</summary>
    public Trigger? Trigger { get; init; }
}

/// <summary>A test suite has run.</summary>
[JsonConverter(typeof(SubjectContentConverter<TestSuiteRunFinished>))]
public sealed record TestSuiteRunFinished : SubjectContent
{
    /// <summary>How it ended.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>How bad a failure is: <c>low</c>, <c>medium</c>, <c>high</c> or <c>critical</c>.</summary>
    public string? Severity { get; init; }

    /// <summary>Why it ended so.</summary>
    public string? Reason { get; init; }

    /// <summary>Where it ran.</summary>
    public Reference? Environment { get; init; }

    /// <summary>The suite that is run.</summary>
    public TestSuite? TestSuite { get; init; }
}
