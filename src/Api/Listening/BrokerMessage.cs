namespace CdViz.Api.Listening;

/// <summary>What a message broker delivers: taken as it is, whatever Wolverine's own envelope would be.</summary>
/// <param name="Delivery">How it came in.</param>
/// <param name="Body">Its bytes.</param>
public sealed record BrokerMessage(Delivery Delivery, ReadOnlyMemory<byte> Body);

/// <summary>Records what message brokers deliver. Wolverine acknowledges a message when this ends.</summary>
public static class BrokerMessageHandler
{
    /// <summary>Records one.</summary>
    public static Task HandleAsync(BrokerMessage message, BrokerDoor door)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(door);
        return door.TakeAsync(message);
    }
}

/// <summary>
/// Takes messages until each is in the log or in the quarantine: while the database is away or too much waits, a message stays unacknowledged with its broker and is
/// tried again, after growing pauses. What can't be understood does not come back to the queue, so that it blocks nobody.
/// </summary>
public sealed class BrokerDoor : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    private readonly Recorder recorder;
    private readonly Measures measures;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly CancellationTokenSource closed = new();
    private int waiting;

    internal BrokerDoor(Recorder recorder, Measures measures, TimeProvider time, ILogger<BrokerDoor> log) =>
        (this.recorder, this.measures, this.time, this.log) = (recorder, measures, time, log);

    /// <inheritdoc/>
    public void Dispose() => closed.Dispose();

    /// <summary>Records a message.</summary>
    /// <exception cref="OperationCanceledException">The door was closed: the message was not recorded, as far as is known.</exception>
    internal async Task TakeAsync(BrokerMessage message)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
        {
            if (await TryAsync(message) is { } why)
            {
                if (Interlocked.Increment(ref waiting) == 1)
                {
                    log.LogWarning("What the message brokers deliver can't be recorded now; it is tried again until it can: {Reason}", why);
                }

                try
                {
                    await Task.Delay(pause, time, closed.Token);
                }
                finally
                {
                    Interlocked.Decrement(ref waiting);
                }
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Lets all that wait go; call it when their broker can't take an answer any more.</summary>
    internal Task CloseAsync() => closed.CancelAsync();

    /// <returns>Why it could not be taken; null where it was.</returns>
    private async Task<string?> TryAsync(BrokerMessage message)
    {
        try
        {
            var recorded = await recorder.OneAsync(recorder.Look(message.Delivery, message.Body), closed.Token);
            measures.Count(recorded);
            return (recorded as Recorded.NotTaken)?.Why;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "A message of {Source} could not be recorded", message.Delivery.Sender);
            return fault.Message;
        }
    }
}
