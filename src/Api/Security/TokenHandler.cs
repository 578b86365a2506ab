using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CdViz.Api.Security;

/// <summary>Knows callers by <c>Authorization: Bearer</c>. With no token configured everybody may do everything.</summary>
internal sealed class TokenHandler(
    KnownTokens tokens, WrongTokens wrong, TimeProvider time, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    private TimeSpan? slowed;

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (slowed is { } wait)
        {
            return Problems.TooOften(Context, wait).ExecuteAsync(Context);
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(StatusCodes.Status401Unauthorized, "No token", "Send 'Authorization: Bearer TOKEN' with a token this server knows.")
            .ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.Of(StatusCodes.Status403Forbidden, "Not allowed", "The token does not have the scope this needs.").ExecuteAsync(Context);

    private AuthenticateResult Authenticate()
    {
        if (tokens.Everybody is { } everybody)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(everybody, Scheme.Name));
        }

        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var hash = KnownTokens.HashOf(header.AsSpan(Prefix.Length).Trim());
        var shown = new ShownToken(Context.Connection.RemoteIpAddress, hash);
        var known = tokens.Find(hash);
        slowed = wrong.Slows(shown);
        if (slowed is not null)
        {
            return AuthenticateResult.NoResult();
        }

        if (known is null || known.Expires <= time.GetUtcNow())
        {
            wrong.Refuse(shown, known?.Holder.Identity?.Name);
            return AuthenticateResult.NoResult();
        }

        wrong.Note(shown);
        return AuthenticateResult.Success(new AuthenticationTicket(known.Holder, Scheme.Name));
    }
}
