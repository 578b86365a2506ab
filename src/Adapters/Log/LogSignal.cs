using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Log;

/// <summary>
/// Tells when the log has grown: one connection listens for the whole process, any number may wait. It reconnects for ever; a notification
/// that was missed is made up for by asking once a second.
/// </summary>
public sealed class LogSignal(NpgsqlDataSource dataSource, TimeProvider time, ILogger<LogSignal> logger) : IAsyncDisposable
{
    /// <summary>
    /// Where Marten listens, and where each batch notifies, with its last position. Anybody may notify anything, so what is notified is not believed: a position that is
    /// known already needs no look at the log, and all else only leads to one.
    /// </summary>
    private const string Channel = "mt_events_appended";

    /// <summary>After so much silence the log is asked.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    /// <summary>The log is asked no sooner again, however often somebody notifies.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private Task? loop;
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long head;

    /// <summary>Ends with <see cref="Start"/>: the database is prepared by then.</summary>
    public Task Started => started.Task;

    /// <summary>What this process tells of the database being away and back.</summary>
    public DatabaseNews News { get; } = new(time, logger);

    /// <summary>The last position known; 0 for an empty log and before the database answered.</summary>
    public long Head => Volatile.Read(ref head);

    /// <summary>Begins to listen, and goes on until disposed, whatever happens to the database.</summary>
    public void Start()
    {
        lock (gate)
        {
            loop ??= Task.Run(() => ListenAsync(stopping.Token));
        }

        started.TrySetResult();
    }

    /// <summary>Waits until the log is known to be longer than <paramref name="position"/>.</summary>
    /// <returns>The last position known, which is not beyond <paramref name="position"/> when the time was up.</returns>
    public async Task<long> WaitBeyondAsync(long position, TimeSpan atMost, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(atMost, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        while (true)
        {
            var next = Volatile.Read(ref changed).Task;
            if (Head is var known && known > position)
            {
                return known;
            }

            await next.WaitAsync(ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested)
            {
                return Head;
            }
        }
    }

    /// <summary>Tells that the log reaches a position, which this process knows before the database can say so: it has just appended it.</summary>
    public void Reach(long position) => Advance(Math.Max(Head, position));

    /// <summary>Stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await (loop ?? Task.CompletedTask).ConfigureAwait(false);
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var pause = new GrowingPause(TimeSpan.FromMilliseconds(50), MaxBackOff);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
                var news = false;
                connection.Notification += (_, e) => news |= !IsKnown(e.Payload);
                await using var listen = new NpgsqlCommand($"listen {Channel}", connection);
                await listen.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
                await using var ask = new NpgsqlCommand(LogSql.Head, connection) { CommandTimeout = 3 };
                while (true)
                {
                    var (before, asked) = (Head, time.GetTimestamp());
                    news = false;
                    Answer(before, (long)(await ask.ExecuteScalarAsync(ct).ConfigureAwait(false))!);
                    News.Back();
                    pause.Reset();
                    while (!news && time.GetElapsedTime(asked) is var passed && passed < Silence)
                    {
                        // In whole milliseconds, and never none: Npgsql waits for ever then.
                        await connection.WaitAsync((int)Math.Ceiling((Silence - passed).TotalMilliseconds), ct).ConfigureAwait(false);
                    }

                    if (time.GetElapsedTime(asked) < Between)
                    {
                        await Task.Delay(Between, ct).ConfigureAwait(false);
                    }
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (!News.Away(e) && pause.IsNew)
                {
                    logger.LogWarning("Lost the connection that listens for new events; trying again until the database is back: {Reason}", e.Message);
                }

                await Task.Delay(pause.Next(), time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                // It stops; whether the connection breaks at the same time does not matter any more.
            }
        }
    }

    private bool IsKnown(string notified) => long.TryParse(notified, CultureInfo.InvariantCulture, out var position) && position <= Head;

    /// <summary>An answer is believed even when it is lower than what was known before it was asked for: the database may have been put back to an earlier state.</summary>
    private void Answer(long before, long position)
    {
        if (position < before)
        {
            Advance(position);
        }
        else
        {
            Reach(position);
        }
    }

    private void Advance(long position)
    {
        if (position != Head)
        {
            Volatile.Write(ref head, position);
            Interlocked.Exchange(ref changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }
}
