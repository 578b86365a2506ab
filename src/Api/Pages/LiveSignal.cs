using System.Globalization;

namespace CdViz.Api.Pages;

/// <summary><c>GET /ui/live</c>: tells open pages that the log has grown, at most twice a second, and nothing else: what they show they ask for again.</summary>
internal static class LiveSignal
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Answers as server-sent events.</summary>
    public static async Task ServeAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var (signal, time, door) = (services.GetRequiredService<LogSignal>(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<TokenDoor>());
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        if (context.Items.ContainsKey(LiveEndpoint.HeadersAlone))
        {
            return;
        }

        try
        {
            var known = signal.Head;
            await TellAsync(context, string.Create(CultureInfo.InvariantCulture, $"id: {known}\nevent: hello\ndata: {known}\n\n"), ending.Token);
            while (true)
            {
                var head = await signal.WaitBeyondAsync(known, Heartbeat, ending.Token);
                if (!door.IsStillGood(context))
                {
                    return;
                }

                await TellAsync(
                    context,
                    head > known ? string.Create(CultureInfo.InvariantCulture, $"id: {head}\nevent: grown\ndata: {head}\n\n") : ": still here\n\n",
                    ending.Token);
                known = head;
                await Task.Delay(Between, time, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The page is closed, or the server ends.
        }
    }

    private static async Task TellAsync(HttpContext context, string text, CancellationToken ct)
    {
        await context.Response.WriteAsync(text, ct);
        await context.Response.Body.FlushAsync(ct);
    }
}
