namespace CdViz.Domain.Translating.Kubernetes;

/// <summary>What a watched cluster says of a workload: as it is, as it was, and whether it is gone.</summary>
public sealed class ClusterTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "kubernetes";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        var (workload, before) = (body["object"], body["before"]);
        if (!Workload.Is(workload["kind"].Text) && workload["kind"].Text is not "Pod")
        {
            return new Translation.Nothing($"A {workload["kind"].Text ?? "resource without kind"} is no workload.");
        }

        if (workload["kind"].Text is "Pod" && workload["metadata"]["ownerReferences"].Items.Any())
        {
            return new Translation.Nothing("The pod belongs to a workload.");
        }

        var told = new Told(incoming, Name, $"urn:kubernetes:{Uri.EscapeDataString(body["cluster"].Text ?? "cluster")}")
            .With("kind", workload["kind"].Text).With("uid", workload["metadata"]["uid"].Text).With("generation", workload["metadata"]["generation"].Text);
        if (body["type"].Needed is "DELETED")
        {
            var asked = workload["metadata"]["deletionTimestamp"].Time;
            Workload.Gone(told, workload, asked < incoming.ReceivedAt ? asked.Value : incoming.ReceivedAt);
        }
        else
        {
            Workload.Runs(told, workload, before, Workload.ChangedAt(workload) ?? incoming.ReceivedAt, before.Exists ? null : Workload.FirstSeen(workload));
        }

        return told.Or("No image has changed.");
    }
}
