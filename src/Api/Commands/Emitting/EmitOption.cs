using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Api.Commands.Emitting;

/// <summary>A field of an event's content as an option: <c>environment.id</c> is <c>--environment</c>, <c>artifactId</c> is <c>--artifact</c>.</summary>
internal sealed class EmitOption
{
    private readonly ContentField content;

    /// <param name="field">The field.</param>
    /// <param name="subject">What the event is about.</param>
    /// <param name="taken">Options that mean something else.</param>
    public EmitOption(ContentField field, string subject, IReadOnlyCollection<string> taken)
    {
        content = field;
        var name = Name([.. field.Path]);
        name = taken.Contains($"--{name}") ? $"{subject}-{name}" : name;
        var meaning = field.Allowed.Count > 0 ? string.Join(", ", field.Allowed) : field.Kind;
        Option = new Option<string[]>($"--{name}")
        {
            Description = $"content.{string.Join('.', field.Path)}: {meaning}{(field.Many ? "; may be given several times" : "")}",
            Required = field.Required,
            Arity = field.Many ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne,
            CustomParser = given => Read($"--{name}", given),
        };
        Option.CompletionSources.Add([.. field.Allowed]);
        if (field.Path[^1] is [.., 'I', 'd'])
        {
            Option.Aliases.Add($"--{name}-id");
        }
    }

    /// <summary>The option.</summary>
    public Option<string[]> Option { get; }

    /// <summary>Where the field is in an event.</summary>
    public string Pointer => $"/subject/content/{string.Join('/', content.Path)}";

    /// <summary>Writes what was given into the content.</summary>
    public void Write(ParseResult parsed, JsonObject into)
    {
        if (parsed.GetResult(Option) is null || parsed.GetValue(Option) is not { Length: > 0 } given)
        {
            return;
        }

        var target = into;
        foreach (var member in content.Path.SkipLast(1))
        {
            target = (JsonObject)(target[member] ??= new JsonObject());
        }

        target[content.Path[^1]] = content.Many ? new JsonArray([.. given.Select(text => JsonValue.Create(text))]) : JsonValue.Create(given[0]);
    }

    private string[] Read(string name, ArgumentResult given)
    {
        string[] texts = [.. given.Tokens.Select(token => token.Value)];
        if (content.Allowed.Count > 0 && Array.Find(texts, text => !content.Allowed.Contains(text)) is { } other)
        {
            given.AddError(Given.Refusal(name, other, Rules.OneOf(content.Allowed)));
        }

        return texts;
    }

    private static string Name(string[] path)
    {
        // What a part is called by is its id; the word says nothing more.
        IEnumerable<string> words = path is [.. var before, "id"] && before.Length > 0 ? before : path is [.. var all, [.. var name, 'I', 'd']] ? [.. all, name] : path;
        return string.Join('-', words.Select(JsonNamingPolicy.KebabCaseLower.ConvertName));
    }
}
