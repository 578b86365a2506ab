namespace CdViz.Domain.Translating.Gitea;

/// <summary>Webhooks of Gitea and Forgejo, told apart by the header <c>X-Gitea-Event</c> or <c>X-Forgejo-Event</c>.</summary>
/// <param name="name">Its name in settings: <c>gitea</c>, <c>forgejo</c>.</param>
public sealed class GiteaTranslator(string name) : ITranslator
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var what = incoming.Header("X-Forgejo-Event") ?? incoming.Header("X-Gitea-Event") ?? incoming.Header("X-Gogs-Event")
            ?? throw new NotTranslatedException("There is no header X-Gitea-Event or X-Forgejo-Event, which says what the webhook is about.");
        var body = incoming.Json;
        return what switch
        {
            "create" or "delete" => References.Reference(Of(incoming), body, what, incoming.ReceivedAt),
            "push" => new Translation.Nothing("What a push makes and deletes is told by create and delete; commits have no meaning in CDEvents."),
            "release" => References.Release(Of(incoming), body),
            "package" => References.Package(Of(incoming), body, incoming.ReceivedAt),
            "repository" or "fork" => References.Repository(Of(incoming), body, what),
            "issue_comment" or "pull_request_comment" => new Translation.Nothing("Comments have no meaning in CDEvents."),
            "pull_request_approved" or "pull_request_rejected" or "pull_request_review_approved" or "pull_request_review_rejected" or "pull_request_review_comment" =>
                Work.Review(Of(incoming), body),
            _ when what.StartsWith("pull_request", StringComparison.Ordinal) => Work.PullRequest(Of(incoming), body),
            "issues" or "issue_assign" or "issue_label" or "issue_milestone" => Work.Issue(Of(incoming), body),
            "workflow_run" => Runs.Workflow(Of(incoming), body),
            "workflow_job" => Runs.Job(Of(incoming), body),
            _ when what.StartsWith("action_run", StringComparison.Ordinal) => Runs.ActionRun(Of(incoming), body),
            "status" => Runs.Status(Of(incoming), body),
            _ => new Translation.Nothing($"'{what}' has no meaning in CDEvents."),
        };
    }

    /// <summary>The address of the repository in the API.</summary>
    internal static string RepositoryOf(Piece body)
    {
        var repository = body["repository"].Exists ? body["repository"] : body["run"]["repository"];
        return repository["url"].Text is { } url && url.Contains("/api/", StringComparison.Ordinal) ? url
            : repository["html_url"].Text is { } page && repository["full_name"].Text is { } full && page.EndsWith(full, StringComparison.OrdinalIgnoreCase)
                ? $"{page[..^full.Length]}api/v1/repos/{full}"
                : repository["html_url"].Needed;
    }

    /// <summary>Owner and name of the repository.</summary>
    internal static string FullNameOf(Piece body) => (body["repository"].Exists ? body["repository"] : body["run"]["repository"])["full_name"].Needed;

    private Told Of(Incoming incoming) => new(
        incoming, Name, incoming.Json["repository"].Exists || incoming.Json["run"].Exists ? RepositoryOf(incoming.Json) : incoming.Json["package"]["owner"]["html_url"].Text ?? $"urn:{name}");
}
