using System.Collections.Frozen;

namespace CdViz.Api.Ingest;

/// <summary>Which of a request's headers are kept beside its body.</summary>
internal static class KeptHeaders
{
    // Whoever reads the quarantine must not be able to send in another's name: rather too many are left out than one too few.
    private static readonly string[] Secret =
    [
        "auth", "cookie", "token", "secret", "signature", "hmac", "password", "passwd", "credential", "session", "jwt", "assertion", "csrf", "xsrf", "key",
        "client-cert",
    ];

    // They are about the message on the wire, which is not what is kept.
    private static readonly FrozenSet<string> OfTheWire = new[]
    {
        "Connection", "Content-Length", "Content-Encoding", "Expect", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Those that say nothing secret, values of one name joined by commas. The attributes of a CloudEvent are all kept: they are the event's.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(IHeaderDictionary headers) => headers
        .Where(header => MayBeKept(header.Key))
        .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);

    /// <summary>True where a header of this name may be kept.</summary>
    public static bool MayBeKept(string name) =>
        name.StartsWith("ce-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("cloudEvents", StringComparison.OrdinalIgnoreCase)
        || (!OfTheWire.Contains(name) && !Array.Exists(Secret, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)));
}
