using System.Buffers;
using System.Buffers.Text;

namespace CdViz.Domain.Names;

/// <summary>What a URI reads like (RFC 3986), as the validators of JSON schemas decide it.</summary>
internal static class UriSyntax
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private const string SubDelimiters = "!$&'()*+,;=";

    private static readonly SearchValues<byte> UserInfo = Bytes($"{Unreserved}{SubDelimiters}:");
    private static readonly SearchValues<byte> Path = Bytes($"{Unreserved}{SubDelimiters}:@/");
    private static readonly SearchValues<byte> Query = Bytes($"{Unreserved}{SubDelimiters}:@/?");

    // A quotation mark is let pass in references, as ajv does, by which the specification checks its own examples.
    private static readonly SearchValues<byte> ReferencePath = Bytes($"{Unreserved}{SubDelimiters}:@/\"");
    private static readonly SearchValues<byte> ReferenceQuery = Bytes($"{Unreserved}{SubDelimiters}:@/?\"");

    /// <summary>True for a URI with a scheme and something after it.</summary>
    public static bool IsUri(ReadOnlySpan<byte> text) => SchemeLength(text) is > 0 and var scheme && IsRest(text[scheme..], Path, Query, empty: false);

    /// <summary>True for a URI, or a reference relative to one; the empty text is one.</summary>
    public static bool IsReference(ReadOnlySpan<byte> text) =>
        IsRest(text, ReferencePath, ReferenceQuery, empty: true) || IsRest(text[SchemeLength(text)..], ReferencePath, ReferenceQuery, empty: true);

    /// <summary>True where the text begins with a scheme.</summary>
    public static bool IsAbsolute(ReadOnlySpan<byte> text) => SchemeLength(text) > 0;

    /// <summary>Bytes of the scheme and its colon; 0 where there is none.</summary>
    private static int SchemeLength(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon <= 0 || !char.IsAsciiLetter((char)text[0]))
        {
            return 0;
        }

        foreach (var c in text[..colon])
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'+' or (byte)'-' or (byte)'.'))
            {
                return 0;
            }
        }

        return colon + 1;
    }

    private static bool IsRest(ReadOnlySpan<byte> text, SearchValues<byte> path, SearchValues<byte> query, bool empty)
    {
        var fragment = text.IndexOf((byte)'#');
        if (fragment >= 0)
        {
            if (!IsMadeOf(text[(fragment + 1)..], query))
            {
                return false;
            }

            text = text[..fragment];
        }

        var mark = text.IndexOf((byte)'?');
        if (mark >= 0)
        {
            if (!IsMadeOf(text[(mark + 1)..], query))
            {
                return false;
            }

            text = text[..mark];
        }

        return (empty || !text.IsEmpty) && (IsMadeOf(text, path) || HasAddress(text, path));
    }

    /// <summary>A host in brackets, <c>//user@[::1]:80/path</c>; any other authority reads like a path.</summary>
    private static bool HasAddress(ReadOnlySpan<byte> text, SearchValues<byte> path)
    {
        var (open, close) = (text.IndexOf((byte)'['), text.IndexOf((byte)']'));
        if (text is not [(byte)'/', ..] || open < 0 || close < open)
        {
            return false;
        }

        var before = text[(text is [_, (byte)'/', ..] ? 2 : 1)..open];
        if (before.Length > 0 && (before[^1] is not (byte)'@' || !IsMadeOf(before[..^1], UserInfo)))
        {
            return false;
        }

        var after = text[(close + 1)..];
        if (after is [(byte)':', ..])
        {
            var end = after[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            after = end < 0 ? [] : after[(end + 1)..];
        }

        return (after.IsEmpty || after[0] is (byte)'/') && IsMadeOf(after, path) && IsAddress(text[(open + 1)..close]);
    }

    private static bool IsMadeOf(ReadOnlySpan<byte> text, SearchValues<byte> allowed)
    {
        while (text.IndexOfAnyExcept(allowed) is >= 0 and var odd)
        {
            if (text[odd] is not (byte)'%' || text.Length < odd + 3 || !char.IsAsciiHexDigit((char)text[odd + 1]) || !char.IsAsciiHexDigit((char)text[odd + 2]))
            {
                return false;
            }

            text = text[(odd + 3)..];
        }

        return true;
    }

    private static bool IsAddress(ReadOnlySpan<byte> text)
    {
        if (text is [(byte)'v' or (byte)'V', ..])
        {
            var point = text.IndexOf((byte)'.');
            return point > 1 && point + 1 < text.Length && IsHex(text[1..point]) && text[(point + 1)..].IndexOfAnyExcept(UserInfo) < 0;
        }

        var gap = text.IndexOf("::"u8);
        return gap < 0
            ? Groups(text, last: true) is 8
            : Groups(text[..gap], last: false) is >= 0 and var left && Groups(text[(gap + 2)..], last: true) is >= 0 and var right && left + right <= 7;
    }

    /// <summary>How many groups of an IPv6 address there are; -1 where it is none. An IPv4 address at the end counts for two.</summary>
    private static int Groups(ReadOnlySpan<byte> text, bool last)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && last && group.Contains((byte)'.'))
            {
                return IsIPv4(group) ? count + 2 : -1;
            }

            if (group.Length is 0 or > 4 || !IsHex(group) || colon == text.Length - 1)
            {
                return -1;
            }

            count++;
            text = colon < 0 ? [] : text[(colon + 1)..];
        }

        return count;
    }

    private static bool IsIPv4(ReadOnlySpan<byte> text)
    {
        var parts = 0;
        foreach (var range in text.Split((byte)'.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || part.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0
                || !Utf8Parser.TryParse(part, out int number, out _) || number > 255)
            {
                return false;
            }
        }

        return parts is 4;
    }

    private static bool IsHex(ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit((char)c))
            {
                return false;
            }
        }

        return true;
    }

    private static SearchValues<byte> Bytes(string characters) => SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(characters));
}
