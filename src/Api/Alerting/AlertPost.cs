using System.Diagnostics.Metrics;

namespace CdViz.Api.Alerting;

/// <summary>Sends the messages of alerts, while the server runs; one that is not taken is tried again after growing pauses, and at last given up.</summary>
internal sealed class AlertPost : BackgroundService
{
    private const int Attempts = 12;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Lease = AlertSender.Patience * 3;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly AlertBook book;
    private readonly AlertOutbox outbox;
    private readonly AlertSender sender;
    private readonly TimeProvider time;
    private readonly DatabaseNews news;
    private readonly ILogger<AlertPost> log;
    private readonly Meter meter = new("CdViz.Alerts");
    private readonly Counter<long> messages;

    /// <summary>Publishes what it counts.</summary>
    public AlertPost(AlertBook book, AlertOutbox outbox, AlertSender sender, TimeProvider time, DatabaseNews news, ILogger<AlertPost> log)
    {
        (this.book, this.outbox, this.sender, this.time, this.news, this.log) = (book, outbox, sender, time, news, log);
        messages = meter.CreateCounter<long>("cdviz.alert.messages", description: "Messages of alerts, by alert and what became of the attempt to send them.");
        foreach (var (alert, outcome) in book.All.SelectMany(alert => ((string[])["sent", "failed", "dead"]).Select(outcome => (alert.Name, outcome))))
        {
            Count(alert, outcome, 0);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (book.All.Count == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                while (await outbox.TakeAsync(Lease, stoppingToken) is { } due)
                {
                    await SendAsync(due, stoppingToken);
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                if (!news.Away(fault))
                {
                    log.LogWarning("Messages of alerts could not be sent now: {Reason}", fault.Message);
                }
            }
        }
        while (!stoppingToken.IsCancellationRequested && await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task SendAsync(DueMessage due, CancellationToken ct)
    {
        if (book.Find(due.Alert) is not { } alert)
        {
            await outbox.DropAsync(due.Id, silenced: false, "There is no such alert in the settings any more.", ct);
            return;
        }

        if (due.Silenced)
        {
            await outbox.DropAsync(due.Id, silenced: true, null, ct);
            return;
        }

        if (alert.Quiet?.EndAt(time.GetUtcNow()) is { } end)
        {
            await outbox.LaterAsync(due.Id, end, null, ct);
            return;
        }

        try
        {
            await sender.SendAsync(AlertMessage.Of(due.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), alert, due.Items, due.Count, book.Root), alert.Target, ct);
        }
        catch (AlertNotSentException refused)
        {
            await FailedAsync(due, refused, ct);
            return;
        }

        // It is sent; that is to be known, whoever stops meanwhile.
        await outbox.SentAsync(due.Id, CancellationToken.None);
        Count(alert.Name, "sent", 1);
    }

    private async Task FailedAsync(DueMessage due, AlertNotSentException refused, CancellationToken ct)
    {
        if (due.Attempt >= Attempts)
        {
            log.LogError("Alert {Alert}: message {Id} is given up after {Attempts} attempts: {Reason}", due.Alert, due.Id, due.Attempt, refused.Message);
            await outbox.DropAsync(due.Id, silenced: false, refused.Message, ct);
            Count(due.Alert, "dead", 1);
            return;
        }

        log.LogWarning("Alert {Alert}: message {Id} was not taken: {Reason}", due.Alert, due.Id, refused.Message);
        var pause = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, due.Attempt - 1), LongestPause.TotalSeconds));
        var wait = refused.Wait is { } asked && asked > pause ? (asked < LongestWait ? asked : LongestWait) : pause;
        await outbox.LaterAsync(due.Id, time.GetUtcNow() + wait, refused.Message, ct);
        Count(due.Alert, "failed", 1);
    }

    private void Count(string alert, string outcome, long count) => messages.Add(count, new("alert", alert), new("outcome", outcome));
}
