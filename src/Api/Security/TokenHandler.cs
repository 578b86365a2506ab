using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CdViz.Api.Security;

/// <summary>
/// Knows callers by <c>Authorization: Bearer</c>, and those who logged in on the page by its cookie. With no token configured everybody may do everything.
/// </summary>
internal sealed class TokenHandler(
    TokenDoor door, PageSession session, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
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

    private AuthenticateResult Authenticate()
    {
        if (door.Everybody is { } everybody)
        {
            return AuthenticateResult.Success(new AuthenticationTicket(everybody, Scheme.Name));
        }

        var header = Request.Headers.Authorization.ToString();
        var token = header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim()
            : header.Length == 0 ? session.TokenOf(Request) : null;
        if (token is null)
        {
            return AuthenticateResult.NoResult();
        }

        (var known, slowed) = door.Look(Context.Connection.RemoteIpAddress, token);
        if (known is null)
        {
            return AuthenticateResult.NoResult();
        }

        TokenDoor.LetIn(Context, known);
        return AuthenticateResult.Success(new AuthenticationTicket(known.Holder, Scheme.Name));
    }
}
