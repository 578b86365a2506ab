using System.Buffers.Text;
using System.Text;

namespace CdViz.Domain.Json;

/// <summary>The escape sequences of JSON strings.</summary>
internal static class JsonEscapes
{
    /// <summary>Takes a string's escapes away.</summary>
    /// <param name="raw">Between the quotes, valid JSON and valid UTF-8.</param>
    /// <param name="text">Room for as many bytes as there are in <paramref name="raw"/>.</param>
    /// <param name="written">Bytes of the text.</param>
    /// <returns>The rule that was broken, or null: <c>json.nul</c>, <c>json.surrogate</c>. PostgreSQL's text can hold neither.</returns>
    public static string? Unescape(ReadOnlySpan<byte> raw, Span<byte> text, out int written)
    {
        written = 0;
        while (raw.IndexOf((byte)'\\') is >= 0 and var plain)
        {
            raw[..plain].CopyTo(text[written..]);
            written += plain;
            var escape = raw[plain + 1];
            raw = raw[(plain + 2)..];
            if (escape is not (byte)'u')
            {
                text[written++] = Short(escape);
                continue;
            }

            uint rune = Hex(raw);
            raw = raw[4..];
            if (rune is 0)
            {
                return "json.nul";
            }

            if (rune is >= 0xD800 and <= 0xDFFF)
            {
                if (rune > 0xDBFF || !raw.StartsWith("\\u"u8) || Hex(raw[2..]) is not (>= 0xDC00 and <= 0xDFFF and var low))
                {
                    return "json.surrogate";
                }

                rune = 0x10000 + ((rune - 0xD800) << 10) + (low - 0xDC00);
                raw = raw[6..];
            }

            written += new Rune(rune).EncodeToUtf8(text[written..]);
        }

        raw.CopyTo(text[written..]);
        written += raw.Length;
        return null;
    }

    /// <summary>Writes a text with the escapes of RFC 8785: those JSON demands, the short form where there is one.</summary>
    /// <returns>Bytes written, at most six for each byte of <paramref name="text"/>.</returns>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var written = 0;
        foreach (var value in text)
        {
            if (value is not ((byte)'"' or (byte)'\\' or < 0x20))
            {
                destination[written++] = value;
                continue;
            }

            destination[written++] = (byte)'\\';
            if (ShortOf(value) is var letter and not 0)
            {
                destination[written++] = letter;
                continue;
            }

            "u00"u8.CopyTo(destination[written..]);
            Utf8Formatter.TryFormat(value, destination[(written + 3)..], out _, new('x', 2));
            written += 5;
        }

        return written;
    }

    private static uint Hex(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits[..4], out uint value, out var read, 'x') && read is 4 ? value : 0;

    private static byte Short(byte escape) => escape switch
    {
        (byte)'b' => 8,
        (byte)'t' => 9,
        (byte)'n' => 10,
        (byte)'f' => 12,
        (byte)'r' => 13,
        _ => escape,
    };

    private static byte ShortOf(byte value) => value switch
    {
        8 => (byte)'b',
        9 => (byte)'t',
        10 => (byte)'n',
        12 => (byte)'f',
        13 => (byte)'r',
        (byte)'"' or (byte)'\\' => value,
        _ => 0,
    };
}
