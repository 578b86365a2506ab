using System.Globalization;
using System.Text.Json;

namespace CdViz.Domain.Json;

/// <summary>Says of a text that is not JSON what is wrong and where, in words for whoever wrote it.</summary>
internal static class JsonFault
{
    /// <summary>The reader's message, with line and byte counted from 1.</summary>
    public static string Words(JsonException fault)
    {
        var place = fault.Message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        var words = place < 0 ? fault.Message : fault.Message[..place];
        return fault is { LineNumber: { } line, BytePositionInLine: { } before }
            ? string.Create(CultureInfo.InvariantCulture, $"{words} Line {line + 1}, byte {before + 1}.")
            : words;
    }
}
