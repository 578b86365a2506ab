using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CdViz.Adapters.Kubernetes;
using CdViz.Domain.Translating.Kubernetes;

namespace CdViz.Api.Kubernetes;

/// <summary>Watches one list of a cluster: all workloads of a kind, everywhere or in a namespace.</summary>
/// <param name="source">The source.</param>
/// <param name="place">The list.</param>
/// <param name="client">Asks the cluster.</param>
/// <param name="store">Remembers how far it has come.</param>
/// <param name="inbox">Where what is seen goes.</param>
/// <param name="time">Bounds the waiting.</param>
internal sealed class ClusterList(SourceSettings source, ClusterPlace place, ClusterClient client, ClusterStore store, ClusterInbox inbox, TimeProvider time)
{
    private const int PageItems = 500;
    private const int MaxWorkloads = 200_000;
    private const int WatchSeconds = 290;

    // The cluster ends a watch by itself, and sends bookmarks before.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(WatchSeconds + 30);
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private Dictionary<(string Namespace, string Name), KnownWorkload> known = [];

    /// <summary>It is being watched.</summary>
    public event Action? Watched;

    /// <summary>Lists it, or goes on where it was left, and watches until it is told to end or something fails.</summary>
    /// <exception cref="ClusterException">The cluster does not answer as it should.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        known = await store.KnownAsync(place.Path, ct);
        var version = await store.VersionAsync(place.Path, ct);
        while (true)
        {
            var began = time.GetTimestamp();
            version = await WatchAsync(version ?? await ListAsync(ct), ct);
            if (time.GetElapsedTime(began) < Breath)
            {
                await Task.Delay(Breath, time, ct);
            }
        }
    }

    /// <summary>Looks at all that is there, and at what is not there any more.</summary>
    /// <returns>The version from which to watch.</returns>
    private async Task<string> ListAsync(CancellationToken ct)
    {
        var seen = new HashSet<(string, string)>();
        for (var (next, version) = ("", ""); ;)
        {
            using var response = await client.GetAsync($"{place.Address}limit={PageItems}{(next.Length > 0 ? $"&continue={Uri.EscapeDataString(next)}" : "")}", ct);
            if (response.StatusCode is HttpStatusCode.Gone)
            {
                // The pages before are of a time that the cluster has forgotten.
                seen.Clear();
                next = "";
                continue;
            }

            await using var body = await response.Content.ReadAsStreamAsync(ct);
            using var page = await JsonDocument.ParseAsync(body, cancellationToken: ct);
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
            {
                seen.Add(await SeenAsync("ADDED", item, ct));
            }

            if (seen.Count > MaxWorkloads)
            {
                throw new ClusterException($"There are more than {MaxWorkloads} workloads; name namespaces or labels.");
            }

            var metadata = page.RootElement.GetProperty("metadata");
            version = metadata.GetProperty("resourceVersion").GetString()!;
            next = metadata.TryGetProperty("continue", out var more) ? more.GetString() ?? "" : "";
            if (next.Length > 0)
            {
                continue;
            }

            foreach (var key in known.Keys.Where(key => !seen.Contains(key)).ToList())
            {
                await GoneAsync(key, known[key].Object, ct);
            }

            await store.SeenAsync(place.Path, version, ct);
            return version;
        }
    }

    /// <returns>The version from which to go on; null where the cluster has forgotten it, and all has to be listed.</returns>
    private async Task<string?> WatchAsync(string version, CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(Silence);
        try
        {
            using var response = await client.GetAsync(
                $"{place.Address}watch=true&allowWatchBookmarks=true&timeoutSeconds={WatchSeconds}&resourceVersion={Uri.EscapeDataString(version)}", silence.Token);
            if (response.StatusCode is HttpStatusCode.Gone)
            {
                return null;
            }

            Watched?.Invoke();
            await using var body = await response.Content.ReadAsStreamAsync(silence.Token);
            await foreach (var change in ClusterLines.ReadAsync(body, silence.Token))
            {
                silence.CancelAfter(Silence);
                var (type, thing) = (change.GetProperty("type").GetString(), change.GetProperty("object"));
                if (type is "ERROR")
                {
                    return thing.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) && number is (int)HttpStatusCode.Gone
                        ? null
                        : throw new ClusterException($"{place.Path} ends: {thing}");
                }

                if (type is "ADDED" or "MODIFIED")
                {
                    await SeenAsync(type, thing, ct);
                }
                else if (type is "DELETED")
                {
                    await GoneAsync(KeyOf(thing), ClusterObject.Cut(thing, place.Kind), ct);
                }

                version = thing.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
                await store.SeenAsync(place.Path, version, ct);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new ClusterException($"{place.Path}: nothing came for {Silence.TotalSeconds} seconds.");
        }
        catch (Exception fault) when (fault is IOException or HttpIOException)
        {
            // It was cut off; what it did not send comes again.
        }

        return version;
    }

    private async Task<(string Namespace, string Name)> SeenAsync(string type, JsonElement workload, CancellationToken ct)
    {
        var (key, now) = (KeyOf(workload), ClusterObject.Cut(workload, place.Kind));
        var print = ClusterObject.Fingerprint(now, string.Join(' ', source.EnvironmentFrom), string.Join(' ', source.ServiceFrom));
        var before = known.GetValueOrDefault(key);
        if (before?.Fingerprint != print)
        {
            await inbox.KeepAsync(new JsonObject
            {
                ["type"] = before is null ? type : "MODIFIED",
                ["cluster"] = source.Name,
                ["object"] = JsonNode.Parse(now.GetRawText()),
                ["before"] = before is null ? null : JsonNode.Parse(before.Object.GetRawText()),
            }, ct);
            known[key] = new(now, print);
            await store.PutAsync(place.Path, key.Namespace, key.Name, known[key], ct);
        }

        return key;
    }

    private async Task GoneAsync((string Namespace, string Name) key, JsonElement workload, CancellationToken ct)
    {
        await inbox.KeepAsync(new JsonObject { ["type"] = "DELETED", ["cluster"] = source.Name, ["object"] = JsonNode.Parse(workload.GetRawText()) }, ct);
        known.Remove(key);
        await store.RemoveAsync(place.Path, key.Namespace, key.Name, ct);
    }

    private static (string Namespace, string Name) KeyOf(JsonElement workload)
    {
        var metadata = workload.GetProperty("metadata");
        return (metadata.TryGetProperty("namespace", out var group) ? group.GetString() ?? "" : "", metadata.GetProperty("name").GetString()!);
    }
}

/// <summary>A list of a cluster.</summary>
/// <param name="Kind">What it lists: <c>Deployment</c>.</param>
/// <param name="Path">Its path, with the labels that are asked for.</param>
internal sealed record ClusterPlace(string Kind, string Path)
{
    private static readonly Dictionary<string, (string Kind, string Path, string Plural)> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["deployment"] = ("Deployment", "/apis/apps/v1", "deployments"),
        ["statefulset"] = ("StatefulSet", "/apis/apps/v1", "statefulsets"),
        ["daemonset"] = ("DaemonSet", "/apis/apps/v1", "daemonsets"),
        ["pod"] = ("Pod", "/api/v1", "pods"),
    };

    /// <summary>The kinds there are.</summary>
    public static IEnumerable<string> AllKinds => Kinds.Keys;

    /// <summary>The path, ready for more of a query.</summary>
    public string Address => Path.Contains('?', StringComparison.Ordinal) ? $"{Path}&" : $"{Path}?";

    /// <summary>The lists of a source.</summary>
    public static IReadOnlyList<ClusterPlace> Of(SourceSettings source) =>
    [
        .. from kind in source.Kinds.Select(kind => Kinds[kind]).Distinct()
           from space in source.Namespaces.Count > 0 ? source.Namespaces.Distinct() : [""]
           select new ClusterPlace(
               kind.Kind,
               $"{kind.Path}{(space.Length > 0 ? $"/namespaces/{Uri.EscapeDataString(space)}" : "")}/{kind.Plural}{(source.Labels.Length > 0 ? $"?labelSelector={Uri.EscapeDataString(source.Labels)}" : "")}"),
    ];
}
