using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.DataProtection;

namespace CdViz.Api.Pages;

/// <summary>
/// Who is logged in: the token, encrypted, in a cookie that scripts can't read. A token that is taken out of the settings is out at once.
/// </summary>
internal sealed class PageSession(IDataProtectionProvider protection, TimeProvider time)
{
    /// <summary>How long one lasts.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    private const string Cookie = "cdviz-session";

    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("cdviz.session").ToTimeLimitedDataProtector();

    /// <summary>Begins one.</summary>
    public void Begin(HttpContext context, string token) =>
        context.Response.Cookies.Append(Cookie, protector.Protect(token, time.GetUtcNow() + Lasts), Options(context, Lasts));

    /// <summary>Ends it, when the page made the form that says so.</summary>
    public static async Task LeaveAsync(HttpContext context)
    {
        if (!await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
        {
            await PageAnswer.ExecuteAsync(context, StatusCodes.Status400BadRequest, "Not from here", "This page did not make that form. Log out with the button above.");
            return;
        }

        context.Response.Cookies.Delete(Cookie, Options(context, null));
        context.Response.Redirect("/");
    }

    /// <summary>
    /// The token of a request, or null. Questions may be asked with it, and forms of the page sent, which carry a proof that the page made them; other
    /// requests that do something need the token itself, which no other site can have a browser send.
    /// </summary>
    public string? TokenOf(HttpRequest request)
    {
        if (request.Cookies[Cookie] is not { Length: > 0 and < 4096 } cookie || !(HttpMethods.IsGet(request.Method) || PageSetup.Is(request)))
        {
            return null;
        }

        try
        {
            return protector.Unprotect(cookie);
        }
        catch (CryptographicException)
        {
            // Too old, or made with other tokens.
            return null;
        }
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? lasts) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = lasts,
        Path = "/",
        SameSite = SameSiteMode.Lax,
        // Whoever makes the header up only makes the cookie stricter.
        Secure = context.Request.IsHttps || context.Request.Headers["X-Forwarded-Proto"] == "https",
    };
}
