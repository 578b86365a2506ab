namespace CdViz.Api.Security;

/// <summary>What every answer tells browsers: take it for what it says it is, show it in no frame, run nothing in it, lend it to no other site.</summary>
internal static class AnswerHeaders
{
    private static readonly object Lent = new();

    /// <summary>Lets pages of other sites show this answer.</summary>
    public static void Lend(HttpContext context) => context.Items[Lent] = true;

    /// <summary>Adds the headers. An endpoint that is a page sets its own Content-Security-Policy.</summary>
    public static void UseAnswerHeaders(this IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            // What is set first when an answer starts is set last.
            context.Response.OnStarting(() =>
            {
                if (context.Items.ContainsKey(Lent))
                {
                    context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
                }

                return Task.CompletedTask;
            });
            return next(context);
        });
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
