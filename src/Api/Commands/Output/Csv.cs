using System.Text.Json;

namespace CdViz.Api.Commands.Output;

/// <summary>Comma-separated values as RFC 4180 has them: a header, then a line for each item.</summary>
internal static class Csv
{
    /// <summary>Writes items, and the header also where there are none.</summary>
    public static void Write(TextWriter output, IReadOnlyList<string> members, IEnumerable<JsonElement> items)
    {
        Line(output, members);
        WriteItems(output, members, items);
    }

    /// <summary>Writes items without the header.</summary>
    public static void WriteItems(TextWriter output, IReadOnlyList<string> members, IEnumerable<JsonElement> items)
    {
        foreach (var item in items)
        {
            Line(output, members.Select(member => item.TryGetProperty(member, out var value) ? Cell(value) : ""));
        }
    }

    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static void Line(TextWriter output, IEnumerable<string> cells) => output.Write($"{string.Join(',', cells.Select(Quoted))}\r\n");

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(',', '"', '\n') || cell.Contains('\r') ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
