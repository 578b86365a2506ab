using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace CdViz.Api.Security;

/// <summary>The tokens of the settings, of their file, and those that were made while servers run, ready to be compared.</summary>
internal sealed class KnownTokens
{
    private readonly Lock gate = new();
    private Known[] configured;
    private Known[] made = [];

    // Both: it is looked through for each request.
    private volatile Known[] all;

    /// <summary>Takes the tokens there are at the start. A server that has some then, or a file for them, asks for one ever after, also when none is left.</summary>
    public KnownTokens(Settings settings)
    {
        all = configured = Of(settings);
        Everybody = configured.Length == 0 && settings.TokenFile.Length == 0 ? Holder(null, Scopes.All) : null;
    }

    /// <summary>Who everybody is when no token is configured, else null.</summary>
    public ClaimsPrincipal? Everybody { get; }

    /// <summary>Goes by other tokens from now on.</summary>
    public void Take(Settings settings)
    {
        lock (gate)
        {
            configured = Of(settings);
            all = [.. configured, .. made];
        }
    }

    /// <summary>Goes by other tokens from now on, of those that were made while servers run.</summary>
    public void TakeMade(IEnumerable<MadeToken> tokens)
    {
        lock (gate)
        {
            made = [.. tokens.Select(token => new Known(Convert.FromHexString(token.Hash), Holder(token.Name, token.Scopes), token.ExpiresAt is { } end ? new DateTimeOffset(end) : null))];
            all = [.. configured, .. made];
        }
    }

    /// <summary>The token that somebody shows, or null. Takes the same time whichever token it is.</summary>
    public Known? Find(ReadOnlySpan<byte> hash)
    {
        Known? found = null;
        foreach (var known in all)
        {
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash))
            {
                found = known;
            }
        }

        return found;
    }

    /// <summary>What a token is known by.</summary>
    public static byte[] HashOf(ReadOnlySpan<char> token) => SHA256.HashData(Encoding.UTF8.GetBytes(token.ToArray()));

    private static Known[] Of(Settings settings) =>
        [.. settings.Tokens.Select(token => new Known(Convert.FromHexString(token.Hash), Holder(token.Name, token.Scopes), token.Expires))];

    private static ClaimsPrincipal Holder(string? name, IReadOnlyList<string> scopes) => new(new ClaimsIdentity(
        [
            .. name is null ? [] : (Claim[])[new Claim(ClaimTypes.Name, name)],
            .. (scopes.Contains(Scopes.Admin) ? Scopes.All : scopes).Select(scope => new Claim("scope", scope)),
        ],
        "Bearer"));

    /// <summary>A token.</summary>
    /// <param name="Hash">Its SHA-256.</param>
    /// <param name="Holder">Who holds it.</param>
    /// <param name="Expires">When it ends to be good, or null.</param>
    internal sealed record Known(byte[] Hash, ClaimsPrincipal Holder, DateTimeOffset? Expires);
}
