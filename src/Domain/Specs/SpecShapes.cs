using System.Text.RegularExpressions;

namespace CdViz.Domain.Specs;

/// <summary>Makes the shapes of one release, from its names.</summary>
internal sealed class SpecShapes(SpecText release)
{
    private const string Custom = "custom";
    private readonly Dictionary<string, Shape> shared = [];

    /// <summary>The shape of a standard event.</summary>
    /// <param name="name">As the release spells it: <c>pipelineRun.started</c>.</param>
    public Shape.Closed Event(string name) => (Shape.Closed)Named("event", name);

    /// <summary>The shape of events of tools' own; null where the release has none.</summary>
    public Shape.Closed? CustomEvent() => release.Shapes.ContainsKey($"context.{Custom}") ? Event(Custom) : null;

    /// <summary>The shape of links that are sent by themselves; null where the release has none.</summary>
    public Shape.Union? PostedLink() => Links("posted-link.") is { Shapes.Count: > 0 } links ? links : null;

    /// <summary>A shape by its name, the one of the event or of its subject where there is such.</summary>
    private Shape Named(string name, string e)
    {
        var own = new[] { $"{name}.{e}", $"{name}.{e.Split('.')[0]}", name }.FirstOrDefault(release.Shapes.ContainsKey)
            ?? throw new FormatException($"Release {release.Spec} has no shape '{name}'.");
        return name is "event" or "context" or "subject"
            ? Object(release.Shapes[own], e)
            : shared.TryGetValue(own, out var known) ? known : shared[own] = Object(release.Shapes[own], e);
    }

    private Shape.Closed Object(ShapeText shape, string e) =>
        new([.. shape.Members.Select(member => new ShapeMember(member.Name, Value(member, e), member.Required, member.Advised))], shape.Open, shape.Either);

    private Shape Value(MemberText member, string e) => member.Inline is { } inline ? Object(inline, e) : Value(member.Kind, e);

    private Shape Value(string kind, string e) => kind switch
    {
        "object" => new Shape.AnyObject(),
        "object or text" => new Shape.ObjectOrText(),
        "tags" => new Shape.Tags(),
        "content" => Object(release.Events[e].Content, e),
        "links" => shared.TryGetValue(kind, out var known) ? known : shared[kind] = new Shape.List(Links("link.")),
        "this type" => OneOf([Type(e)]),
        "this subject" => OneOf([e.Split('.')[0]]),
        _ when kind.StartsWith("one of ", StringComparison.Ordinal) => OneOf(kind[7..].Split('|')),
        _ when kind.StartsWith("list of ", StringComparison.Ordinal) => new Shape.List(Value(kind[8..], e)),
        _ => Text(kind) ?? Named(kind, e),
    };

    private static Shape.Text? Text(string kind)
    {
        var filled = kind.StartsWith("filled ", StringComparison.Ordinal);
        var words = (filled ? kind[7..] : kind).Split(" like ", 2);
        TextFormat? format = words[0] switch
        {
            "text" => TextFormat.Any,
            "uri" => TextFormat.Uri,
            "uri-reference" => TextFormat.UriReference,
            "date-time" => TextFormat.DateTime,
            "purl" => TextFormat.Purl,
            _ => null,
        };
        return format is { } known ? new(known, filled, [], words is [_, var pattern] ? Pattern(pattern) : null) : null;
    }

    /// <summary>A pattern of ECMAScript, whose <c>$</c> is the very end of the text.</summary>
    private static Regex Pattern(string pattern) =>
        new(pattern.EndsWith('$') ? $@"{pattern[..^1]}\z" : pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private Shape.Union Links(string prefix) => new(
        [.. release.Shapes.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => (Shape.Closed)Named(name, Custom))]);

    private static Shape.Text OneOf(string[] allowed) => new(TextFormat.Any, filled: false, allowed, pattern: null);

    private string Type(string e) => $"dev.cdevents.{e.ToLowerInvariant()}.{release.Events[e].Version}";
}
