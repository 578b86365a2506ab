namespace CdViz.Domain.Translating.Bitbucket;

/// <summary>Webhooks of Bitbucket Cloud and Data Center, told apart by the header <c>X-Event-Key</c>.</summary>
public sealed class BitbucketTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "bitbucket";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        var key = incoming.Header("X-Event-Key") ?? body["eventKey"].Text ?? throw new NotTranslatedException("There is no header X-Event-Key, which says what the webhook is about.");
        if (body["eventKey"].Exists || key.StartsWith("pr:", StringComparison.Ordinal))
        {
            return DataCenter.Translate(incoming, key, body);
        }

        return key switch
        {
            "repo:push" => Cloud.Push(Of(incoming), body, incoming.ReceivedAt),
            "pullrequest:created" or "pullrequest:updated" or "pullrequest:approved" or "pullrequest:unapproved" or "pullrequest:changes_request_created"
                or "pullrequest:changes_request_removed" or "pullrequest:fulfilled" or "pullrequest:rejected" => Cloud.PullRequest(Of(incoming), body, key),
            "issue:created" or "issue:updated" => Cloud.Issue(Of(incoming), body, key),
            "repo:commit_status_created" or "repo:commit_status_updated" => Cloud.Status(Of(incoming), body),
            _ => new Translation.Nothing($"'{key}' has no meaning in CDEvents."),
        };
    }

    private Told Of(Incoming incoming) => new(incoming, Name, Cloud.RepositoryOf(incoming.Json));
}
