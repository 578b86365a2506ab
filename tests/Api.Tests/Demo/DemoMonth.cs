using System.Collections.Concurrent;
using System.Text.Json;
using CdViz.Api.Demo;

namespace CdViz.Api.Tests.Demo;

/// <summary>One event of a demo month, taken apart.</summary>
public sealed record Told(DemoEvent Event, string Subject, string Predicate, string SubjectId, JsonElement Context, JsonElement Content)
{
    public string What => $"{Subject}.{Predicate}";

    public string? Text(string member) => Content.TryGetProperty(member, out var value) ? value.GetString() : null;

    public string? IdOf(string reference) => Content.TryGetProperty(reference, out var value) ? value.GetProperty("id").GetString() : null;

    public IEnumerable<(string Type, string Kind, string Target)> Links => Context.TryGetProperty("links", out var links)
        ? links.EnumerateArray().Select(link => (
            link.GetProperty("linkType").GetString()!,
            link.TryGetProperty("linkKind", out var kind) ? kind.GetString()! : "",
            link.GetProperty(link.TryGetProperty("from", out _) ? "from" : "target").GetProperty("contextId").GetString()!))
        : [];
}

/// <summary>Months of the demo company; each is told once per test run.</summary>
public static class DemoMonth
{
    private const int Days = 30;

    private static readonly ConcurrentDictionary<int, IReadOnlyList<Told>> Months = new();

    /// <summary>The history ends before this day.</summary>
    public static DateOnly End { get; } = new(2026, 7, 15);

    /// <summary>It begins on this day.</summary>
    public static DateOnly Start { get; } = End.AddDays(-Days);

    /// <summary>Thirty days, by seed.</summary>
    public static IReadOnlyList<Told> Of(int seed) => Months.GetOrAdd(seed, _ => [.. DemoCompany.Events(seed, End, Days).Select(Take)]);

    /// <summary>Deployments to production by service, oldest first: what was put there, and how.</summary>
    public static IEnumerable<IGrouping<string, Told>> Production(int seed) => Of(seed)
        .Where(e => e is { Subject: "service", Predicate: "deployed" or "upgraded" or "rolledback" } && e.IdOf("environment") is "production")
        .OrderBy(e => e.Event.OccurredAt)
        .GroupBy(e => e.SubjectId);

    private static Told Take(DemoEvent e)
    {
        using var document = JsonDocument.Parse(e.Json);
        var root = document.RootElement.Clone();
        var type = e.Type.Split('.');
        var subject = root.GetProperty("subject");
        return new(e, type[2], type[3], subject.GetProperty("id").GetString()!, root.GetProperty("context"), subject.GetProperty("content"));
    }
}
