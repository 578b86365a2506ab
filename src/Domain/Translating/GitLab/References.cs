namespace CdViz.Domain.Translating.GitLab;

/// <summary>Branches, tags and releases.</summary>
internal static class References
{
    private const string Branches = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <summary>A push, which is an event where it makes or deletes a branch.</summary>
    public static Translation Push(Told told, Piece body, DateTimeOffset receivedAt)
    {
        var (name, project) = (body["ref"].Needed, GitLabTranslator.ProjectOf(body));
        if (!name.StartsWith(Branches, StringComparison.Ordinal))
        {
            return new Translation.Nothing($"'{name}' is no branch.");
        }

        var branch = name[Branches.Length..];
        var (subject, repository) = ($"{project}/-/tree/{branch}", new Reference(project));
        told.With("branch", branch).With("sha", body["checkout_sha"].Text);
        return IsNone(body["before"]) ? told.Says(Pushed(body) ?? receivedAt, subject, new BranchCreated { Repository = repository })
            : IsNone(body["after"]) ? told.Says(receivedAt, subject, new BranchDeleted { Repository = repository })
            : new Translation.Nothing("Commits on a branch that is there have no meaning in CDEvents.");
    }

    /// <summary>A tag.</summary>
    public static Translation Tag(Told told, Piece body, DateTimeOffset receivedAt)
    {
        var name = body["ref"].Needed;
        var tag = name.StartsWith(Tags, StringComparison.Ordinal) ? name[Tags.Length..] : name;
        var (artifact, who) = (GitLabTranslator.ArtifactOf(body, tag), body["user_username"].Text ?? body["user_name"].Text);
        told.With("sha", body["checkout_sha"].Text).LinkedTo("storedAt", "repository", GitLabTranslator.ProjectOf(body));
        return IsNone(body["after"])
            ? told.Says(receivedAt, artifact, new ArtifactDeleted { User = who })
            : told.Says(Pushed(body) ?? receivedAt, artifact, new ArtifactPublished { User = who });
    }

    /// <summary>A release.</summary>
    public static Translation Release(Told told, Piece body) => body["action"].Text is "create" or null
        ? told.With("name", body["name"].Text).With("url", body["url"].Text).LinkedTo("storedAt", "repository", GitLabTranslator.ProjectOf(body))
            .Says(body["released_at"].Time ?? body["created_at"].NeededTime, GitLabTranslator.ArtifactOf(body, body["tag"].Needed), new ArtifactPublished())
        : new Translation.Nothing($"'{body["action"].Text}' of a release has no meaning in CDEvents: what was published stays so.");

    /// <summary>A push says no time; the newest of its commits does.</summary>
    private static DateTimeOffset? Pushed(Piece body) => body["commits"].Items.Select(commit => commit["timestamp"].Time).Max();

    private static bool IsNone(Piece sha) => sha.Text is { } text && text.All(c => c is '0');
}
