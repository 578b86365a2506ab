using System.Text.Json;
using System.Text.Unicode;

namespace CdViz.Domain;

/// <summary>The items of a JSON array: an array of CDEvents, or a batch of CloudEvents.</summary>
public static class JsonItems
{
    /// <summary>True when a JSON text begins as an array.</summary>
    /// <param name="utf8Json">The text, or the beginning of it.</param>
    public static bool IsArray(ReadOnlySpan<byte> utf8Json) => utf8Json.TrimStart("\uFEFF \t\r\n"u8) is [(byte)'[', ..];

    /// <summary>Cuts an array into its items, without copying.</summary>
    /// <param name="utf8Json">The array.</param>
    /// <param name="items">The JSON of each item, in order.</param>
    /// <param name="error">Where the answer is false, why it is not a JSON array.</param>
    public static bool TrySplit(ReadOnlyMemory<byte> utf8Json, out IReadOnlyList<ReadOnlyMemory<byte>> items, out string? error)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        items = found;
        error = null;
        if (!Utf8.IsValid(utf8Json.Span))
        {
            error = "It is not valid UTF-8.";
            return false;
        }

        try
        {
            Split(utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json["\uFEFF"u8.Length..] : utf8Json, found);
            return true;
        }
        catch (JsonException e)
        {
            found.Clear();
            error = e.Message;
            return false;
        }
    }

    private static void Split(ReadOnlyMemory<byte> json, List<ReadOnlyMemory<byte>> items)
    {
        // How deep an item may be is for admission to say.
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = json.Length + 1 });
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            throw new JsonException("It is not an array.");
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(json[start..(int)reader.BytesConsumed]);
        }

        // Throws when there is more behind the array.
        reader.Read();
    }
}
