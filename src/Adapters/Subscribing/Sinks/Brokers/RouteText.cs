namespace CdViz.Adapters.Subscribing.Sinks.Brokers;

/// <summary>
/// Where an event goes, with what the event says in braces: <c>{type}</c> its name in the log, <c>{subject}</c>, <c>{predicate}</c>, <c>{environment}</c>. Of these only letters,
/// digits, <c>_</c> and <c>-</c> are kept, all else is <c>_</c>: brokers give dots and stars a meaning.
/// </summary>
internal sealed class RouteText(string text)
{
    private readonly bool isFixed = !text.Contains('{', StringComparison.Ordinal);

    /// <summary>Of an event.</summary>
    public string Of(Outgoing e)
    {
        if (isFixed)
        {
            return text;
        }

        var (subject, predicate) = e.Facts.Type.Split('.') is [_, _, var what, var did, ..] ? (what, did) : ("", "");
        return text
            .Replace("{type}", Plain(e.Event.Type), StringComparison.Ordinal)
            .Replace("{subject}", Plain(subject), StringComparison.Ordinal)
            .Replace("{predicate}", Plain(predicate), StringComparison.Ordinal)
            .Replace("{environment}", Plain(e.Facts.Environment ?? "none"), StringComparison.Ordinal);
    }

    private static string Plain(string value) => string.Concat(value.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_')) is { Length: > 0 } plain ? plain : "_";
}
