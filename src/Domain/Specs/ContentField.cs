namespace CdViz.Domain.Specs;

/// <summary>A text, or a list of texts, somewhere in the content of an event: what has to be said to make one.</summary>
/// <param name="Path">Names of the members that lead to it, from <c>subject.content</c>: <c>environment</c>, <c>id</c>.</param>
/// <param name="Required">The event is not valid without it.</param>
/// <param name="Many">It is a list.</param>
/// <param name="Allowed">The only texts allowed; empty where any is, as far as its kind goes.</param>
/// <param name="Kind">What the text is: <c>text</c>, <c>uri</c>, <c>uri-reference</c>, <c>date-time</c> or <c>purl</c>.</param>
public sealed record ContentField(IReadOnlyList<string> Path, bool Required, bool Many, IReadOnlyList<string> Allowed, string Kind)
{
    /// <summary>The fields of an event as the newest release has it that has it, drafts included where only they have it; none for events of tools' own.</summary>
    public static IReadOnlyList<ContentField> Of(EventType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Versions is [.., { Version: var version, Specs: [.., var spec] }]
            && Catalogue.OfType($"{type}.{version}").FirstOrDefault(released => released.Release.Spec == spec) is { } released
            && Member(Member(released.Shape, "subject"u8), "content"u8) is { } content
            ? [.. Within(content, [], required: true)]
            : [];
    }

    private static IEnumerable<ContentField> Within(Shape.Closed shape, IReadOnlyList<string> path, bool required)
    {
        foreach (var member in shape.Members.ToArray())
        {
            IReadOnlyList<string> inner = [.. path, member.Name];
            var needed = required && member.Required;
            switch (member.Shape)
            {
                case Shape.Closed part:
                    foreach (var field in Within(part, inner, needed))
                    {
                        yield return field;
                    }

                    break;
                case Shape.Text text:
                    yield return new(inner, needed, Many: false, text.Allowed, KindOf(text));
                    break;
                case Shape.List { Item: Shape.Text text }:
                    yield return new(inner, needed, Many: true, text.Allowed, KindOf(text));
                    break;
            }
        }
    }

    private static Shape.Closed? Member(Shape.Closed? shape, ReadOnlySpan<byte> name) =>
        shape is not null && shape.Find(name, 0) is >= 0 and var found ? shape.Members[found].Shape as Shape.Closed : null;

    private static string KindOf(Shape.Text text) => text.Format switch
    {
        TextFormat.Uri => "uri",
        TextFormat.UriReference => "uri-reference",
        TextFormat.DateTime => "date-time",
        TextFormat.Purl => "purl",
        _ => "text",
    };
}
