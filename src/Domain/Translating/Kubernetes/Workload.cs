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
        var was = before.Exists ? WorkloadService.Of(told, before).ToDictionary(one => (one.Id, one.Environment.Id)) : [];
        told.InChain(WorkloadService.ChainOf(workload));
        foreach (var now in WorkloadService.Of(told, workload))
        {
            if (!was.Remove((now.Id, now.Environment.Id), out var earlier) || earlier.Image != now.Image)
            {
                told.Runs(at, now.Id, now.Environment, now.Artifact, earlier?.Artifact, firstAt);
            }
        }

        told.InChain(null);
        foreach (var gone in was.Values)
        {
            told.Gone(at, gone.Id, gone.Environment, gone.Artifact);
        }
    }

    /// <summary>Nothing runs any more.</summary>
    public static void Gone(Told told, Piece workload, DateTimeOffset at)
    {
        foreach (var service in WorkloadService.Of(told, workload))
        {
            told.Gone(at, service.Id, service.Environment);
        }
    }

    /// <summary>Since when a workload that is seen for the first time has been as it is: its last roll-out, else its creation; null where it does not say.</summary>
    public static DateTimeOffset? FirstSeen(Piece workload) => workload["status"]["conditions"].Items
        .Where(condition => condition["type"].Text is "Progressing").Select(condition => condition["lastUpdateTime"].Time).FirstOrDefault()
        ?? workload["metadata"]["creationTimestamp"].Time;

    /// <summary>When somebody last changed what a workload shall be; null where it does not say. Controllers write its status and replicas beside that.</summary>
    public static DateTimeOffset? ChangedAt(Piece workload) => workload["metadata"]["managedFields"].Items
        .Where(entry => entry["subresource"].Text is null).Select(entry => entry["time"].Time).Max();
}
