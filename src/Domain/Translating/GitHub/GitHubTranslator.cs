namespace CdViz.Domain.Translating.GitHub;

/// <summary>Webhooks of GitHub, told apart by the header <c>X-GitHub-Event</c>.</summary>
public sealed class GitHubTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "github";

    /// <summary>Events that say nothing of delivery, on purpose, and why where that is not plain.</summary>
    public static IReadOnlyDictionary<string, string> WithoutMeaning { get; } = new Dictionary<string, string>
    {
        ["check_run"] = "Jobs of workflows are told by workflow_job.",
        ["check_suite"] = "Runs of workflows are told by workflow_run.",
        ["deployment"] = "That a deployment is wanted; that it happened is told by deployment_status.",
        ["deployment_review"] = "",
        ["deployment_protection_rule"] = "",
        ["workflow_dispatch"] = "The run that follows is told by workflow_run.",
        ["repository_dispatch"] = "",
        ["repository_import"] = "",
        ["repository_vulnerability_alert"] = "",
        ["repository_ruleset"] = "",
        ["repository_advisory"] = "",
        ["status"] = "Runs of GitHub Actions are told by workflow_run; other CI servers have webhooks of their own.",
        ["merge_group"] = "What comes of it is told by pull_request.",
    };

    private static readonly HashSet<string> Plain =
    [
        "branch_protection_rule", "branch_protection_configuration", "cache_sync", "code_scanning_alert", "commit_comment", "content_reference", "custom_property",
        "custom_property_values", "dependabot_alert", "deploy_key", "discussion", "discussion_comment", "enterprise", "fork", "github_app_authorization", "gollum",
        "installation", "installation_repositories", "installation_target", "issue_comment", "issue_dependencies", "label", "marketplace_purchase", "member",
        "membership", "meta", "milestone", "org_block", "organization", "page_build", "personal_access_token_request", "ping", "project", "project_card",
        "project_column", "projects_v2", "projects_v2_item", "projects_v2_status_update", "public", "pull_request_review_comment", "pull_request_review_thread",
        "secret_scanning_alert", "secret_scanning_alert_location", "secret_scanning_scan", "security_advisory", "security_and_analysis", "sponsorship", "star",
        "sub_issues", "team", "team_add", "user", "watch",
    ];

    /// <summary>True for events that GitHub is known to send and that have no meaning in CDEvents.</summary>
    public static bool IsWithoutMeaning(string what) => Plain.Contains(what) || WithoutMeaning.ContainsKey(what);

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var what = incoming.Header("X-GitHub-Event") ?? throw new NotTranslatedException("There is no header X-GitHub-Event, which says what the webhook is about.");
        if (IsWithoutMeaning(what))
        {
            return new Translation.Nothing($"'{what}' has no meaning in CDEvents. {WithoutMeaning.GetValueOrDefault(what)}".TrimEnd());
        }

        var body = incoming.Json;
        return what switch
        {
            "workflow_run" => Runs.Workflow(Of(incoming), body),
            "workflow_job" => Runs.Job(Of(incoming), body),
            "issues" => Work.Issue(Of(incoming), body),
            "pull_request" => Work.PullRequest(Of(incoming), body),
            "pull_request_review" => Work.Review(Of(incoming), body),
            "push" => References.Push(Of(incoming), body, incoming.ReceivedAt),
            "create" or "delete" => References.Reference(Of(incoming), body, what, incoming.ReceivedAt),
            "repository" => References.Repository(Of(incoming), body, incoming.ReceivedAt),
            "release" => Published.Release(Of(incoming), body),
            "package" or "registry_package" => Published.Package(Of(incoming), body, what),
            "deployment_status" => Deployments.Status(Of(incoming), body, incoming.Said("service")),
            _ => new Translation.Nothing($"'{what}' is not known to have a meaning in CDEvents."),
        };
    }

    /// <summary>The repository's address in the API, which names it in all that is said of it.</summary>
    /// <remarks>In a push it has the address of its page.</remarks>
    internal static string RepositoryOf(Piece body)
    {
        var repository = body["repository"];
        var url = repository["url"].Needed;
        return url.Contains("/repos/", StringComparison.Ordinal) ? url
            : repository["branches_url"].Text is { } branches && branches.IndexOf("/branches", StringComparison.Ordinal) is > 0 and var end ? branches[..end]
            : $"https://api.github.com/repos/{repository["full_name"].Needed}";
    }

    /// <summary>Owner and name of the repository.</summary>
    internal static string FullNameOf(Piece body) => body["repository"]["full_name"].Needed;

    private Told Of(Incoming incoming) => new(incoming, Name, RepositoryOf(incoming.Json));
}
