using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace CdViz.Api.Pages;

/// <summary>The web page: rendered by the server, with scripts and styles from files of its own.</summary>
internal static class PageSetup
{
    // Scripts and styles come from this server's files alone; nothing is written into a page that a browser would run.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Adds what renders it, and the keys of sessions and forms.</summary>
    public static IServiceCollection AddPages(this IServiceCollection services, Settings settings)
    {
        services.AddRazorComponents();
        services.AddOutputCache(cache => cache.SizeLimit = 32 * 1024 * 1024);
        // Else a session would be good where the program lies in a folder of the same name alone.
        services.AddDataProtection().SetApplicationName("CdViz.EventStore");
        services.AddAntiforgery(form =>
        {
            form.Cookie.Name = "cdviz-form";
            form.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<KeyManagementOptions>(keys =>
        {
            keys.XmlRepository = new SettingsKey(settings);
            keys.AutoGenerateKeys = false;
        });
        return services.AddSingleton<PageSession>();
    }

    /// <summary>Whether a request is for the page, and not for the API.</summary>
    public static bool Is(HttpRequest request) =>
        request.Path == "/" || request.Path == "/login" || request.Path == "/logout" || request.Path.StartsWithSegments("/ui");

    /// <summary>What browsers may do in it.</summary>
    public static void UsePageHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (Is(context.Request))
        {
            // When it starts: a fault clears what was set before.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                if (context.Response.Headers.CacheControl.Count == 0)
                {
                    context.Response.Headers.CacheControl = "private, no-cache";
                }

                return Task.CompletedTask;
            });
        }

        return next(context);
    });

    /// <summary>
    /// What a page does, and not only shows, is for administrators alone; but whoever may send may do so here. After the middleware that knows who asks.
    /// </summary>
    public static void UsePageScopes(this IApplicationBuilder app) => app.Use((context, next) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments("/ui")
            && !context.User.HasClaim("scope", context.Request.Path.StartsWithSegments("/ui/send") ? Scopes.Write : Scopes.Admin)
            ? PageAnswer.ExecuteAsync(context, StatusCodes.Status403Forbidden, "Not allowed", "Your token does not have the scope that this needs.")
            : next(context));

    /// <summary>Maps it, with its files.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapGet(Asset.Pattern, Asset.ServeAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/ui/live", LiveSignal.ServeAsync).ExcludeFromDescription();
        app.MapPost("/logout", PageSession.LeaveAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapRazorComponents<Document>().CacheOutput(policy => policy.AddPolicy<LiveCache>(), excludeDefaultPolicy: true);
        app.MapFallback("/ui/{**rest}", context => PageAnswer.ExecuteAsync(
            context, StatusCodes.Status404NotFound, "Not here", "There is no such page.")).ExcludeFromDescription();
    }
}
