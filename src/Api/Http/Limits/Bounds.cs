using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CdViz.Api.Http.Limits;

/// <summary>What one client, and all together, may have of the server's memory and time. docs/limits.md adds it up.</summary>
internal static class Bounds
{
    private static readonly object Packed = new();

    // Bodies of many events may be of any length; each event's own limit is checked while it is read.
    private static readonly string[] OfAnyLength = ["/cdevents", "/links"];

    /// <summary>Bounds what the web server holds of each connection, and lets go of clients that don't read.</summary>
    public static void Apply(KestrelServerLimits kestrel, LimitSettings limits)
    {
        kestrel.MaxRequestBodySize = (limits.EventBytes * 2L) + (64 * 1024);
        kestrel.MaxRequestLineSize = 32 * 1024;
        kestrel.MaxRequestBufferSize = 256 * 1024;
        kestrel.MaxConcurrentConnections = limits.Connections;
        kestrel.MaxConcurrentUpgradedConnections = limits.Connections;
        kestrel.MinResponseDataRate = new MinDataRate(limits.ReadRate, gracePeriod: TimeSpan.FromSeconds(5));
    }

    /// <summary>Adds what counts.</summary>
    public static IServiceCollection AddBounds(this IServiceCollection services, LimitSettings limits) => services
        .AddSingleton<HeldBytes>()
        .AddSingleton<AnswerSlots>()
        .AddSingleton<UnpackRate>()
        .AddRequestDecompression(unpacking => Unpacking.Bound(unpacking, limits));

    /// <summary>Unpacks bodies and bounds them.</summary>
    public static void UseBounds(this IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            if (OfAnyLength.Any(path => context.Request.Path.Equals(path, StringComparison.OrdinalIgnoreCase))
                && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = null;
            }

            context.Items[Packed] = context.Request.Headers.ContentEncoding.Count > 0;
            return next(context);
        });
        app.UseRequestDecompression();
        app.Use(async (context, next) =>
        {
            var services = context.RequestServices;
            var pipe = context.Features.Get<IRequestBodyPipeFeature>();
            if (pipe is null || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            {
                await next(context);
                return;
            }

            var rate = services.GetRequiredService<UnpackRate>();
            using var body = new BoundedBody(
                () => pipe.Reader, services.GetRequiredService<HeldBytes>(), services.GetRequiredService<Settings>().Limits, services.GetRequiredService<TimeProvider>(),
                context.Items[Packed] is true ? (bytes, ct) => rate.WaitAsync(context, bytes, ct) : null);
            context.Features.Set<IRequestBodyPipeFeature>(body);
            await next(context);
        });
    }
}
