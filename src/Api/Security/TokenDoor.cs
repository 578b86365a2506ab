using System.Net;

namespace CdViz.Api.Security;

/// <summary>Looks at a token that somebody shows, in a header, in the page's cookie or in its form: who guesses is slowed down at all of them.</summary>
internal sealed class TokenDoor(KnownTokens tokens, WrongTokens wrong, TimeProvider time)
{
    private static readonly object Shown = new();

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

    /// <summary>Notes which token let a request in.</summary>
    public static void LetIn(HttpContext context, KnownTokens.Known known) => context.Items[Shown] = known;

    /// <summary>Whether the token that let a request in is good still, for answers that go on: it may have been taken back, or have expired.</summary>
    public bool IsStillGood(HttpContext context) => context.Items[Shown] is not KnownTokens.Known shown
        || (tokens.Find(shown.Hash) is { } known && !(known.Expires <= time.GetUtcNow()) && known.Holder.HasClaim("scope", Scopes.Read));
}
