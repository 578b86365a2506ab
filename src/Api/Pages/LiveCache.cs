using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace CdViz.Api.Pages;

/// <summary>
/// When the log grows, every open page asks for itself again. Those that ask for the same and may do the same are answered with one rendering, so that hundreds
/// of them cost hardly more than one.
/// </summary>
internal sealed class LiveCache : IOutputCachePolicy
{
    /// <summary>The header that <c>page.js</c> sends when it asks again.</summary>
    public const string Header = "CdViz-Live";

    private static readonly string[] WithForms = ["/ui/projections", "/ui/subscriptions", "/ui/connect"];

    private static readonly TimeSpan Lasts = TimeSpan.FromMilliseconds(400);

    /// <inheritdoc/>
    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        // What has forms in its live part is made for one browser alone.
        var shared = http.Request.Headers.ContainsKey(Header) && HttpMethods.IsGet(http.Request.Method) && !WithForms.Any(path => http.Request.Path.StartsWithSegments(path));
        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = shared;
        context.ResponseExpirationTimeSpan = Lasts;
        context.CacheVaryByRules.QueryKeys = "*";
        context.CacheVaryByRules.VaryByValues["scopes"] = string.Join(' ', http.User.FindAll("scope").Select(claim => claim.Value).Order(StringComparer.Ordinal));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var response = context.HttpContext.Response;
        context.AllowCacheStorage &= response.StatusCode is StatusCodes.Status200OK && StringValues.IsNullOrEmpty(response.Headers.SetCookie);
        return ValueTask.CompletedTask;
    }
}
