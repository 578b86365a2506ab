using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Api.Kubernetes;

/// <summary>Puts what is seen of a cluster into the inbox; while that takes nothing, the watching waits.</summary>
internal sealed class ClusterInbox(string source, InboxWriter inbox, SourceMeasures measures, TimeProvider time)
{
    /// <summary>The door, as it is kept with what came through it.</summary>
    public const string Door = "kubernetes";

    /// <summary>Puts one in. It is committed when this ends.</summary>
    public async Task KeepAsync(JsonObject seen, CancellationToken ct)
    {
        var post = new InboxPost(new Delivery(Door, source, "application/json"), source, JsonSerializer.SerializeToUtf8Bytes(seen));
        while (await inbox.KeepAsync(post, ct) is Kept.NotTaken(var retryAfter, _))
        {
            await Task.Delay(retryAfter, time, ct);
        }

        measures.Taken(Door, source);
    }
}
