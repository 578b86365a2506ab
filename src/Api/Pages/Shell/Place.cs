namespace CdViz.Api.Pages.Shell;

/// <summary>A place of the page that the menu leads to.</summary>
/// <param name="Path">Its address.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Scope">Who may go there.</param>
/// <param name="Below">What the addresses of the pages below it begin with.</param>
internal sealed record Place(string Path, string Name, string Scope, params string[] Below)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<Place> Places)> Groups { get; } =
    [
        ("Delivery",
        [
            new("/", "What runs where", Scopes.Read, "/ui/history", "/ui/compare"),
            new("/ui/delivery", "Delivery (DORA)", Scopes.Read),
            new("/ui/incidents", "Incidents", Scopes.Read),
            new("/ui/changes", "Changes", Scopes.Read),
            new("/ui/tickets", "Tickets", Scopes.Read),
            new("/ui/artifacts", "Artifacts", Scopes.Read, "/ui/artifact"),
        ]),
        ("Runs",
        [
            new("/ui/pipelines", "Pipelines", Scopes.Read, "/ui/run"),
            new("/ui/tasks", "Tasks", Scopes.Read),
            new("/ui/builds", "Builds", Scopes.Read),
            new("/ui/tests", "Tests", Scopes.Read),
        ]),
        ("Log",
        [
            new("/ui/events", "Events", Scopes.Read, "/ui/trace"),
            new("/ui/sql", "Ask in SQL", Scopes.Read),
            new("/ui/send", "Send", Scopes.Write),
            new("/ui/connect", "Connect", Scopes.Read),
        ]),
        ("Operations",
        [
            new("/ui/projections", "Projections", Scopes.Read),
            new("/ui/sources", "Sources", Scopes.Read),
            new("/ui/subscriptions", "Subscriptions", Scopes.Read),
            new("/ui/inbox", "Inbox", Scopes.Read),
            new("/ui/quarantine", "Quarantine", Scopes.Read),
            new("/ui/alerts", "Alerts", Scopes.Admin),
            new("/ui/tokens", "Tokens", Scopes.Admin),
            new("/ui/audit", "Audit", Scopes.Admin),
            new("/ui/settings", "Settings", Scopes.Admin),
            new("/docs", "API", Scopes.Read),
        ]),
    ];

    /// <summary>Whether a page is it, or below it.</summary>
    public bool Holds(PathString page) => page == Path || (Path.Length > 1 && page.StartsWithSegments(Path)) || Below.Any(below => page.StartsWithSegments(below));
}
