namespace CdViz.Domain.Translating.Bitbucket;

/// <summary>Bitbucket Data Center.</summary>
internal static class DataCenter
{
    /// <summary>Translates a webhook of this kind.</summary>
    public static Translation Translate(Incoming incoming, string key, Piece body) => key switch
    {
        "repo:refs_changed" => Changes(incoming, body),
        "pr:opened" or "pr:modified" or "pr:from_ref_updated" or "pr:reviewer:approved" or "pr:reviewer:unapproved" or "pr:reviewer:needs_work" or "pr:merged"
            or "pr:declined" or "pr:deleted" => PullRequest(incoming, key, body),
        _ => new Translation.Nothing($"'{key}' has no meaning in CDEvents."),
    };

    private static Translation Changes(Incoming incoming, Piece body)
    {
        var (repository, path) = Repository(body["repository"]);
        var told = new Told(incoming, "bitbucket", repository);
        var at = body["date"].NeededTime;
        foreach (var change in body["changes"].Items)
        {
            var (name, isTag, type) = (change["ref"]["displayId"].Needed, change["ref"]["type"].Text is "TAG", change["type"].Text);
            var artifact = Packages.Of("generic", path[..path.IndexOf('/', StringComparison.Ordinal)], path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..], name, ("repository_url", repository));
            var subject = $"{repository}/branches/{name}";
            _ = (type, isTag) switch
            {
                ("ADD", true) => told.Says(at, artifact, new ArtifactPublished { User = body["actor"]["name"].Text }),
                ("DELETE", true) => told.Says(at, artifact, new ArtifactDeleted { User = body["actor"]["name"].Text }),
                ("ADD", false) => told.Says(at, subject, new BranchCreated { Repository = new(repository) }),
                ("DELETE", false) => told.Says(at, subject, new BranchDeleted { Repository = new(repository) }),
                _ => told,
            };
        }

        return told.Or("Commits on a branch that is there have no meaning in CDEvents.");
    }

    private static Translation PullRequest(Incoming incoming, string key, Piece body)
    {
        var request = body["pullRequest"];
        var (repository, _) = Repository(request["toRef"]["repository"]);
        var subject = request["links"]["self"].Items.Select(link => link["href"].Text).FirstOrDefault() ?? $"{repository}/pull-requests/{request["id"].Needed}";
        var (reference, at) = (new Reference(repository), body["date"].NeededTime);
        var told = new Told(incoming, "bitbucket", repository)
            .With("id", request["id"].Text).With("headSha", request["fromRef"]["latestCommit"].Text)
            .With("mergeCommitSha", request["properties"]["mergeCommit"]["id"].Text)
            .With("sourceBranch", request["fromRef"]["displayId"].Text).With("targetBranch", request["toRef"]["displayId"].Text)
            .LinkedTo("storedAt", "repository", repository);
        return key switch
        {
            "pr:opened" => told.Says(at, subject, new ChangeCreated { Repository = reference, Description = request["title"].Text }),
            "pr:modified" or "pr:from_ref_updated" => told.Says(at, subject, new ChangeUpdated { Repository = reference }),
            "pr:merged" => told.Says(at, subject, new ChangeMerged { Repository = reference }),
            "pr:declined" or "pr:deleted" => told.Says(at, subject, new ChangeAbandoned { Repository = reference }),
            _ => told.Says(at, subject, new ChangeReviewed { Repository = reference }),
        };
    }

    private static (string Address, string Path) Repository(Piece repository)
    {
        var (project, slug) = (repository["project"]["key"].Needed, repository["slug"].Needed);
        return (repository["links"]["self"].Items.Select(link => link["href"].Text).FirstOrDefault() ?? $"/projects/{project}/repos/{slug}", $"{project}/{slug}");
    }
}
