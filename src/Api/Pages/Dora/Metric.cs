using System.Globalization;

namespace CdViz.Api.Pages.Dora;

/// <summary>How the metrics of delivery are told to people.</summary>
internal static class Metric
{
    /// <summary>What it is called.</summary>
    public static string Name(string metric) => metric switch
    {
        "deployment_frequency" => "Deployment frequency",
        "lead_time" => "Lead time for changes",
        "change_failure_rate" => "Change failure rate",
        "time_to_restore" => "Failed deployment recovery time",
        "rework_rate" => "Rework rate",
        _ => metric,
    };

    /// <summary>What it says, in a sentence.</summary>
    public static string Meaning(string metric) => metric switch
    {
        "deployment_frequency" => "How often something reaches the environment.",
        "lead_time" => "Half of the changes take no longer from merge to deployment.",
        "change_failure_rate" => "The share of deployments that failed.",
        "time_to_restore" => "Half of the failed deployments were over no later.",
        "rework_rate" => "The share of deployments made because of an earlier one.",
        _ => "",
    };

    /// <summary>A value of it.</summary>
    public static string Value(string metric, double? value) => (metric, value) switch
    {
        (_, null) => "–",
        ("deployment_frequency", >= 1) => string.Create(CultureInfo.InvariantCulture, $"{value:0.#} a day"),
        ("deployment_frequency", >= 1 / 7.0) => string.Create(CultureInfo.InvariantCulture, $"{value * 7:0.#} a week"),
        ("deployment_frequency", _) => string.Create(CultureInfo.InvariantCulture, $"{value * 30:0.#} a month"),
        ("lead_time" or "time_to_restore", _) => Say.Span(value),
        _ => Say.Percent(value),
    };

    /// <summary>Why there is none.</summary>
    public static string Why(string? reason) => reason switch
    {
        "no_deployments" => "there were no deployments",
        "first_deployment" => "there was only the first deployment",
        "no_new_change_known" => "no change is known that came with a deployment",
        "merged_later" => "all changes were merged after their deployments",
        "no_failures" => "no deployment failed",
        "not_restored" => "no failed deployment is over",
        "not_defined" => "this definition does not have it",
        null => "",
        _ => reason,
    };

    /// <summary>What it was made of.</summary>
    public static string Sample(DoraMetric of) => of.Metric switch
    {
        "lead_time" => $"{Say.Number(of.Sample)} changes in {Say.Number(of.Affected ?? 0)} deployments",
        "time_to_restore" => $"{Say.Number(of.Sample)} restored of {Say.Number(of.Affected ?? 0)} failed",
        "deployment_frequency" => $"{Say.Number(of.Sample)} deployments",
        "rework_rate" => $"{Say.Number(of.Affected ?? 0)} of {Say.Number(of.Sample)} deployments",
        _ => $"{Say.Number(of.Affected ?? 0)} failed of {Say.Number(of.Sample)} deployments",
    };

    /// <summary>Whether a change of it by so much is for the better; null where it is none.</summary>
    public static bool? IsBetter(string metric, double? change) => change is null or 0 ? null : change > 0 == metric is "deployment_frequency";
}
