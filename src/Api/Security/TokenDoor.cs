using System.Net;

namespace CdViz.Api.Security;

/// <summary>Looks at a token that somebody shows, in a header, in the page's cookie or in its form: who guesses is slowed down at all of them.</summary>
internal sealed class TokenDoor(KnownTokens tokens, WrongTokens wrong, TimeProvider time)
{
    /// <summary>Who everybody is when no token is configured, else null.</summary>
    public System.Security.Claims.ClaimsPrincipal? Everybody => tokens.Everybody;

    /// <summary>The token, or null where it is not good; then also how long to wait, where somebody guesses.</summary>
    public (KnownTokens.Known? Known, TimeSpan? Slowed) Look(IPAddress? from, ReadOnlySpan<char> token)
    {
        var hash = KnownTokens.HashOf(token);
        var shown = new ShownToken(from, hash);
        var known = tokens.Find(hash);
        if (wrong.Slows(shown) is { } wait)
        {
            return (null, wait);
        }

        if (known is null || known.Expires <= time.GetUtcNow())
        {
            wrong.Refuse(shown, known?.Holder.Identity?.Name);
            return (null, null);
        }

        wrong.Note(shown);
        return (known, null);
    }
}
