namespace CdViz.Domain.Translating.Kubernetes;

/// <summary>CloudEvents of Knative's ApiServerSource: a resource was added, changed or deleted.</summary>
public sealed class KnativeTranslator : ITranslator
{
    private const string Prefix = "dev.knative.apiserver.resource.";

    /// <inheritdoc/>
    public string Name => "knative";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var e = incoming.CloudEvent ?? throw new NotTranslatedException("It came without the envelope of a CloudEvent, which says what happened.");
        if (!e.Type.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return new Translation.Nothing($"'{e.Type}' has no resource in it; set the source's mode to Resource.");
        }

        var resource = incoming.Json;
        if (KubernetesEventTranslator.IsEvent(resource))
        {
            return e.Type[Prefix.Length..] is "delete"
                ? new Translation.Nothing("That Kubernetes has forgotten an event says nothing.")
                : KubernetesEventTranslator.Translate(new Told(incoming, Name, e.Source), resource, e.Time ?? incoming.ReceivedAt);
        }

        if (!Workload.Is(resource["kind"].Text))
        {
            return new Translation.Nothing($"A {resource["kind"].Text ?? "resource without kind"} is no workload.");
        }

        var told = new Told(incoming, Name, e.Source).With("kind", resource["kind"].Text).With("uid", resource["metadata"]["uid"].Text)
            .With("generation", resource["metadata"]["generation"].Text);
        var at = e.Time ?? incoming.ReceivedAt;
        switch (e.Type[Prefix.Length..])
        {
            case "delete":
                Workload.Gone(told, resource, at);
                break;
            case "add":
                // Also sent for what is there when the source starts.
                Workload.Runs(told, resource, default, at, Workload.FirstSeen(resource));
                break;
            default:
                Workload.Runs(told, resource, default, at);
                break;
        }

        return told.Or("It has no containers.");
    }
}
