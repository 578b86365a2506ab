using System.Collections.Frozen;

namespace CdViz.Api.Webhooks;

/// <summary>Which headers are kept in the inbox: those that say what a body is, and what a source asks for; nothing else.</summary>
internal static class InboxHeaders
{
    private static readonly FrozenSet<string> Kept = new[]
    {
        "User-Agent", "traceparent", "tracestate", "X-Request-Id", "X-Correlation-Id",
        "X-GitHub-Event", "X-GitHub-Delivery", "X-GitHub-Hook-ID", "X-GitHub-Hook-Installation-Target-ID", "X-GitHub-Hook-Installation-Target-Type",
        "X-GitHub-Enterprise-Host", "X-GitHub-Enterprise-Version",
        "X-Gitlab-Event", "X-Gitlab-Event-UUID", "X-Gitlab-Webhook-UUID", "X-Gitlab-Instance",
        "X-Gitea-Event", "X-Gitea-Event-Type", "X-Gitea-Delivery", "X-Forgejo-Event", "X-Forgejo-Event-Type", "X-Forgejo-Delivery", "X-Gogs-Event", "X-Gogs-Delivery",
        "X-Event-Key", "X-Event-Time", "X-Hook-UUID", "X-Request-UUID", "X-Attempt-Number",
        "X-Atlassian-Webhook-Identifier", "X-Atlassian-Webhook-Retry", "X-Argo-Event", "Gotk-Component", "webhook-id", "webhook-timestamp",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of a request that are kept; values of one name joined by commas.</summary>
    /// <param name="headers">All of them.</param>
    /// <param name="more">What the source asks for.</param>
    public static Dictionary<string, string> Of(IHeaderDictionary headers, IReadOnlyList<string> more) => headers
        .Where(header => Kept.Contains(header.Key) || header.Key.StartsWith("ce-", StringComparison.OrdinalIgnoreCase)
            || (more.Contains(header.Key, StringComparer.OrdinalIgnoreCase) && KeptHeaders.MayBeKept(header.Key)))
        .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}
