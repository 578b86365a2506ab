using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CdViz.Domain.Translating.Kubernetes;

/// <summary>Events of Kubernetes (core/v1 or events.k8s.io/v1), as kubernetes-event-exporter sends them.</summary>
public sealed partial class KubernetesEventTranslator : ITranslator
{
    /// <summary>How often a warning has to come to be an incident.</summary>
    public const int Repeated = 3;

    /// <inheritdoc/>
    public string Name => "kubernetes-events";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        return Translate(
            new Told(incoming, "kubernetes", incoming.CloudEvent?.Source ?? $"urn:kubernetes:{Uri.EscapeDataString(incoming.Json["clusterName"].Text ?? "cluster")}"), incoming.Json, incoming.ReceivedAt);
    }

    /// <summary>True for an event.</summary>
    internal static bool IsEvent(Piece resource) => resource["involvedObject"].Exists || (resource["regarding"].Exists && resource["reason"].Exists);

    /// <summary>Translates one.</summary>
    internal static Translation Translate(Told told, Piece e, DateTimeOffset receivedAt)
    {
        var thing = e["involvedObject"].Exists ? e["involvedObject"] : e["regarding"];
        var (kind, name, group) = (thing["kind"].Needed, thing["name"].Needed, thing["namespace"].Text ?? "default");
        var (reason, message) = (e["reason"].Needed, e["message"].Text ?? e["note"].Text);
        var count = e["count"].Whole ?? e["deprecatedCount"].Whole ?? e["series"]["count"].Whole ?? 1;
        var at = e["lastTimestamp"].Time ?? e["deprecatedLastTimestamp"].Time ?? e["series"]["lastObservedTime"].Time ?? e["eventTime"].Time
            ?? e["firstTimestamp"].Time ?? e["metadata"]["creationTimestamp"].Time ?? receivedAt;
        var workload = $"/{group}/{(kind is "Pod" ? OwnerOf(name) : name)}";
        var environment = told.Environment(group);
        told.With("object", $"{kind}/{group}/{name}").With("reason", reason);
        if (e["type"].Text is "Warning" && reason is "BackOff" or "Failed" or "Unhealthy" or "FailedScheduling" or "FailedCreate" or "FailedMount" or "Evicted" or "OOMKilling"
            && (count >= Repeated || reason is "Evicted" or "OOMKilling"))
        {
            // The count is the time at which it became an incident; what comes later finds it open.
            return told.Ill(at, workload, new IncidentDetected { Description = $"{reason}: {message}", Environment = environment, Service = new(workload) });
        }

        var content = new JsonObject { ["reason"] = reason, ["message"] = message, ["type"] = e["type"].Text, ["count"] = count, ["object"] = $"{kind}/{group}/{name}" };
        told.Says(at, workload, new CustomEvent { Content = JsonElement.Parse(content.ToJsonString()) }, "dev.cdeventsx.kubernetes-event.observed.0.1.0");
        return reason is "Started" or "ScalingReplicaSet" && e["type"].Text is not "Warning"
            ? told.Well(at, workload, new IncidentResolved { Environment = environment, Service = new(workload), Description = $"{reason}: {message}" })
            : told;
    }

    /// <summary>A pod's name is its workload's, followed by what makes it unique.</summary>
    private static string OwnerOf(string pod) => Generated().Replace(pod, "");

    [GeneratedRegex("(-[a-f0-9]{6,10})?-[a-z0-9]{5}$|-[0-9]+$")]
    private static partial Regex Generated();
}
