using Scalar.AspNetCore;

namespace CdViz.Api.Description;

/// <summary><c>/docs</c>: the API as a page, made of <c>/openapi/v1.json</c>.</summary>
internal static class ApiPage
{
    /// <summary>Maps it. Everybody may read it, as the document it shows; what is asked with it needs a token all the same.</summary>
    public static void MapApiPage(this WebApplication app) => app.MapScalarApiReference("/docs", (options, context) =>
    {
        options.WithTitle("CdViz.EventStore").WithOpenApiRoutePattern("/openapi/{documentName}.json").DisableDefaultFonts().DisableTelemetry().DisableAgent().HideDeveloperTools().WithNonce();
        // Its one script begins with the page, under a number that nobody else knows; it makes its styles as it runs.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.ContentSecurityPolicy = context.Items.TryGetValue("Scalar.Nonce", out var nonce)
                ? $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
                : context.Response.Headers.ContentSecurityPolicy;
            return Task.CompletedTask;
        });
    }).AllowAnonymous().ExcludeFromDescription();
}
