namespace CdViz.Api.Security;

/// <summary>What every answer tells browsers: take it for what it says it is, show it in no frame, run nothing in it, lend it to no other site.</summary>
internal static class AnswerHeaders
{
    /// <summary>Adds the headers. An endpoint that is a page sets its own Content-Security-Policy.</summary>
    public static void UseAnswerHeaders(this IApplicationBuilder app)
    {
        app.UseSecurityHeaders(new HeaderPolicyCollection()
            .AddContentTypeOptionsNoSniff()
            .AddFrameOptionsDeny()
            .AddReferrerPolicyNoReferrer()
            .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
            .AddCrossOriginResourcePolicy(policy => policy.SameOrigin()));
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
            return next(context);
        });
    }
}
