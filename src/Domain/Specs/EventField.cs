namespace CdViz.Domain.Specs;

/// <summary>The fields of an event type, for a form: every text in its subject, those that have to be there first.</summary>
/// <param name="Path">Its place in the event: <c>subject.content.environment.id</c>.</param>
/// <param name="Required">It has to be there.</param>
/// <param name="Format">What it must read like: text, uri, uri-reference, date-time or purl.</param>
/// <param name="Allowed">The only words allowed; empty where any is.</param>
public sealed record EventField(string Path, bool Required, string Format, IReadOnlyList<string> Allowed)
{
    /// <summary>The fields of a type of a release; empty where no release has it.</summary>
    /// <param name="type">context.type: <c>dev.cdevents.service.deployed.0.3.0</c>.</param>
    public static IReadOnlyList<EventField> Of(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (Catalogue.OfType(type) is not [.., var newest] || newest.Shape.Members.ToArray().FirstOrDefault(member => member.Name is "subject") is not { } subject)
        {
            return [];
        }

        List<EventField> fields = [];
        Add(fields, "subject", subject.Shape, required: true);
        return [.. fields.Where(field => field.Path is not "subject.type").OrderByDescending(field => field.Path is "subject.id").ThenByDescending(field => field.Required)];
    }

    private static void Add(List<EventField> fields, string path, Shape shape, bool required)
    {
        switch (shape)
        {
            case Shape.Text text:
                fields.Add(new(path, required, Name(text.Format), text.Allowed));
                break;
            case Shape.Closed closed:
                foreach (var member in closed.Members)
                {
                    Add(fields, $"{path}.{member.Name}", member.Shape, required && (member.Required || closed.Either.Contains(member.Name)));
                }

                break;
            default:
                // Lists and objects of any members have no field of their own.
                break;
        }
    }

    private static string Name(TextFormat format) => format switch
    {
        TextFormat.Uri => "uri",
        TextFormat.UriReference => "uri-reference",
        TextFormat.DateTime => "date-time",
        TextFormat.Purl => "purl",
        _ => "text",
    };
}
