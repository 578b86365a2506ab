using System.Buffers;

namespace CdViz.Api.Ingest;

/// <summary>Follows the brackets and strings of JSON text, a piece at a time, without asking whether it is valid.</summary>
internal struct BracketScanner
{
    private static readonly SearchValues<byte> OutsideString = SearchValues.Create("\"{}[],"u8);

    private int depth;
    private bool inString;
    private bool escaped;

    /// <summary>True when the byte found last closed an outermost value.</summary>
    public bool Closed { get; private set; }

    /// <summary>The next byte that matters outside of all values: a comma, a bracket that closes a value or one too many. Or -1.</summary>
    public int Next(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (escaped)
            {
                escaped = false;
                continue;
            }

            var found = inString ? text[at..].IndexOfAny((byte)'"', (byte)'\\') : text[at..].IndexOfAny(OutsideString);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (Matters(text[at]))
            {
                return at;
            }
        }

        return -1;
    }

    private bool Matters(byte found)
    {
        Closed = false;
        switch (found)
        {
            case (byte)'\\':
                escaped = true;
                return false;
            case (byte)'"':
                inString = !inString;
                return false;
            case (byte)'{' or (byte)'[':
                depth++;
                return false;
            case (byte)',':
                return depth == 0;
            default:
                Closed = depth == 1;
                depth = Math.Max(depth - 1, 0);
                return depth == 0;
        }
    }
}
