using System.Diagnostics;
using Marten;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Log;

/// <summary>
/// Appends events to the log. All that is waiting is written in one transaction (group commit); a caller has its answer when that is committed.
/// One per process; safe to share between threads. Keeps one connection of the data source for itself.
/// </summary>
public sealed class Appender : IAsyncDisposable
{
    /// <summary>For fewer callers than this nobody waits.</summary>
    private const int FewCallers = 4;

    private readonly AppenderOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly AppendQueue queue;
    private readonly LogWriter writer;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private readonly DatabaseNews news;
    private volatile bool away;

    /// <summary>Begins to write; the connection is opened in the background.</summary>
    /// <param name="dataSource">The database.</param>
    /// <param name="store">The event store, <see cref="CdEventStoreOptions.UseCdEvents"/>, with the projections that are applied within each append.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">The time.</param>
    /// <param name="logger">Where trouble is told.</param>
    /// <param name="signal">Told of every commit, sooner than the database tells it; null where nobody waits for the log to grow.</param>
    /// <param name="prepared">Ends when the database has its schema; until then it is left alone. Null where it has it.</param>
    public Appender(
        NpgsqlDataSource dataSource, IDocumentStore store, AppenderOptions options, TimeProvider time, ILogger<Appender> logger, LogSignal? signal = null,
        Task? prepared = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (this.options, this.time, this.logger) = (options, time, logger);
        queue = new AppendQueue(options);
        news = signal?.News ?? new DatabaseNews(time, logger);
        writer = new LogWriter(dataSource, store, options, time, logger, signal, news);
        loop = Task.Run(() => WriteAllAsync(prepared ?? Task.CompletedTask));
    }

    /// <summary>Events that wait to be written.</summary>
    public int Waiting => queue.Waiting;

    /// <summary>True while there is no connection to be had.</summary>
    internal bool IsAway => away;

    /// <summary>How the last batch went; null before the first.</summary>
    internal LastWrite? Last => writer.Last;

    /// <summary>Appends one event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="door">Where it came in: <c>http</c>, <c>amqp</c>.</param>
    /// <param name="sender">Who sent it, or null.</param>
    /// <param name="ct">Takes the event back while it waits; once it is being written its answer is waited for.</param>
    /// <param name="trace">The trace context it came with.</param>
    /// <exception cref="OperationCanceledException">It was taken back: nothing was stored.</exception>
    public async ValueTask<AppendOutcome> AppendAsync(AdmittedEvent e, string door, string? sender, CancellationToken ct, TraceContext trace = default) =>
        (await AppendAsync([e], door, sender, ct, trace.Parent is null ? null : [trace]).ConfigureAwait(false))[0];

    /// <summary>Appends many events, in order; the outcomes are in the same order. Each is on its own: some may be stored and others not.</summary>
    /// <param name="events">The events; more than fit into one transaction are written in several.</param>
    /// <param name="door">Where they came in: <c>http</c>, <c>amqp</c>.</param>
    /// <param name="sender">Who sent them, or null.</param>
    /// <param name="ct">Takes back those that wait; those that are being written are stored.</param>
    /// <param name="traces">The trace context that each came with; null where none did.</param>
    /// <exception cref="OperationCanceledException">Some were taken back.</exception>
    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(
        IReadOnlyList<AdmittedEvent> events, string door, string? sender, CancellationToken ct, IReadOnlyList<TraceContext>? traces = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        ct.ThrowIfCancellationRequested();
        using var span = Activity.Current is null ? Tracer.Start("cdviz.append", traces ?? []) : Tracer.Source.StartActivity("cdviz.append");
        span?.SetTag("cdviz.door", door).SetTag("cdviz.events", events.Count);
        if (events.Count == 0)
        {
            return [];
        }

        if (away)
        {
            return Same(new AppendOutcome.Unavailable(options.RetryAfter), events.Count);
        }

        var submission = new Submission(events, door, sender, traces);
        switch (queue.Enter(submission))
        {
            case Entry.Full:
                return Same(new AppendOutcome.Overloaded(options.RetryAfter), events.Count);
            case Entry.Closed:
                return Same(new AppendOutcome.Unavailable(options.RetryAfter), events.Count);
            default:
                using (ct.UnsafeRegister((state, token) => queue.Withdraw((Submission)state!, token), submission))
                {
                    return await submission.Answer.ConfigureAwait(false);
                }
        }
    }

    /// <summary>Takes no more, and ends when what was taken is answered.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Complete();
        await stopping.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        await writer.DisposeAsync().ConfigureAwait(false);
    }

    private static AppendOutcome[] Same(AppendOutcome outcome, int count)
    {
        var outcomes = new AppendOutcome[count];
        Array.Fill(outcomes, outcome);
        return outcomes;
    }

    private async Task WriteAllAsync(Task prepared)
    {
        var expected = 0;
        await prepared.WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (true)
        {
            await ReachDatabaseAsync().ConfigureAwait(false);
            if (!await queue.WaitAsync().ConfigureAwait(false))
            {
                return;
            }

            // Who was answered just now is likely to send again. Half of them in one batch while the other half is answered keeps both sides busy; smaller
            // batches cost more.
            if (expected >= FewCallers)
            {
                await queue.GatherAsync(expected, options.Gather, time).ConfigureAwait(false);
            }

            if (queue.Take() is { Length: > 0 } batch)
            {
                await writer.WriteAsync(batch).ConfigureAwait(false);
                expected = (batch.Count(item => item.IsFirst) + queue.Callers) / 2;
            }
        }
    }

    /// <summary>Ends with a connection, or without one when stopping. While there is none, whoever comes is told so at once.</summary>
    private async Task ReachDatabaseAsync()
    {
        var pause = new GrowingPause(TimeSpan.FromMilliseconds(50), options.MaxBackOff);
        while (true)
        {
            try
            {
                await writer.OpenAsync().ConfigureAwait(false);
                news.Back();
                away = false;
                return;
            }
            catch (Exception e)
            {
                if (!news.Away(e) && !away)
                {
                    logger.LogWarning("The database can't be used; events are refused until it is back: {Reason}", e.Message);
                }

                away = true;
            }

            while (queue.Take() is { Length: > 0 } batch)
            {
                foreach (var item in batch)
                {
                    item.Complete(new AppendOutcome.Unavailable(options.RetryAfter));
                }
            }

            if (stopping.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause.Next(), time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
