using System.Buffers;

namespace CdViz.Api.Ingest;

/// <summary>Bytes that mean something in JSON text.</summary>
internal static class Json
{
    /// <summary>Space, tab, carriage return, line feed.</summary>
    public static ReadOnlySpan<byte> Whitespace => " \t\r\n"u8;

    /// <summary>U+FEFF in UTF-8.</summary>
    public static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The text without the white space around it.</summary>
    public static ReadOnlySequence<byte> Trim(ReadOnlySequence<byte> text)
    {
        text = TrimStart(text);
        if (text.IsSingleSegment)
        {
            return text.Slice(0, text.FirstSpan.TrimEnd(Whitespace).Length);
        }

        var (end, length) = (0L, 0L);
        foreach (var segment in text)
        {
            if (segment.Span.TrimEnd(Whitespace).Length is > 0 and var kept)
            {
                end = length + kept;
            }

            length += segment.Length;
        }

        return text.Slice(0, end);
    }

    /// <summary>The text without the white space before it.</summary>
    public static ReadOnlySequence<byte> TrimStart(ReadOnlySequence<byte> text)
    {
        while (!text.IsEmpty)
        {
            var kept = text.FirstSpan.TrimStart(Whitespace).Length;
            text = text.Slice(text.FirstSpan.Length - kept);
            if (kept > 0)
            {
                break;
            }
        }

        return text;
    }
}
