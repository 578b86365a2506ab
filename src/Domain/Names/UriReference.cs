using System.Text;
using System.Text.RegularExpressions;

namespace CdViz.Domain.Names;

/// <summary>A URI, or a reference relative to one (RFC 3986): what sources, environments and addresses of runs are called.</summary>
public sealed partial record UriReference
{
    private const string Unreserved = "-._~";

    private UriReference(string raw, string? scheme, string canonical) => (Raw, Scheme, Canonical) = (raw, scheme, canonical);

    /// <summary>The text it was read from.</summary>
    public string Raw { get; }

    /// <summary>The scheme, lower case: <c>https</c>; null for a relative reference.</summary>
    public string? Scheme { get; }

    /// <summary>It has a scheme, so that it means the same wherever it stands.</summary>
    public bool IsAbsolute => Scheme is not null;

    /// <summary>
    /// The one text that all spellings of this URI share, to join by (RFC 3986, 6.2.2 and 6.2.3): scheme and host in lower case, no port that is the scheme's own,
    /// no <c>.</c> and <c>..</c> in the path, percent-encoding only where it is needed and in upper case. A slash at the end of a path counts.
    /// </summary>
    public string Canonical { get; }

    /// <inheritdoc/>
    public override string ToString() => Raw;

    /// <summary>Reads a URI or a relative reference; null where the text is neither, or empty.</summary>
    /// <param name="text">The text, or null.</param>
    public static UriReference? TryParse(string? text)
    {
        if (string.IsNullOrEmpty(text) || !UriSyntax.IsReference(Encoding.UTF8.GetBytes(text)))
        {
            return null;
        }

        var parts = Parts().Match(text).Groups;
        var scheme = Value(parts["scheme"])?.ToLowerInvariant();
        var authority = Value(parts["authority"]) is { } named ? Authority(named, scheme) : null;
        var path = Path(Decode(parts["path"].Value), scheme, authority);
        return new(text, scheme, string.Concat(
            scheme is null ? "" : $"{scheme}:",
            authority is null ? "" : $"//{authority}",
            path,
            Value(parts["query"]) is { } query ? $"?{Decode(query)}" : "",
            Value(parts["fragment"]) is { } fragment ? $"#{Decode(fragment)}" : ""));
    }

    private static string Authority(string authority, string? scheme)
    {
        var at = authority.LastIndexOf('@') + 1;
        var (user, address) = (authority[..at], authority[at..]);
        var colon = address.LastIndexOf(':');
        var (host, port) = colon < 0 || colon < address.LastIndexOf(']') ? (address, "") : (address[..colon], address[(colon + 1)..]);
        var own = (scheme, port) is ("http" or "ws", "80") or ("https" or "wss", "443") or ("ftp", "21") or ("ssh", "22") or ("git", "9418") or (_, "");
        return $"{Decode(user)}{Decode(Decode(host).ToLowerInvariant())}{(own ? "" : $":{port}")}";
    }

    private static string Path(string path, string? scheme, string? authority)
    {
        if (path.Length is 0)
        {
            return authority is not null && scheme is "http" or "https" ? "/" : "";
        }

        // Of a relative reference only what it is relative to could say what its dots mean.
        var plain = path[0] is '/' && (scheme ?? authority) is not null ? WithoutDots(path) : path;
        return authority is not null ? plain
            : plain.StartsWith("//", StringComparison.Ordinal) ? $"/.{plain}"
            : scheme is null && plain.Split('/')[0].Contains(':', StringComparison.Ordinal) ? $"./{plain}" : plain;
    }

    /// <summary>RFC 3986, 5.2.4, of a path that begins with a slash.</summary>
    private static string WithoutDots(string path)
    {
        var segments = path.Split('/');
        var kept = new List<string>();
        foreach (var segment in segments[1..])
        {
            if (segment is "..")
            {
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            }
            else if (segment is not ".")
            {
                kept.Add(segment);
            }
        }

        return $"/{string.Join('/', segments[^1] is "." or ".." ? [.. kept, ""] : kept)}";
    }

    /// <summary>Percent-encodes only what must be, in upper case.</summary>
    private static string Decode(string text) => Encoded().Replace(text, triplet =>
        (char)Convert.ToByte(triplet.Value[1..], 16) is var c && (char.IsAsciiLetterOrDigit(c) || Unreserved.Contains(c, StringComparison.Ordinal))
            ? c.ToString()
            : triplet.Value.ToUpperInvariant());

    private static string? Value(Group group) => group.Success ? group.Value : null;

    /// <summary>RFC 3986, appendix B.</summary>
    [GeneratedRegex("^((?<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(//(?<authority>[^/?#]*))?(?<path>[^?#]*)(\\?(?<query>[^#]*))?(#(?<fragment>.*))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Encoded();
}
