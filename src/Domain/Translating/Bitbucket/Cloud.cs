namespace CdViz.Domain.Translating.Bitbucket;

/// <summary>Bitbucket Cloud.</summary>
internal static class Cloud
{
    /// <summary>The address of the repository in the API.</summary>
    public static string RepositoryOf(Piece body) => body["repository"]["links"]["self"]["href"].Text ?? body["repository"]["links"]["html"]["href"].Needed;

    /// <summary>A push: branches and tags that were made or deleted.</summary>
    public static Translation Push(Told told, Piece body, DateTimeOffset receivedAt)
    {
        var (repository, name) = (RepositoryOf(body), body["repository"]["full_name"].Needed);
        foreach (var change in body["push"]["changes"].Items)
        {
            var (made, gone) = (!change["old"].Exists && change["new"].Exists, change["old"].Exists && !change["new"].Exists);
            var reference = gone ? change["old"] : change["new"];
            if (!made && !gone)
            {
                continue;
            }

            var (label, at) = (reference["name"].Needed, made ? reference["date"].Time ?? reference["target"]["date"].Time ?? receivedAt : receivedAt);
            if (reference["type"].Text is "tag")
            {
                var artifact = Packages.Repository("bitbucket", name, label);
                told.Says(at, artifact, made ? new ArtifactPublished { User = Who(body) } : new ArtifactDeleted { User = Who(body) });
            }
            else
            {
                var subject = $"{repository}/refs/branches/{label}";
                told.Says(at, subject, made ? new BranchCreated { Repository = new(repository) } : new BranchDeleted { Repository = new(repository) });
            }
        }

        return told.Or("Commits on a branch that is there have no meaning in CDEvents.");
    }

    /// <summary>A pull request.</summary>
    public static Translation PullRequest(Told told, Piece body, string key)
    {
        var request = body["pullrequest"];
        var subject = request["links"]["self"]["href"].Text ?? request["links"]["html"]["href"].Needed;
        var (repository, updated) = (new Reference(RepositoryOf(body)), request["updated_on"].NeededTime);
        told.With("id", request["id"].Text).With("headSha", request["source"]["commit"]["hash"].Text).With("mergeCommitSha", request["merge_commit"]["hash"].Text)
            .With("sourceBranch", request["source"]["branch"]["name"].Text).With("targetBranch", request["destination"]["branch"]["name"].Text)
            .LinkedTo("storedAt", "repository", repository.Id);
        return key["pullrequest:".Length..] switch
        {
            "created" => told.Says(request["created_on"].Time ?? updated, subject, new ChangeCreated { Repository = repository, Description = request["title"].Text }),
            "updated" => told.Says(updated, subject, new ChangeUpdated { Repository = repository }),
            "fulfilled" => told.Says(updated, subject, new ChangeMerged { Repository = repository }),
            "rejected" => told.Says(updated, subject, new ChangeAbandoned { Repository = repository }),
            _ => told.Says(body["approval"]["date"].Time ?? body["changes_request"]["date"].Time ?? updated, subject, new ChangeReviewed { Repository = repository }),
        };
    }

    /// <summary>An issue.</summary>
    public static Translation Issue(Told told, Piece body, string key)
    {
        var issue = body["issue"];
        var (subject, title) = (issue["links"]["self"]["href"].Text ?? issue["links"]["html"]["href"].Needed, issue["title"].Needed);
        var (page, updated) = (issue["links"]["html"]["href"].Text ?? subject, issue["updated_on"].Time ?? issue["created_on"].NeededTime);
        var (type, priority, assignee) = (issue["type"].Text is "issue" ? issue["kind"].Text : issue["type"].Text, issue["priority"].Text, Who(issue["assignee"]));
        TextList? assignees = assignee is null ? null : [assignee];
        var state = issue["state"].Text;
        return key is "issue:created"
            ? told.Says(issue["created_on"].Time ?? updated, subject, new TicketCreated
            {
                Summary = title,
                TicketType = type,
                Priority = priority,
                Creator = Who(issue["reporter"]) ?? Who(body) ?? "unknown",
                Assignees = assignees,
                Uri = page,
            })
            : body["changes"]["status"].Exists && state is "resolved" or "closed" or "invalid" or "duplicate" or "wontfix"
                ? told.Says(updated, subject, new TicketClosed
                {
                    Summary = title,
                    TicketType = type,
                    Priority = priority,
                    UpdatedBy = Who(body),
                    Assignees = assignees,
                    Uri = page,
                    Resolution = state is "resolved" or "closed" ? "completed" : state is "duplicate" ? "duplicate" : "withdrawn",
                })
                : told.Says(updated, subject, new TicketUpdated
                {
                    Summary = title,
                    TicketType = type,
                    Priority = priority,
                    UpdatedBy = Who(body),
                    Assignees = assignees,
                    Uri = page,
                });
    }

    /// <summary>The status of a build, as CI servers report it to a commit.</summary>
    public static Translation Status(Told told, Piece body)
    {
        var status = body["commit_status"];
        var (subject, state) = (status["url"].Text ?? status["links"]["self"]["href"].Needed, status["state"].Needed);
        var name = $"{body["repository"]["full_name"].Needed}/{status["name"].Text ?? status["key"].Needed}";
        told.With("key", status["key"].Text).With("commit", status["links"]["commit"]["href"].Text).LinkedTo("storedAt", "repository", RepositoryOf(body));
        return state switch
        {
            "INPROGRESS" => told.Says(status["created_on"].NeededTime, subject, new PipelineRunStarted { PipelineName = name, Uri = subject }),
            "SUCCESSFUL" or "FAILED" or "STOPPED" => told.Says(
                status["updated_on"].NeededTime, subject,
                new PipelineRunFinished { PipelineName = name, Uri = subject, Outcome = new(state switch { "SUCCESSFUL" => "success", "FAILED" => "failure", _ => "cancel" }) }),
            _ => new Translation.Nothing($"The state '{state}' of a commit has no meaning in CDEvents."),
        };
    }

    private static string? Who(Piece holder) =>
        (holder["actor"].Exists ? holder["actor"] : holder) is var actor ? actor["nickname"].Text ?? actor["username"].Text ?? actor["display_name"].Text : null;
}
