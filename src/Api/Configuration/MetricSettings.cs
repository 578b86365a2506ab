namespace CdViz.Api.Configuration;

/// <summary>What the metrics of delivery go by.</summary>
public sealed record MetricSettings
{
    /// <summary>Environments that count as production; <c>*</c> stands for any characters.</summary>
    public IReadOnlyList<string> Production { get; init; } = ["production"];

    /// <summary>Names of tasks and pipelines that deploy; <c>*</c> stands for any characters, and case does not matter.</summary>
    public IReadOnlyList<string> DeploymentRuns { get; init; } = ["*deploy*"];

    /// <summary>Who owns which service: <c>service=team</c>.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>The definition that counts where a question names none, by name, or by name@version.</summary>
    public string Definition { get; init; } = "dora";

    /// <summary>The report whose bands count where a question names none.</summary>
    public string Report { get; init; } = "2023";

    /// <summary>The services with their teams.</summary>
    public IReadOnlyDictionary<string, string> TeamOf() =>
        Teams.Select(pair => pair.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(pairs => pairs.Key, pairs => pairs.Last()[1]);
}

/// <summary>A definition of the metrics of the user's own; the first version of it, or the next when it differs from the last.</summary>
public sealed record DefinitionSettings
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who defines it so.</summary>
    public string Source { get; init; } = "the settings of this server";

    /// <summary>What is special about it.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether going back to an earlier version counts as a deployment.</summary>
    public bool CountRollbacks { get; init; } = true;

    /// <summary>Whether deploying what runs already counts as a deployment.</summary>
    public bool CountRepeats { get; init; } = true;

    /// <summary>Where the clock of lead time may start.</summary>
    public IReadOnlyList<string> LeadSteps { get; init; } = DoraDefinition.UsualLeadSteps;

    /// <summary>By which an incident is given to a deployment, the first that fits.</summary>
    public IReadOnlyList<string> IncidentRules { get; init; } = DoraDefinition.UsualIncidentRules;

    /// <summary>How long after a deployment an incident without a link may still come from it.</summary>
    public TimeSpan AttributionWindow { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What makes a deployment a failed one.</summary>
    public IReadOnlyList<string> FailureRules { get; init; } = DoraDefinition.AllFailureRules;

    /// <summary>Where the clock of recovery starts.</summary>
    public string RecoveryFrom { get; init; } = "detected";

    /// <summary>What makes a deployment rework.</summary>
    public IReadOnlyList<string> ReworkRules { get; init; } = DoraDefinition.AllReworkRules;

    /// <summary>Within which the same deployment told again counts as one.</summary>
    public TimeSpan RepeatWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>As the database keeps it.</summary>
    public DoraDefinition Definition() => new(
        Name, Source, Description, CountRollbacks, CountRepeats, LeadSteps, IncidentRules, AttributionWindow, FailureRules, RecoveryFrom, ReworkRules,
        RepeatWindow);
}
