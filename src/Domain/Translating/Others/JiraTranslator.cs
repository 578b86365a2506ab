namespace CdViz.Domain.Translating.Others;

/// <summary>Webhooks of Jira.</summary>
public sealed class JiraTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "jira";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        var what = body["webhookEvent"].Needed;
        var at = body["timestamp"].Time ?? incoming.ReceivedAt;
        return what switch
        {
            "jira:issue_created" or "jira:issue_updated" or "jira:issue_deleted" => Issue(incoming, body, what, at),
            "jira:version_released" => Version(incoming, body["version"], at),
            _ => new Translation.Nothing($"'{what}' has no meaning in CDEvents."),
        };
    }

    private Translation Issue(Incoming incoming, Piece body, string what, DateTimeOffset at)
    {
        var (issue, fields) = (body["issue"], body["issue"]["fields"]);
        var site = Site(issue["self"].Needed);
        var subject = $"{site}/browse/{issue["key"].Needed}";
        var (summary, who) = (fields["summary"].Text ?? issue["key"].Needed, Who(body["user"]));
        TextList? labels = [.. fields["labels"].Items.Select(label => label.Text).OfType<string>()];
        labels = labels.Count > 0 ? labels : null;
        TextList? assignees = Who(fields["assignee"]) is { } assignee ? [assignee] : null;
        var (type, priority) = (fields["issuetype"]["name"].Text?.ToLowerInvariant(), fields["priority"]["name"].Text?.ToLowerInvariant());
        var (group, milestone) = (fields["project"]["key"].Text, fields["fixVersions"].Items.Select(version => version["name"].Text).FirstOrDefault());
        var told = new Told(incoming, Name, site).With("status", fields["status"]["name"].Text);
        var isDone = fields["status"]["statusCategory"]["key"].Text is "done" || fields["resolution"].Exists;
        var changed = body["changelog"]["items"].Items.Select(item => item["field"].Text).ToList();
        return what switch
        {
            "jira:issue_created" => told.Says(fields["created"].Time ?? at, subject, new TicketCreated
            {
                Summary = summary,
                TicketType = type,
                Group = group,
                Creator = Who(fields["creator"]) ?? Who(fields["reporter"]) ?? who ?? "unknown",
                Assignees = assignees,
                Priority = priority,
                Labels = labels,
                Milestone = milestone,
                Uri = subject,
            }),
            "jira:issue_updated" when !isDone || (changed.Count > 0 && !changed.Contains("status") && !changed.Contains("resolution")) => told.Says(at, subject, new TicketUpdated
            {
                Summary = summary,
                TicketType = type,
                Group = group,
                Assignees = assignees,
                Priority = priority,
                Labels = labels,
                Milestone = milestone,
                Uri = subject,
                UpdatedBy = who,
            }),
            _ => told.Says(at, subject, new TicketClosed
            {
                Summary = summary,
                TicketType = type,
                Group = group,
                Assignees = assignees,
                Priority = priority,
                Labels = labels,
                Milestone = milestone,
                Uri = subject,
                UpdatedBy = who,
                Resolution = what is "jira:issue_deleted" && !isDone ? "withdrawn" : fields["resolution"]["name"].Text?.ToLowerInvariant() ?? "completed",
            }),
        };
    }

    private Told Version(Incoming incoming, Piece version, DateTimeOffset at)
    {
        var site = Site(version["self"].Needed);
        var project = version["project"]["key"].Text ?? version["projectKey"].Text ?? version["projectId"].Needed;
        return new Told(incoming, Name, site).With("description", version["description"].Text)
            .Says(at, Packages.Of("generic", null, project, version["name"].Needed, ("repository_url", site)), new ArtifactPublished());
    }

    private static string Site(string self) => self.IndexOf("/rest/", StringComparison.Ordinal) is > 0 and var end ? self[..end] : Address.Of(self).GetLeftPart(UriPartial.Authority);

    private static string? Who(Piece user) => user["displayName"].Text ?? user["name"].Text ?? user["accountId"].Text;
}
