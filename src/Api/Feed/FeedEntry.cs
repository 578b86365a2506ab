using System.Globalization;

namespace CdViz.Api.Feed;

/// <summary>What happened, as a feed tells it.</summary>
/// <param name="Id">Stays the same whatever becomes of it, after a rebuild and on another server.</param>
/// <param name="Category">deployment, rollback or incident.</param>
/// <param name="Title">What happened, in a line.</param>
/// <param name="Text">The same with what is known beside it.</param>
/// <param name="Page">The page that shows it: a path.</param>
/// <param name="Trace">The page with its trace: a path; null where it belongs to no chain.</param>
/// <param name="Published">When it happened, UTC.</param>
/// <param name="Updated">When the last that is known of it happened or was recorded, UTC.</param>
internal sealed record FeedEntry(
    Guid Id, string Category, string Title, string Text, string Page, string? Trace, DateTime Published, DateTime Updated)
{
    /// <summary>The id as a URI.</summary>
    public string Urn => $"urn:uuid:{Id}";

    /// <summary>A deployment. Its id is that of service, environment, time and artifact: a correction of those makes another entry.</summary>
    public static FeedEntry Of(FeedDeployment one)
    {
        var back = one.Rollback is not null;
        var done = one switch
        {
            { Rollback: not null } => "was rolled back",
            { Kind: "upgraded" } => "was upgraded",
            _ => "was deployed",
        };
        List<string> facts = [$"Artifact: {one.ArtifactId ?? "unknown"}", $"Told by: {one.Source}"];
        facts.AddRange(one.PreviousVersion is { } before ? [$"Before: {Say.Version(before)}"] : []);
        facts.AddRange(one.Rollback is "inferred" ? ["An older artifact came back; nobody said that it is a roll-back."] : []);
        return new(
            Domain.EventId.Of("feed/deployment", string.Create(CultureInfo.InvariantCulture, $"{one.Environment.Length}:{one.Environment}{one.Service.Length}:{one.Service}{one.At.Ticks}:{one.ArtifactId}")),
            back ? "rollback" : "deployment",
            $"{one.Service} {done} to {Say.Version(one.Version)} in {one.Environment}",
            string.Join('\n', facts),
            string.Create(CultureInfo.InvariantCulture, $"{Say.Path("/ui/history", ("environment", one.Environment), ("service", one.Service))}#at-{one.Position}"),
            TraceOf(one.ChainId),
            one.At,
            one.RecordedAt);
    }

    /// <summary>An occurrence of an incident: one entry, which is updated when more is known.</summary>
    public static FeedEntry Of(FeedIncident one)
    {
        List<string> facts = [.. new[] { ("Service", one.Service), ("Environment", one.Environment), ("Artifact", one.ArtifactId), ("Ticket", one.TicketUri) }
            .Where(fact => fact.Item2 is not null).Select(fact => $"{fact.Item1}: {fact.Item2}"), $"Told by: {one.Source}"];
        facts.AddRange(one.ResolveSeconds is { } took ? [$"It took {Say.Span(took)}."] : []);
        return new(
            Domain.EventId.Of("feed/incident", one.Id),
            "incident",
            $"Incident {one.State}: {one.Description ?? one.SubjectId}{(one.Service is { } service ? $" ({service})" : "")}",
            string.Join('\n', facts),
            string.Create(CultureInfo.InvariantCulture, $"/ui/events/{one.Position}"),
            TraceOf(one.ChainId),
            one.BeganAt,
            one.LastSeenAt);
    }

    private static string? TraceOf(string? chain) => chain is null ? null : Say.Path("/ui/trace", ("chain", chain));
}

/// <summary>A row of <c>cdviz.deployment</c>.</summary>
internal sealed record FeedDeployment(
    string Environment, string Service, string? ArtifactId, string? Version, string? PreviousVersion, string Kind, string? Rollback, string Source, string? ChainId, long Position, DateTime At,
    DateTime RecordedAt);

/// <summary>A row of <c>cdviz.incident</c>.</summary>
internal sealed record FeedIncident(
    string Id, string SubjectId, string Source, string? Description, string? Environment, string? Service, string? ArtifactId, string? TicketUri, string State, DateTime BeganAt,
    DateTime LastSeenAt, double? ResolveSeconds, string? ChainId, long Position);
