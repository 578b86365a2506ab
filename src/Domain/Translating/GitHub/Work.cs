namespace CdViz.Domain.Translating.GitHub;

/// <summary>Issues and pull requests.</summary>
internal static class Work
{
    /// <summary>An issue.</summary>
    public static Translation Issue(Told told, Piece body)
    {
        var issue = body["issue"];
        var (subject, page, title) = (issue["url"].Needed, issue["html_url"].Text ?? issue["url"].Needed, issue["title"].Needed);
        var (who, updated) = (body["sender"]["login"].Text, issue["updated_at"].Time ?? issue["created_at"].NeededTime);
        TextList? labels = [.. Texts(issue["labels"], "name")];
        TextList? assignees = [.. Texts(issue["assignees"], "login")];
        (labels, assignees) = (labels.Count > 0 ? labels : null, assignees.Count > 0 ? assignees : null);
        var (type, milestone) = (issue["type"]["name"].Text?.ToLowerInvariant(), issue["milestone"]["title"].Text);
        told.With("number", issue["number"].Text).LinkedTo("storedAt", "repository", GitHubTranslator.RepositoryOf(body));
        return body["action"].Text switch
        {
            "opened" => told.Says(issue["created_at"].NeededTime, subject, new TicketCreated
            {
                Summary = title,
                TicketType = type,
                Creator = issue["user"]["login"].Text ?? who ?? "unknown",
                Assignees = assignees,
                Labels = labels,
                Milestone = milestone,
                Uri = page,
            }),
            "closed" => told.Says(issue["closed_at"].Time ?? updated, subject, new TicketClosed
            {
                Summary = title,
                TicketType = type,
                Creator = issue["user"]["login"].Text,
                Assignees = assignees,
                Labels = labels,
                Milestone = milestone,
                Uri = page,
                UpdatedBy = who,
                Resolution = issue["state_reason"].Text ?? "completed",
            }),
            "deleted" => told.Says(updated, subject, new TicketClosed
            {
                Summary = title,
                TicketType = type,
                Assignees = assignees,
                Labels = labels,
                Milestone = milestone,
                Uri = page,
                UpdatedBy = who,
                Resolution = "withdrawn",
            }),
            null => throw body["action"].Wrong("what was done to the issue"),
            _ => told.Says(updated, subject, new TicketUpdated
            {
                Summary = title,
                TicketType = type,
                Creator = issue["user"]["login"].Text,
                Assignees = assignees,
                Labels = labels,
                Milestone = milestone,
                Uri = page,
                UpdatedBy = who,
            }),
        };
    }

    /// <summary>A pull request.</summary>
    public static Translation PullRequest(Told told, Piece body)
    {
        var (request, repository) = (body["pull_request"], new Reference(GitHubTranslator.RepositoryOf(body)));
        var (subject, updated) = (request["url"].Needed, request["updated_at"].NeededTime);
        Details(told, request, repository);
        return body["action"].Text switch
        {
            "opened" => told.Says(request["created_at"].NeededTime, subject, new ChangeCreated { Repository = repository, Description = request["title"].Text }),
            "reopened" => told.Says(updated, subject, new ChangeCreated { Repository = repository, Description = request["title"].Text }),
            "closed" when request["merged"].IsTrue || request["merged_at"].Exists => told.Says(
                request["merged_at"].Time ?? updated, subject, new ChangeMerged { Repository = repository }),
            "closed" => told.Says(request["closed_at"].Time ?? updated, subject, new ChangeAbandoned { Repository = repository }),
            null => throw body["action"].Wrong("what was done to the pull request"),
            _ => told.Says(updated, subject, new ChangeUpdated { Repository = repository }),
        };
    }

    /// <summary>A review of a pull request.</summary>
    public static Translation Review(Told told, Piece body)
    {
        if (body["action"].Text is not "submitted")
        {
            return new Translation.Nothing($"'{body["action"].Text}' of a review has no meaning in CDEvents.");
        }

        var (request, review, repository) = (body["pull_request"], body["review"], new Reference(GitHubTranslator.RepositoryOf(body)));
        Details(told.With("review", review["state"].Text?.ToLowerInvariant()).With("reviewer", review["user"]["login"].Text), request, repository);
        return told.Says(review["submitted_at"].NeededTime, request["url"].Needed, new ChangeReviewed { Repository = repository });
    }

    private static void Details(Told told, Piece request, Reference repository) => told.With("number", request["number"].Text).With("headSha", request["head"]["sha"].Text)
        .With("baseSha", request["base"]["sha"].Text).With("mergeCommitSha", request["merge_commit_sha"].Text)
        .With("headBranch", request["head"]["ref"].Text).With("baseBranch", request["base"]["ref"].Text)
        .LinkedTo("storedAt", "repository", repository.Id);

    private static IEnumerable<string> Texts(Piece list, string member) => list.Items.Select(item => item[member].Text).OfType<string>();
}
