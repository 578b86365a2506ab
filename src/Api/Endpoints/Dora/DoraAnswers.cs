using System.Text.Json;
using System.Text.Json.Serialization;

namespace CdViz.Api.Endpoints.Dora;

/// <summary>The five metrics of a time.</summary>
/// <param name="From">First moment, UTC.</param>
/// <param name="To">First moment after it, UTC.</param>
/// <param name="Tz">Time zone of the periods.</param>
/// <param name="Definition">What they are counted by, name@version; GET /metrics/dora/definitions shows it.</param>
/// <param name="Report">The report whose bands are given.</param>
/// <param name="KnownPosition">Last position of the log that was known; null for all there is.</param>
/// <param name="Metrics">The metrics.</param>
public sealed record DoraReport(
    DateTime From, DateTime To, string Tz, string Definition, string Report, long? KnownPosition, IReadOnlyList<DoraMetric> Metrics)
{
    /// <summary>Only where the projection behind it is stopped or late: when the first event was recorded that is missing here, UTC.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? StaleSince { get; init; }

    /// <summary>Only then: the position up to which it contains the log.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Position { get; init; }
}

/// <summary>One metric.</summary>
/// <param name="Metric">deployment_frequency, lead_time, change_failure_rate, time_to_restore or rework_rate.</param>
/// <param name="Unit">deployments per day, seconds (the median) or ratio (0 to 1).</param>
/// <param name="Value">The value; null where there is no evidence.</param>
/// <param name="Reason">Why there is none: no_deployments, first_deployment, no_new_change_known, merged_later (all changes are known to have been merged after their deployments), no_failures, not_restored, not_defined (the definition has no such metric).</param>
/// <param name="Sample">What it was made of: deployments, changes, or failed deployments that were restored.</param>
/// <param name="Affected">Failed or reworked ones among them; deployments with changes; all failed deployments.</param>
/// <param name="Band">elite, high, medium or low; null where there is no value or the report has no bounds.</param>
/// <param name="Previous">The same of as long a time before.</param>
/// <param name="Change">How much the value changed from there, as a share of it; null where one of them is missing or the earlier one is 0.</param>
/// <param name="Steps">For lead_time: at which step the clock started, and for how many changes.</param>
/// <param name="Periods">Day by day, week by week … when asked for.</param>
/// <param name="Unattributed">For change_failure_rate: incidents of the time that come from no deployment. With some, a rate of 0 has no band.</param>
/// <param name="Evidence">Where the deployments and events behind it are.</param>
public sealed record DoraMetric(
    string Metric,
    string Unit,
    double? Value,
    string? Reason,
    long Sample,
    long? Affected,
    string? Band,
    DoraPrevious Previous,
    double? Change,
    IReadOnlyDictionary<string, long>? Steps,
    IReadOnlyList<DoraPeriod>? Periods,
    long? Unattributed,
    string Evidence);

/// <summary>A metric of the time before.</summary>
/// <param name="Value">The value; null where there is no evidence.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="Sample">What it was made of.</param>
public sealed record DoraPrevious(double? Value, string? Reason, long Sample);

/// <summary>A metric of a day, week, month or year.</summary>
/// <param name="Period">When the period begins, UTC.</param>
/// <param name="Value">The value; null where there is no evidence.</param>
/// <param name="Reason">Why there is none.</param>
/// <param name="Sample">What it was made of.</param>
/// <param name="Affected">Failed or reworked ones among them.</param>
public sealed record DoraPeriod(DateTime Period, double? Value, string? Reason, long Sample, long? Affected);

/// <summary>A deployment behind a metric; for lead_time one item for each change it brought.</summary>
/// <param name="DeploymentId">Id of the deployment's event in the log; null for an incident that comes from no deployment.</param>
/// <param name="OccurredAt">When it was deployed, or the incident detected, UTC.</param>
/// <param name="Environment">Where; null where an incident doesn't say.</param>
/// <param name="Service">What; null where an incident doesn't say.</param>
/// <param name="Version">Its version.</param>
/// <param name="Counts">Whether it counts.</param>
/// <param name="Hit">Whether it failed, or was rework; null for metrics without that.</param>
/// <param name="Value">Seconds it gave to the median.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="ChangeId">The change.</param>
/// <param name="Positions">Positions of the events that tell it: <c>/events/{position}</c>.</param>
/// <param name="Alias">Rules from the settings by which environment, service or links are read under other names; null where none is needed.</param>
public sealed record DoraEvidence(
    Guid? DeploymentId,
    DateTime OccurredAt,
    string? Environment,
    string? Service,
    string? Version,
    bool Counts,
    bool? Hit,
    double? Value,
    string? Rule,
    string? ChangeId,
    IReadOnlyList<long> Positions,
    string? Alias);

/// <summary>A deployment of which two definitions say different things.</summary>
/// <param name="DeploymentId">Id of the deployment's event in the log.</param>
/// <param name="Position">Position of that event.</param>
/// <param name="OccurredAt">When it was deployed, UTC.</param>
/// <param name="Environment">Where.</param>
/// <param name="Service">What.</param>
/// <param name="Version">Its version.</param>
/// <param name="Differs">In which metrics.</param>
/// <param name="One">What the one definition says.</param>
/// <param name="Other">What the other says.</param>
public sealed record DoraDifference(
    Guid DeploymentId,
    long Position,
    DateTime OccurredAt,
    string Environment,
    string Service,
    string? Version,
    IReadOnlyList<string> Differs,
    JsonElement One,
    JsonElement Other);
