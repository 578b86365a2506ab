namespace CdViz.Domain.Translating.GitLab;

/// <summary>Merge requests and issues.</summary>
internal static class Work
{
    /// <summary>A merge request.</summary>
    public static Translation MergeRequest(Told told, Piece body)
    {
        var request = body["object_attributes"];
        var subject = request["url"].Needed;
        var repository = new Reference(request["target"]["web_url"].Text ?? GitLabTranslator.ProjectOf(body));
        var updated = request["updated_at"].NeededTime;
        told.With("iid", request["iid"].Text).With("headSha", request["last_commit"]["id"].Text).With("mergeCommitSha", request["merge_commit_sha"].Text)
            .With("sourceBranch", request["source_branch"].Text).With("targetBranch", request["target_branch"].Text)
            .LinkedTo("storedAt", "repository", repository.Id);
        return request["action"].Text switch
        {
            "open" => told.Says(request["created_at"].Time ?? updated, subject, new ChangeCreated { Repository = repository, Description = request["title"].Text }),
            "reopen" => told.Says(updated, subject, new ChangeCreated { Repository = repository, Description = request["title"].Text }),
            "update" => told.Says(updated, subject, new ChangeUpdated { Repository = repository }),
            "approved" or "unapproved" or "approval" or "unapproval" => told.Says(updated, subject, new ChangeReviewed { Repository = repository }),
            "merge" => told.Says(request["merged_at"].Time ?? updated, subject, new ChangeMerged { Repository = repository }),
            "close" => told.Says(request["closed_at"].Time ?? updated, subject, new ChangeAbandoned { Repository = repository }),
            null => new Translation.Nothing("It does not say what was done to the merge request."),
            var other => new Translation.Nothing($"'{other}' of a merge request has no meaning in CDEvents."),
        };
    }

    /// <summary>An issue.</summary>
    public static Translation Issue(Told told, Piece body)
    {
        var issue = body["object_attributes"];
        var (subject, title, who) = (issue["url"].Needed, issue["title"].Needed, body["user"]["username"].Text ?? body["user"]["name"].Text);
        var type = issue["type"].Text?.ToLowerInvariant();
        var updated = issue["updated_at"].Time ?? issue["created_at"].NeededTime;
        TextList? labels = [.. Texts(body["labels"].Exists ? body["labels"] : issue["labels"], "title")];
        TextList? assignees = [.. Texts(body["assignees"], "username")];
        (labels, assignees) = (labels.Count > 0 ? labels : null, assignees.Count > 0 ? assignees : null);
        told.LinkedTo("storedAt", "repository", GitLabTranslator.ProjectOf(body));
        return issue["action"].Text switch
        {
            "open" or "reopen" => told.Says(
                issue["action"].Text is "open" ? issue["created_at"].Time ?? updated : updated, subject,
                new TicketCreated { Summary = title, TicketType = type, Creator = who ?? issue["author_id"].Needed, Assignees = assignees, Labels = labels, Uri = subject }),
            "update" => told.Says(
                updated, subject, new TicketUpdated { Summary = title, TicketType = type, UpdatedBy = who, Assignees = assignees, Labels = labels, Uri = subject }),
            "close" => told.Says(
                issue["closed_at"].Time ?? updated, subject,
                new TicketClosed
                {
                    Summary = title,
                    TicketType = type,
                    UpdatedBy = who,
                    Assignees = assignees,
                    Labels = labels,
                    Uri = subject,
                    Resolution = "completed",
                }),
            null => new Translation.Nothing("It does not say what was done to the issue."),
            var other => new Translation.Nothing($"'{other}' of an issue has no meaning in CDEvents."),
        };
    }

    private static IEnumerable<string> Texts(Piece list, string member) => list.Items.Select(item => item[member].Text).OfType<string>();
}
