using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CdViz.Adapters.Subscribing;

/// <summary>Delivers one subscription, for as long as it is this node's: in the order of the log, and again until it has arrived.</summary>
internal sealed class SubscriptionRunner(SubscriptionWork work, EventPages pages, LogSignal signal, TimeProvider time, ILogger logger)
{
    /// <summary>How long a delivery that has begun may go on when the node ends.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(250);

    /// <summary>So far behind it gives way to those who append.</summary>
    private const int Behind = 2000;

    private readonly RunDelivery runs = new(work);
    private readonly HoldDelivery holds = new(work, pages);
    private (long After, Task<EventRun> Run)? ahead;

    /// <summary>Delivers until cancelled, or until something fails that is not the receiver's.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var giveUp = new CancellationTokenSource();
        await using var ends = ct.Register(() => giveUp.CancelAfter(Grace));
        try
        {
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                if (await StepAsync(giveUp.Token, ct).ConfigureAwait(false) is { } fault)
                {
                    await RestAsync(fault, ct).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await work.CommittedAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ForgetAsync().ConfigureAwait(false);
        }
    }

    private async Task<SinkFault?> StepAsync(CancellationToken giveUp, CancellationToken ct)
    {
        if (await holds.DeliverDueAsync(giveUp, ct).ConfigureAwait(false) is { } held)
        {
            return held;
        }

        if (work.Holds.AreFull)
        {
            await Task.Delay(Soon, time, ct).ConfigureAwait(false);
            return null;
        }

        if (work.Definition.Linger > TimeSpan.Zero && signal.Head > work.Position && signal.Head - work.Position < work.Most)
        {
            await Task.Delay(work.Definition.Linger, time, ct).ConfigureAwait(false);
        }

        var (head, began) = (signal.Head, Stopwatch.GetTimestamp());
        var run = await NextAsync(ct).ConfigureAwait(false);
        if (run.UpTo <= work.Position)
        {
            await IdleAsync(ct).ConfigureAwait(false);
            return null;
        }

        var failing = work.Failures > 0;
        if (await runs.DeliverAsync(run, giveUp, ct).ConfigureAwait(false) is { } fault)
        {
            return fault;
        }

        if (failing && work.Failures is 0)
        {
            logger.LogInformation("Subscription {Name}: delivers again", work.Definition.Name);
        }

        if (signal.Head > head && signal.Head - work.Position > Behind)
        {
            // Others append meanwhile, and go first.
            var worked = Stopwatch.GetElapsedTime(began);
            await Task.Delay(worked < LongestRest ? worked : LongestRest, time, ct).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>What comes next; what comes after that is read while it is delivered.</summary>
    private async Task<EventRun> NextAsync(CancellationToken ct)
    {
        Task<EventRun> reading;
        if (ahead is var (after, read) && after == work.Position)
        {
            (reading, ahead) = (read, null);
        }
        else
        {
            await ForgetAsync().ConfigureAwait(false);
            reading = pages.AfterAsync(work.Position, work.Types, ct);
        }

        var run = await reading.ConfigureAwait(false);
        if (run.UpTo > work.Position && run.UpTo < signal.Head)
        {
            ahead = (run.UpTo, pages.AfterAsync(run.UpTo, work.Types, ct));
        }

        return run;
    }

    private async Task IdleAsync(CancellationToken ct)
    {
        await work.CommittedAsync().ConfigureAwait(false);
        var patience = work.Position > work.Noted ? Soon : Silence;
        if (work.Holds.NextDue is { } due && due - work.Now is var left && left < patience)
        {
            patience = left < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : left;
        }

        if (await signal.WaitBeyondAsync(work.Position, patience, ct).ConfigureAwait(false) <= work.Position && work.Position > work.Noted)
        {
            // Nothing of it was wanted.
            await work.CommitAsync(work.Position, 0, [], []).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until it is worth to try again.</summary>
    private async Task RestAsync(SinkFault fault, CancellationToken ct)
    {
        work.Failures++;
        var pause = fault is SinkFault.Away { RetryAfter: { } asked } ? asked < LongestRetryAfter ? asked : LongestRetryAfter : work.Definition.Pause(work.Failures);
        logger.Log(
            work.Failures is 1 ? LogLevel.Warning : LogLevel.Debug, "Subscription {Name}: nothing gets through, trying again in {Pause:0.0} s: {Reason}",
            work.Definition.Name, pause.TotalSeconds, fault.Reason);
        await ForgetAsync().ConfigureAwait(false);
        await work.FailAsync(work.Now + pause, fault.Reason, ct).ConfigureAwait(false);
        await Task.Delay(pause, time, ct).ConfigureAwait(false);
    }

    /// <summary>Lets go of what was read for later.</summary>
    private async Task ForgetAsync()
    {
        if (ahead is var (_, read))
        {
            ahead = null;
            await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
