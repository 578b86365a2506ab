namespace CdViz.Domain.Translating.Kubernetes;

/// <summary>A container of a workload as a service somewhere.</summary>
/// <param name="Id">The service: <c>/NAMESPACE/WORKLOAD/CONTAINER</c>, or what the workload says.</param>
/// <param name="Environment">Where it runs.</param>
/// <param name="Image">The image, as it is written.</param>
internal sealed record WorkloadService(string Id, Reference Environment, string Image)
{
    private const string DefaultContainer = "kubectl.kubernetes.io/default-container";
    private const string OwnName = "cdviz.dev/service";
    private const string OwnPlace = "cdviz.dev/environment";
    private const string OwnChain = "cdviz.dev/chain-id";

    /// <summary>The image as a package URL.</summary>
    public string Artifact => ImageName.Parse(Image).ToPurl();

    /// <summary>
    /// The services of a workload. What it says in its annotations or labels <c>cdviz.dev/service</c> and <c>cdviz.dev/environment</c> goes first, then those that the source names
    /// (<c>serviceFrom</c>, <c>environmentFrom</c>: <c>label:app.kubernetes.io/name</c>), then the source's environment, then the namespace.
    /// </summary>
    public static IEnumerable<WorkloadService> Of(Told told, Piece workload)
    {
        var (group, name) = (workload["metadata"]["namespace"].Text ?? "default", workload["metadata"]["name"].Needed);
        var place = From(workload, OwnPlace, told.Said("environmentFrom"));
        var environment = place is null ? told.Environment(group) : new Reference(Absolute(place));
        var containers = Containers(workload).ToList();
        var main = containers.Count is 1 ? containers[0].Name : Template(workload)["metadata"]["annotations"][DefaultContainer].Text ?? containers.FirstOrDefault().Name;
        var own = From(workload, OwnName, told.Said("serviceFrom"));
        return containers.Select(container => new WorkloadService(
            own is null ? $"/{group}/{name}/{container.Name}" : container.Name == main ? own : $"{own}/{container.Name}", environment, container.Image));
    }

    /// <summary>What services, environments and images of a workload come from; as long as it stays, so do they.</summary>
    public static string Fingerprint(Piece workload, string? environmentFrom, string? serviceFrom) => string.Join(
        '\n',
        Containers(workload).Select(container => $"{container.Name}={container.Image}")
            .Append(From(workload, OwnPlace, environmentFrom)).Append(From(workload, OwnName, serviceFrom)).Append(Template(workload)["metadata"]["annotations"][DefaultContainer].Text));

    /// <summary>The chain that a workload or its pods name: <c>cdviz.dev/chain-id</c>, <c>traceparent</c> or <c>trace_id</c> among their annotations, then labels; null for none.</summary>
    public static string? ChainOf(Piece workload)
    {
        foreach (var metadata in (Piece[])[workload["metadata"], Template(workload)["metadata"]])
        {
            foreach (var place in (Piece[])[metadata["annotations"], metadata["labels"]])
            {
                foreach (var key in (string[])[OwnChain, "traceparent", "trace_id"])
                {
                    if (TraceParent.ChainOf(place[key].Text) is { } chain)
                    {
                        return chain;
                    }
                }
            }
        }

        return null;
    }

    private static string Absolute(string name) => name.StartsWith('/') || name.Contains("://", StringComparison.Ordinal) ? name : $"/{name}";

    private static string? From(Piece workload, string own, string? places)
    {
        var metadata = workload["metadata"];
        if ((metadata["annotations"][own].Text ?? metadata["labels"][own].Text) is { } said)
        {
            return said;
        }

        foreach (var place in (places ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var found = place.Split(':', 2) switch
            {
                ["label", var key] => metadata["labels"][key].Text,
                ["annotation", var key] => metadata["annotations"][key].Text,
                ["namespace"] => metadata["namespace"].Text,
                ["name"] => metadata["name"].Text,
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    // A pod has no template, it is one.
    private static Piece Template(Piece workload) => workload["spec"]["template"].Exists ? workload["spec"]["template"] : workload;

    private static IEnumerable<(string Name, string Image)> Containers(Piece workload) => Template(workload)["spec"]["containers"].Items
        .Where(container => container["image"].Exists).Select(container => (container["name"].Needed, container["image"].Needed))
        .DistinctBy(one => one.Item1);
}
