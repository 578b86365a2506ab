using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CdViz.Api.Pages.Parts;

/// <summary>JSON laid out for people, cut where its colours change.</summary>
internal static partial class JsonTokens
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The parts in order: key, string, literal, or null for what lies between.</summary>
    public static IEnumerable<(string? Kind, string Text)> Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var text = JsonSerializer.Serialize(document.RootElement, Indented);
        text = text.Length > Long.Most ? $"{text[..Long.Most]}\n… what follows is left out here" : text;
        List<(string?, string)> parts = [];
        var at = 0;
        foreach (var token in Token().EnumerateMatches(text))
        {
            parts.Add((null, text[at..token.Index]));
            at = token.Index + token.Length;
            parts.Add((text[token.Index] is not '"' ? "literal" : at < text.Length && text[at] is ':' ? "key" : "string", text[token.Index..at]));
        }

        parts.Add((null, text[at..]));
        return parts;
    }

    [GeneratedRegex("""\"(?:[^\"\\]|\\.)*\"|(?<=[\s\[])(?:-?\d[\d.eE+-]*|true|false|null)(?=[,\s\]])""")]
    private static partial Regex Token();
}
