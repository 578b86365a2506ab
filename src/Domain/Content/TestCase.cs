namespace CdViz.Domain.Content;

/// <summary>A test case, whatever run.</summary>
public sealed record TestCase
{
    /// <summary>Its id.</summary>
    public string? Id { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>Its name, for people.</summary>
    public string? Name { get; init; }

    /// <summary>performance, functional, unit, security, compliance, integration, e2e or other.</summary>
    public string? Type { get; init; }

    /// <summary>Where it is defined.</summary>
    public string? Uri { get; init; }
}

/// <summary>A suite of test cases, whatever run.</summary>
public sealed record TestSuite
{
    /// <summary>Its id.</summary>
    public string? Id { get; init; }

    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>Its name, for people.</summary>
    public string? Name { get; init; }

    /// <summary>Where it is defined (<c>url</c> in testsuiterun.queued up to 0.4).</summary>
    [Formerly("url")]
    public string? Uri { get; init; }
}

/// <summary>What made a test run.</summary>
public sealed record Trigger
{
    /// <summary><c>manual</c>, <c>pipeline</c>, <c>event</c>, <c>schedule</c> or <c>other</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Where it can be looked at.</summary>
    public string? Uri { get; init; }
}
