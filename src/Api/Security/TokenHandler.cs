using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CdViz.Api.Security;

/// <summary>
/// Knows callers by <c>Authorization: Bearer</c>, and those who logged in on the page by its cookie. With no token configured everybody may do everything.
/// </summary>
internal sealed class TokenHandler(
    KnownTokens tokens, PageSession session, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var caller = tokens.Everybody
            ?? (header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? tokens.Find(header.AsSpan(Prefix.Length).Trim())
            : header.Length == 0 && session.TokenOf(Request) is { } token ? tokens.Find(token)
            : null);
        return Task.FromResult(caller is not null
            ? AuthenticateResult.Success(new AuthenticationTicket(caller, Scheme.Name))
            : AuthenticateResult.NoResult());
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (PageSetup.Is(Request))
        {
            Response.Redirect($"/login?next={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
            return Task.CompletedTask;
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(StatusCodes.Status401Unauthorized, "No token", "Send 'Authorization: Bearer TOKEN' with a token this server knows.")
            .ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => PageSetup.Is(Request)
        ? PageAnswer.ExecuteAsync(Context, StatusCodes.Status403Forbidden, "Not allowed", "Your token does not have the scope that this needs.")
        : Problems.Of(StatusCodes.Status403Forbidden, "Not allowed", "The token does not have the scope this needs.").ExecuteAsync(Context);
}

/// <summary>The tokens of the settings, ready to be compared.</summary>
internal sealed class KnownTokens
{
    private readonly (byte[] Hash, ClaimsPrincipal Holder)[] tokens;

    /// <summary>Takes the tokens of the settings.</summary>
    public KnownTokens(Settings settings)
    {
        tokens = [.. settings.Tokens.Select(token => (Convert.FromHexString(token.Hash), Holder(token.Name, token.Scopes)))];
        Everybody = tokens.Length == 0 ? Holder(null, Scopes.All) : null;
    }

    /// <summary>Who everybody is when no token is configured, else null.</summary>
    public ClaimsPrincipal? Everybody { get; }

    /// <summary>The holder of a token, or null. Takes the same time whichever token it is.</summary>
    public ClaimsPrincipal? Find(ReadOnlySpan<char> token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token.ToArray()), hash);
        ClaimsPrincipal? found = null;
        foreach (var (known, holder) in tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash))
            {
                found = holder;
            }
        }

        return found;
    }

    private static ClaimsPrincipal Holder(string? name, IReadOnlyList<string> scopes) => new(new ClaimsIdentity(
        [
            .. name is null ? [] : (Claim[])[new Claim(ClaimTypes.Name, name)],
            .. (scopes.Contains(Scopes.Admin) ? Scopes.All : scopes).Select(scope => new Claim("scope", scope)),
        ],
        "Bearer"));
}
