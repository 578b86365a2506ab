namespace CdViz.Domain.Translating.Kubernetes;

/// <summary>CloudEvents of kubewatch: a workload as it is and as it was.</summary>
public sealed class KubewatchTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "kubewatch";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        // By its webhook the envelope is a part of the body.
        var body = incoming.Json;
        var data = body["data"].Exists ? body["data"] : body;
        var (kind, operation) = (data["kind"].Needed, data["operation"].Needed);
        if (!Workload.Is(kind))
        {
            return new Translation.Nothing($"A {kind} is no workload.");
        }

        var at = incoming.CloudEvent?.Time ?? body["time"].Time ?? incoming.ReceivedAt;
        var told = new Told(incoming, Name, incoming.CloudEvent?.Source ?? body["source"].Text ?? "urn:kubewatch").With("operation", operation).With("kind", kind);
        if (operation is "delete")
        {
            Workload.Gone(told, data["oldObj"].Exists ? data["oldObj"] : data["obj"], at);
        }
        else
        {
            Workload.Runs(told, data["obj"], data["oldObj"], at);
        }

        return told.Or("No image has changed.");
    }
}
