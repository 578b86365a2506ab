namespace CdViz.Adapters.Secrets;

/// <summary>What receivers and libraries repeat of the secrets they were shown, in answers and faults that others may read.</summary>
internal static class RepeatedSecrets
{
    // What is shorter stands in any text.
    private const int Shortest = 4;

    /// <summary>The text with <c>***</c> in the place of each of the secrets.</summary>
    public static string Hide(string text, IEnumerable<string> secrets) => secrets
        .SelectMany(secret => (string[])[secret, Uri.UnescapeDataString(secret)])
        .Where(secret => secret.Length >= Shortest).Distinct().OrderByDescending(secret => secret.Length)
        .Aggregate(text, (left, secret) => left.Replace(secret, "***", StringComparison.Ordinal));

    /// <summary>What of an address may be secret: who asks, what is asked, and where the path is a secret as well, as of chats, each part of it.</summary>
    public static IEnumerable<string> OfUrl(Uri url, bool path) =>
    [
        url.UserInfo, .. url.UserInfo.Split(':').Skip(1), .. url.Query.TrimStart('?').Split('&').Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]),
        .. path ? [url.AbsolutePath, .. url.AbsolutePath.Split('/')] : Array.Empty<string>(),
    ];
}
