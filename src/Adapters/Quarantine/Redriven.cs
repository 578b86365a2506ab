namespace CdViz.Adapters.Quarantine;

/// <summary>What came of driving an entry of the quarantine again.</summary>
/// <param name="Number">Number of the entry.</param>
/// <param name="Recorded">What became of it.</param>
public sealed record Redriven(long Number, Recorded Recorded)
{
    /// <summary>True when it is in the log.</summary>
    public bool IsInLog => Recorded is Recorded.InLog;

    /// <summary>What came of it in words.</summary>
    public string Message => Recorded switch
    {
        Recorded.NotUnderstood(var reason, var message, _, _) => $"{reason}: {message}",
        Recorded.Refused { Errors: var errors } and not Recorded.Conflict => Violations.Summary(errors),
        _ => Recorded.Message,
    };

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<Violation> Errors => (Recorded as Recorded.Refused)?.Errors ?? [];

    /// <summary>What is odd about it, but accepted.</summary>
    public IReadOnlyList<Violation> Warnings => (Recorded as Recorded.InLog)?.Event.Warnings ?? [];
}
