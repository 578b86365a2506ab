using System.Text;
using System.Text.Unicode;

namespace CdViz.Domain.Names;

/// <summary>A package URL (purl): what an artifact is called, <c>pkg:type/namespace/name@version?qualifiers#subpath</c>.</summary>
public sealed record Purl
{
    private readonly string qualifiers;

    private Purl(string raw, string type, string name, string? qualifiers) => (Raw, Type, Name, this.qualifiers) = (raw, type, name, qualifiers ?? "");

    /// <summary>The text it was read from.</summary>
    public string Raw { get; }

    /// <summary>The kind of package, lower case: <c>oci</c>, <c>npm</c>.</summary>
    public string Type { get; }

    /// <summary>What the name belongs to, decoded: <c>@angular</c>, <c>github.com/org</c>; null where there is none.</summary>
    public string? Namespace { get; private init; }

    /// <summary>The name, decoded.</summary>
    public string Name { get; }

    /// <summary>The part after <c>@</c>, decoded: <c>1.2.3</c>, <c>sha256:0b31…</c>; null where there is none.</summary>
    public string? VersionPart { get; private init; }

    /// <summary>The part after <c>#</c>, decoded; null where there is none.</summary>
    public string? Subpath { get; private init; }

    /// <summary>The version part where it is a digest, <c>sha256:0b31…</c>; else null.</summary>
    public string? Digest => VersionPart?.Split(':') is [{ Length: > 0 }, { Length: >= 32 } hex] && hex.All(char.IsAsciiHexDigit) ? VersionPart : null;

    /// <summary>
    /// The version people speak of: the version part, but the qualifier <c>tag</c> where there is no such part or only a digest; a digest where there is
    /// no tag either.
    /// </summary>
    public string? Version => VersionPart is { } part && Digest is null ? part : Qualifier("tag") ?? VersionPart;

    /// <summary>
    /// The one text that all spellings of this package URL share, to join by: as the purl specification writes it, with a digest's colon bare and its digits
    /// in lower case, qualifiers in order of their keys.
    /// </summary>
    public string Canonical => string.Concat(
        Path,
        VersionPart is null ? "" : $"@{Encode(Digest is null ? VersionPart : Lower(VersionPart), "/")}",
        Qualifiers() is { Length: > 0 } pairs ? $"?{pairs}" : "",
        Subpath is null ? "" : $"#{Encode(Subpath, "/")}");

    /// <summary>The canonical text up to the name: <c>pkg:npm/%40angular/core</c>.</summary>
    internal string Path => string.Concat(
        $"pkg:{Type}/",
        Namespace is null ? "" : $"{Encode(Folds ? Lower(Namespace) : Namespace, "/")}/",
        Encode(Folds || Type is "oci" ? Lower(Name) : Type is "pypi" ? Lower(Name).Replace('_', '-') : Name));

    /// <summary>Namespace and name do not depend on case.</summary>
    private bool Folds => Type is "github" or "bitbucket";

    /// <summary>A qualifier's value, decoded; null where there is none.</summary>
    /// <param name="key">Lower case: <c>repository_url</c>.</param>
    public string? Qualifier(string key)
    {
        foreach (var pair in qualifiers.Split('&'))
        {
            if (pair.Split('=', 2) is [var name, { Length: > 0 } value] && Lower(name) == key)
            {
                return Unescape(value);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Raw;

    /// <summary>
    /// Reads a package URL; null where the text is none. What senders often forget to encode is understood all the same: <c>pkg:npm/@angular/core@17</c>,
    /// <c>pkg:oci/app@sha256:0b31…</c>.
    /// </summary>
    /// <param name="text">The text, or null.</param>
    public static Purl? TryParse(string? text)
    {
        if (text is null || !text.StartsWith("pkg:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var (rest, subpath) = CutLast(text[4..].TrimStart('/'), '#');
        var (path, qualifiers) = CutFirst(rest, '?');
        var (type, remainder) = CutFirst(path, '/');
        if (remainder is null || type.Length is 0 || !type.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-'))
        {
            return null;
        }

        var (names, version) = CutVersion(remainder.Trim('/'));
        var segments = names.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.Length is 0 ? null : new Purl(text, Lower(type), Unescape(segments[^1]), qualifiers)
        {
            Namespace = segments.Length is 1 ? null : Decode(string.Join('/', segments[..^1])),
            VersionPart = Decode(version)?.TrimStart('@') is { Length: > 0 } part ? part : null,
            Subpath = Decode(subpath?.Trim('/')),
        };
    }

    private string Qualifiers() => string.Join('&', qualifiers.Split('&')
        .Select(pair => pair.Split('=', 2)).Where(pair => pair is [_, { Length: > 0 }])
        .Select(pair => (Key: Lower(pair[0]), Value: Unescape(pair[1])))
        .DistinctBy(pair => pair.Key).OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key}={Encode(pair.Value, "/")}"));

    /// <summary>Percent-encodes all but letters, digits, <c>-._~:</c> and what else is named.</summary>
    internal static string Encode(string text, string bare = "")
    {
        var encoded = Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
        return bare.Length is 0 ? encoded : encoded.Replace("%2F", bare, StringComparison.Ordinal);
    }

    /// <summary>True for UTF-8 text that <see cref="TryParse"/> reads; makes nothing.</summary>
    internal static bool Reads(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4 || !System.Text.Ascii.EqualsIgnoreCase(text[..4], "pkg:"u8))
        {
            return false;
        }

        var rest = text[4..].TrimStart((byte)'/');
        rest = rest.LastIndexOf((byte)'#') is >= 0 and var fragment ? rest[..fragment] : rest;
        rest = rest.IndexOf((byte)'?') is >= 0 and var query ? rest[..query] : rest;
        var slash = rest.IndexOf((byte)'/');
        if (slash <= 0)
        {
            return false;
        }

        foreach (var c in rest[..slash])
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'.' or (byte)'+' or (byte)'-'))
            {
                return false;
            }
        }

        return !rest[slash..].Trim((byte)'/').IsEmpty;
    }

    /// <summary>
    /// The version follows the last <c>@</c>, unless that begins a segment: then it belongs to a name. Some tools write two, one of them encoded:
    /// <c>app@%40sha256:0b31…</c>.
    /// </summary>
    private static (string Names, string? Version) CutVersion(string path)
    {
        var at = path.LastIndexOf('@');
        return at > 0 && path[at - 1] is not '/' ? (path[..at].TrimEnd('@') is { Length: > 0 } names ? names : path[..at], path[(at + 1)..]) : (path, null);
    }

    private static (string Before, string? After) CutFirst(string text, char separator) => Cut(text, text.IndexOf(separator, StringComparison.Ordinal));

    private static (string Before, string? After) CutLast(string text, char separator) => Cut(text, text.LastIndexOf(separator));

    private static (string Before, string? After) Cut(string text, int at) => at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);

    private static string? Decode(string? text) => string.IsNullOrEmpty(text) ? null : Unescape(text);

    /// <summary>Lower case of ASCII letters alone, whatever the language: what the database's functions on artifacts do too.</summary>
    internal static string Lower(string text) => string.Create(text.Length, text, static (lower, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            lower[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });

    /// <summary>Percent-decodes; what would not be text then, or hold a NUL, which the database can't keep, is left as it is.</summary>
    private static string Unescape(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var encoded = bytes[i] is (byte)'%' && i + 2 < bytes.Length && char.IsAsciiHexDigit((char)bytes[i + 1]) && char.IsAsciiHexDigit((char)bytes[i + 2]);
            bytes[length++] = encoded ? Convert.FromHexString([(char)bytes[i + 1], (char)bytes[i + 2]])[0] : bytes[i];
            i += encoded ? 2 : 0;
        }

        var decoded = bytes.AsSpan(0, length);
        return Utf8.IsValid(decoded) && !decoded.Contains((byte)0) ? Encoding.UTF8.GetString(decoded) : text;
    }
}
