namespace CdViz.Domain.Translating.GitLab;

/// <summary>Webhooks of GitLab, told apart by <c>object_kind</c> of the body.</summary>
public sealed class GitLabTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "gitlab";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        return (body["object_kind"].Text ?? body["event_name"].Text) switch
        {
            "pipeline" => Runs.Pipeline(Of(incoming), body),
            "build" => Runs.Job(Of(incoming), body),
            "merge_request" => Work.MergeRequest(Of(incoming), body),
            "issue" or "incident" or "work_item" => Work.Issue(Of(incoming), body),
            "push" => References.Push(Of(incoming), body, incoming.ReceivedAt),
            "tag_push" => References.Tag(Of(incoming), body, incoming.ReceivedAt),
            "release" => References.Release(Of(incoming), body),
            "deployment" => Deployments.Deployment(Of(incoming), body, incoming.ReceivedAt),
            "note" or "wiki_page" or "feature_flag" or "emoji" or "access_token" or "resource_access_token" or "vulnerability" or "milestone" or "subgroup"
                or "group" or "project" or "repository_update" or "user_add_to_group" or "user_remove_from_group" or "user_update_for_group"
                or "subgroup_create" or "subgroup_destroy" or "user_access_request_to_group" or "user_access_request_denied_for_group" =>
                new Translation.Nothing($"'{body["object_kind"].Text ?? body["event_name"].Text}' has no meaning in CDEvents."),
            { } other => new Translation.Nothing($"'{other}' is not known to have a meaning in CDEvents."),
            null => throw body["object_kind"].Wrong("what the webhook is about"),
        };
    }

    /// <summary>The address of the project.</summary>
    public static string ProjectOf(Piece body) => body["project"]["web_url"].Text ?? body["repository"]["homepage"].Text ?? body["project"]["homepage"].Needed;

    /// <summary>Namespace and name of the project: <c>group/project</c>.</summary>
    public static string PathOf(Piece body) => body["project"]["path_with_namespace"].Text ?? Address.Of(ProjectOf(body)).AbsolutePath.Trim('/');

    /// <summary>The project at a tag or commit, as an artifact.</summary>
    public static string ArtifactOf(Piece body, string version)
    {
        var path = PathOf(body);
        var cut = path.LastIndexOf('/');
        return Packages.Of("generic", cut < 0 ? null : path[..cut], path[(cut + 1)..], version, ("repository_url", ProjectOf(body)));
    }

    private Told Of(Incoming incoming) => new(incoming, Name, ProjectOf(incoming.Json));
}
