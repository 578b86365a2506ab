namespace CdViz.Domain.Translating.Gitea;

/// <summary>Pull requests and issues.</summary>
internal static class Work
{
    /// <summary>A pull request.</summary>
    public static Translation PullRequest(Told told, Piece body)
    {
        var (request, repository) = (body["pull_request"], new Reference(GiteaTranslator.RepositoryOf(body)));
        var (subject, updated) = (Change(request, body), request["updated_at"].NeededTime);
        Details(told, request, repository);
        return body["action"].Text switch
        {
            "opened" => told.Says(request["created_at"].Time ?? updated, subject, new ChangeCreated { Repository = repository, Description = request["title"].Text }),
            "reopened" => told.Says(updated, subject, new ChangeCreated { Repository = repository, Description = request["title"].Text }),
            "closed" when request["merged"].IsTrue => told.Says(request["merged_at"].Time ?? updated, subject, new ChangeMerged { Repository = repository }),
            "closed" => told.Says(request["closed_at"].Time ?? updated, subject, new ChangeAbandoned { Repository = repository }),
            _ => told.Says(updated, subject, new ChangeUpdated { Repository = repository }),
        };
    }

    /// <summary>A review of a pull request.</summary>
    public static Translation Review(Told told, Piece body)
    {
        var (request, repository) = (body["pull_request"], new Reference(GiteaTranslator.RepositoryOf(body)));
        Details(told.With("review", body["review"]["type"].Text), request, repository);
        return told.Says(request["updated_at"].NeededTime, Change(request, body), new ChangeReviewed { Repository = repository });
    }

    /// <summary>An issue.</summary>
    public static Translation Issue(Told told, Piece body)
    {
        var issue = body["issue"];
        var (subject, page, title) = (issue["url"].Needed, issue["html_url"].Text ?? issue["url"].Needed, issue["title"].Needed);
        var (updated, who) = (issue["updated_at"].NeededTime, body["sender"]["login"].Text);
        TextList? labels = [.. issue["labels"].Items.Select(label => label["name"].Text).OfType<string>()];
        TextList? assignees = [.. issue["assignees"].Items.Select(assignee => assignee["login"].Text).OfType<string>()];
        (labels, assignees) = (labels.Count > 0 ? labels : null, assignees.Count > 0 ? assignees : null);
        told.LinkedTo("storedAt", "repository", GiteaTranslator.RepositoryOf(body));
        return body["action"].Text switch
        {
            "opened" or "reopened" => told.Says(body["action"].Text is "opened" ? issue["created_at"].Time ?? updated : updated, subject, new TicketCreated
            {
                Summary = title,
                Creator = issue["user"]["login"].Text ?? who ?? "unknown",
                Assignees = assignees,
                Labels = labels,
                Milestone = issue["milestone"]["title"].Text,
                Uri = page,
            }),
            "closed" => told.Says(issue["closed_at"].Time ?? updated, subject, new TicketClosed
            {
                Summary = title,
                Assignees = assignees,
                Labels = labels,
                Milestone = issue["milestone"]["title"].Text,
                Uri = page,
                UpdatedBy = who,
                Resolution = "completed",
            }),
            _ => told.Says(updated, subject, new TicketUpdated
            {
                Summary = title,
                Assignees = assignees,
                Labels = labels,
                Milestone = issue["milestone"]["title"].Text,
                Uri = page,
                UpdatedBy = who,
            }),
        };
    }

    private static void Details(Told told, Piece request, Reference repository) => told.With("number", request["number"].Text).With("headSha", request["head"]["sha"].Text)
        .With("baseSha", request["base"]["sha"].Text).With("mergeCommitSha", request["merge_commit_sha"].Text ?? request["merged_commit_id"].Text)
        .With("sourceBranch", request["head"]["ref"].Text).With("targetBranch", request["base"]["ref"].Text)
        .LinkedTo("storedAt", "repository", repository.Id);

    private static string Change(Piece request, Piece body) => request["number"].Text is { } number ? $"{GiteaTranslator.RepositoryOf(body)}/pulls/{number}" : request["url"].Needed;
}
