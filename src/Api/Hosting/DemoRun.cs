using CdViz.Api.Demo;

namespace CdViz.Api.Hosting;

/// <summary>Tells a store that nothing was told yet the month of a made-up company, as <c>./cdviz demo</c> does.</summary>
internal sealed class DemoRun(Recorder recorder, EventLog log, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<DemoRun> logger)
{
    private const int EventsAtOnce = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private int running;

    /// <summary>Begins it; else why it is not begun.</summary>
    /// <param name="by">Who wants it: they are the events' sender.</param>
    /// <param name="ct">Ends the question whether there is something already.</param>
    public async Task<string?> TryStartAsync(string? by, CancellationToken ct)
    {
        if (await log.HeadAsync(ct) > 0)
        {
            return "There are events already, which the demo would be mixed with: ./cdviz demo looks whether that can be.";
        }

        if (Interlocked.Exchange(ref running, 1) == 1)
        {
            return "The demo is on its way already.";
        }

        _ = RunAsync(by);
        return null;
    }

    private async Task RunAsync(string? by)
    {
        try
        {
            await Task.Yield();
            var how = new Delivery("http", by, "application/x-ndjson");
            foreach (var some in DemoCompany.Events(1, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), 30, drafts: false).Chunk(EventsAtOnce))
            {
                await recorder.ManyAsync([.. some.Select(e => recorder.Look(how, e.Json))], Patience, lifetime.ApplicationStopping);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException || DatabaseAway.Is(fault))
        {
            logger.LogWarning("The demo was not sent to its end: {Reason}", fault.Message);
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }
}
