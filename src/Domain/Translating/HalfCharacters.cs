using System.Globalization;

namespace CdViz.Domain.Translating;

/// <summary>Half characters in JSON: one of two surrogates, written as <c>\ud83d</c>, where the other is not beside it. Some tools cut texts like that; no text can be made of them.</summary>
internal static class HalfCharacters
{
    private const int Escape = 6;

    /// <summary>The JSON with U+FFFD in the place of each; the same bytes where there is none.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    /// <param name="nulls">Whether in the place of U+0000 as well, which no database holds.</param>
    public static ReadOnlyMemory<byte> Mended(ReadOnlyMemory<byte> json, bool nulls = false)
    {
        if (json.Span.IndexOf("\\u"u8) < 0)
        {
            return json;
        }

        byte[]? mended = null;
        for (var at = 0; at < json.Length; at++)
        {
            if (json.Span[at] is not (byte)'\\')
            {
                continue;
            }

            if (Unit(json.Span, at) is not { } unit)
            {
                // Whatever is escaped, a backslash perhaps, begins nothing.
                at++;
            }
            else if (char.IsHighSurrogate(unit) && Unit(json.Span, at + Escape) is { } second && char.IsLowSurrogate(second))
            {
                at += (2 * Escape) - 1;
            }
            else
            {
                if (char.IsSurrogate(unit) || (nulls && unit is '\0'))
                {
                    "fffd"u8.CopyTo((mended ??= json.ToArray()).AsSpan(at + 2));
                }

                at += Escape - 1;
            }
        }

        return mended ?? json;
    }

    // The unit of UTF-16 that an escape at a place stands for; null where there is none.
    private static char? Unit(ReadOnlySpan<byte> json, int at) =>
        at + Escape <= json.Length && json[at] is (byte)'\\' && json[at + 1] is (byte)'u'
            && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : null;
}
