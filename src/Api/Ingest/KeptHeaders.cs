using System.Collections.Frozen;

namespace CdViz.Api.Ingest;

/// <summary>
/// Which of what comes with a body is kept beside it. Whoever reads the quarantine must not be able to send in another's name, and a secret may have any name: so
/// only what is known to be none is kept.
/// </summary>
internal static class KeptHeaders
{
    private const string CloudEvent = "ce-";

    // Attributes of CloudEvents 1.0 and of its documented extensions, but for those that may hold credentials (dataref, authclaims).
    private static readonly FrozenSet<string> Attributes = Names(
        "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema",
        "partitionkey", "sequence", "sequencetype", "sampledrate", "correlationid", "causationid", "traceparent", "tracestate", "recordedtime", "expirytime",
        "severitytext", "severitynumber");

    private static readonly FrozenSet<string> Headers = Names(
        "Content-Type", "Content-Language", "Date", "Host", "User-Agent", "Traceparent", "Tracestate", "X-Request-ID", "X-Correlation-ID",
        "X-GitHub-Event", "X-GitHub-Delivery", "X-GitHub-Hook-ID", "X-GitHub-Hook-Installation-Target-ID", "X-GitHub-Hook-Installation-Target-Type",
        "X-Gitlab-Event", "X-Gitlab-Event-UUID", "X-Gitlab-Webhook-UUID", "X-Gitlab-Instance", "X-Gitea-Event", "X-Gitea-Delivery", "X-Forgejo-Event", "X-Forgejo-Delivery",
        "X-Event-Key", "X-Request-UUID", "X-Hook-UUID", "X-Attempt-Number", "X-Atlassian-Webhook-Identifier", "X-Buildkite-Event", "X-Event-Type");

    /// <summary>Those that say nothing secret, values of one name joined by commas.</summary>
    public static IReadOnlyDictionary<string, string> Of(IHeaderDictionary headers) => headers
        .Where(header => MayBeKept(header.Key))
        .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>True where a header of this name may be kept, be it of HTTP or, with the attributes of a CloudEvent spelt in its way, of a message.</summary>
    public static bool MayBeKept(string name) => Attribute(name) is { } attribute ? Attributes.Contains(attribute) : Headers.Contains(name);

    private static string? Attribute(string name) =>
        name.StartsWith(CloudEvent, StringComparison.OrdinalIgnoreCase) || name.StartsWith("ce_", StringComparison.OrdinalIgnoreCase) ? name[CloudEvent.Length..]
        : name.StartsWith("cloudEvents:", StringComparison.OrdinalIgnoreCase) || name.StartsWith("cloudEvents_", StringComparison.OrdinalIgnoreCase) ? name["cloudEvents:".Length..]
        : null;

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
