namespace CdViz.Domain.Translating.Kubernetes;

/// <summary>A Deployment, StatefulSet or DaemonSet: each container of its pods is a service, and its image what runs there.</summary>
internal static class Workload
{
    /// <summary>True for a resource of such a kind.</summary>
    public static bool Is(string? kind) => kind?.ToLowerInvariant() is "deployment" or "statefulset" or "daemonset";

    /// <summary>What runs now that the workload is as it is.</summary>
    /// <param name="told">Where to say it.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="before">The workload before; not there where that is unknown.</param>
    /// <param name="at">Since when.</param>
    /// <param name="firstAt">Since when, where it has not been seen before; null for the same.</param>
    public static void Runs(Told told, Piece workload, Piece before, DateTimeOffset at, DateTimeOffset? firstAt = null)
    {
        var (environment, was) = (Environment(told, workload), Images(before).ToDictionary(one => one.Container, one => one.Image));
        foreach (var (container, image) in Images(workload))
        {
            if (!was.Remove(container, out var earlier) || earlier != image)
            {
                told.Runs(at, Service(workload, container), environment, ImageName.Parse(image).ToPurl(), earlier is null ? null : ImageName.Parse(earlier).ToPurl(), firstAt);
            }
        }

        foreach (var (container, image) in was)
        {
            told.Gone(at, Service(before, container), environment, ImageName.Parse(image).ToPurl());
        }
    }

    /// <summary>Nothing runs any more.</summary>
    public static void Gone(Told told, Piece workload, DateTimeOffset at)
    {
        foreach (var (container, _) in Images(workload))
        {
            told.Gone(at, Service(workload, container), Environment(told, workload));
        }
    }

    private static Reference Environment(Told told, Piece workload) => told.Environment(workload["metadata"]["namespace"].Text ?? "default");

    private static string Service(Piece workload, string container) =>
        $"/{workload["metadata"]["namespace"].Text ?? "default"}/{workload["metadata"]["name"].Needed}/{container}";

    private static IEnumerable<(string Container, string Image)> Images(Piece workload) => workload["spec"]["template"]["spec"]["containers"].Items
        .Where(container => container["image"].Exists).Select(container => (container["name"].Needed, container["image"].Needed))
        .DistinctBy(one => one.Item1);
}
