using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CdViz.Api.Http.Limits;

/// <summary>What one client, and all together, may have of the server's memory and time. docs/limits.md adds it up.</summary>
internal static class Bounds
{
    private static readonly object Packed = new();

    // Bodies of many events may be of any length; each event's own limit is checked while it is read.
    private static readonly string[] OfAnyLength = ["/cdevents", "/links"];

    // Doors that read a body as a whole themselves.
    private static readonly string[] ReadWhole = ["/webhooks", "/webhook", "/cloudevents", "/reports", "/v1/logs"];

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
            if (IsOfAnyLength(context) && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
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
                () => context.User.Identity?.IsAuthenticated is true, context.Items[Packed] is true ? (bytes, ct) => rate.WaitAsync(context, bytes, ct) : null);
            context.Features.Set<IRequestBodyPipeFeature>(body);
            await next(context);
        });
    }

    /// <summary>
    /// Reads whole, once its sender is known, what others than us would read: forms, JSON, what is packed. So what they have of it counts as long as it has not ended, and what is not packed
    /// as it says is refused here, where they would take it for a fault of the server.
    /// </summary>
    public static void UseWholeBodies(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && !IsOfAnyLength(context) && IsLetIn(context)
            && (context.Items[Packed] is true || !ReadWhole.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))))
        {
            var whole = await BodyReader.ReadWholeAsync(context.Request.BodyReader, int.MaxValue, context.RequestAborted);
            context.Request.Body = MemoryMarshal.TryGetArray(whole!.Value, out var bytes) ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false) : Stream.Null;
            context.Features.Set<IRequestBodyPipeFeature>(new RequestBodyPipeFeature(context));
        }

        await next(context);
    });

    // Of others nobody reads anything: they are refused.
    private static bool IsLetIn(HttpContext context) => context.User.Identity?.IsAuthenticated is true || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static bool IsOfAnyLength(HttpContext context) => OfAnyLength.Any(path => context.Request.Path.Equals(path, StringComparison.OrdinalIgnoreCase));
}
