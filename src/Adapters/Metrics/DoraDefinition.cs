namespace CdViz.Adapters.Metrics;

/// <summary>How the five metrics are counted; columns of <c>cdviz.dora_definition</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">Who defines it so.</param>
/// <param name="Description">What is special about it.</param>
/// <param name="CountRollbacks">Whether going back to an earlier version counts as a deployment.</param>
/// <param name="CountRepeats">Whether deploying what runs already counts as a deployment.</param>
/// <param name="LeadSteps">Where the clock of lead time may start.</param>
/// <param name="IncidentRules">By which an incident is given to a deployment, the first that fits.</param>
/// <param name="AttributionWindow">How long after a deployment an incident without a link may still come from it.</param>
/// <param name="FailureRules">What makes a deployment a failed one.</param>
/// <param name="RecoveryFrom">Where the clock of recovery starts: <c>detected</c> or <c>deployed</c>.</param>
/// <param name="ReworkRules">What makes a deployment rework.</param>
/// <param name="RepeatWindow">Within which the same deployment told again counts as one.</param>
public sealed record DoraDefinition(
    string Name,
    string Source,
    string Description,
    bool CountRollbacks,
    bool CountRepeats,
    IReadOnlyList<string> LeadSteps,
    IReadOnlyList<string> IncidentRules,
    TimeSpan AttributionWindow,
    IReadOnlyList<string> FailureRules,
    string RecoveryFrom,
    IReadOnlyList<string> ReworkRules,
    TimeSpan RepeatWindow)
{
    /// <summary>All steps, in the order in which they are looked for.</summary>
    public static IReadOnlyList<string> AllLeadSteps { get; } = ["committed", "created", "merged", "packaged", "published"];

    /// <summary>Those that count where none are named: what was merged is what is delivered, however long it was worked on.</summary>
    public static IReadOnlyList<string> UsualLeadSteps { get; } = ["merged", "packaged", "published"];

    /// <summary>All rules for incidents, in the usual order.</summary>
    public static IReadOnlyList<string> AllIncidentRules { get; } = ["link", "artifact", "service", "environment"];

    /// <summary>Those that count where none are named: an environment alone names no service.</summary>
    public static IReadOnlyList<string> UsualIncidentRules { get; } = ["link", "artifact", "service"];

    /// <summary>All rules for failures.</summary>
    public static IReadOnlyList<string> AllFailureRules { get; } = ["incident", "rollback_sent", "rollback_inferred", "roll_forward"];

    /// <summary>All rules for rework.</summary>
    public static IReadOnlyList<string> AllReworkRules { get; } = ["rollback_sent", "rollback_inferred", "fix", "roll_forward"];

    /// <summary>Where the clock of recovery may start.</summary>
    public static IReadOnlyList<string> AllRecoveryStarts { get; } = ["detected", "deployed"];
}
