using System.IO.Pipelines;

namespace CdViz.Api.Ingest;

/// <summary>
/// Records the events of a body of any length. While one chunk is being committed the next is read and admitted; no more than these two are
/// held, so a sender is slowed down to what the database can take. When the server is to end, the reading ends: some bodies never do.
/// </summary>
public sealed class BulkRecorder(Recorder recorder, Measures measures, Settings settings, IHostApplicationLifetime lifetime)
{
    // Long enough for a restart of the database in the middle of a long body: its sender cannot take back the rest.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Records them in their order.</summary>
    /// <param name="body">The body.</param>
    /// <param name="cutter">Where its items end.</param>
    /// <param name="maxBytes">Bytes an item may have.</param>
    /// <param name="how">How it comes in.</param>
    /// <param name="look">Looks at an item.</param>
    /// <param name="ct">Ends it; what is committed by then stays.</param>
    /// <returns>What became of them, and why it ended before the body's end, or null.</returns>
    public async Task<(ManyReceipt Receipt, Recorded? Ended)> RecordAsync(
        PipeReader body, IItemCutter cutter, int maxBytes, Delivery how, Func<Delivery, ReadOnlyMemory<byte>, Arrival> look, CancellationToken ct)
    {
        var tally = new Tally(settings.Limits);
        var (chunk, bytes, count) = (new List<Arrival>(), 0L, 0L);
        var storing = Task.FromResult<Recorded.NotTaken?>(null);
        Recorded.NotTaken? broken = null;
        await using var stopping = lifetime.ApplicationStopping.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), body);
        await using var items = BodyReader.ItemsAsync(body, cutter, maxBytes, ct).GetAsyncEnumerator(ct);
        try
        {
            while (true)
            {
                var next = items.MoveNextAsync().AsTask();
                if (chunk.Count > 0 && !next.IsCompleted)
                {
                    await Task.WhenAny(next, storing);
                }

                // A sender that pauses need not fill a chunk for its events to be committed.
                var isFull = chunk.Count >= settings.Limits.ChunkEvents || bytes >= settings.Limits.ChunkBytes;
                if (chunk.Count > 0 && (isFull || !next.IsCompleted))
                {
                    await ((Task)storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    storing = StoreAsync(storing, chunk, tally, ct);
                    (chunk, bytes) = ([], 0);
                }

                if (storing.IsCompleted && (!storing.IsCompletedSuccessfully || storing.Result is not null))
                {
                    body.CancelPendingRead();
                }

                if (!await next)
                {
                    break;
                }

                chunk.Add(items.Current is { TooLarge: false } item ? look(how, item.Json) : new Arrival(how, default, null));
                bytes += items.Current.Json.Length;
                count++;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            broken = new Recorded.NotTaken(settings.Append.RetryAfter, "The server ends.") { ServerEnds = true };
        }
        finally
        {
            // Nobody else waits for it when the sender goes away.
            await ((Task)storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var ended = await StoreAsync(storing, chunk, tally, ct) ?? broken;
        if (ended is null && cutter.Fault is { } fault)
        {
            if (count == 0)
            {
                return (tally.Receipt, new Recorded.NotJson(fault));
            }

            tally.Add(new Recorded.NotJson(fault));
        }

        return (tally.Receipt, ended);
    }

    /// <summary>Records a chunk after the one before it, unless that one could not be taken, and adds up what became of it.</summary>
    /// <returns>Why not all of it was taken, or null.</returns>
    private async Task<Recorded.NotTaken?> StoreAsync(Task<Recorded.NotTaken?> before, List<Arrival> chunk, Tally tally, CancellationToken ct)
    {
        if (await before is { } stopped || chunk.Count == 0)
        {
            return before.Result;
        }

        var recorded = await recorder.ManyAsync(chunk, Patience, ct, begun: tally.HasTaken);
        measures.CountChunk(recorded);
        Array.ForEach(recorded, tally.Add);
        return recorded.OfType<Recorded.NotTaken>().FirstOrDefault();
    }
}
