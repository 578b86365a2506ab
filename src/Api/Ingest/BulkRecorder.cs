using System.IO.Pipelines;
using CdViz.Domain;

namespace CdViz.Api;

/// <summary>
/// Records the events of a body of any length. While one chunk is being committed the next is read and admitted; no more than these two are
/// held, so a sender is slowed down to what the database can take. When the server is to end, the reading ends: some bodies never do.
/// </summary>
public sealed class BulkRecorder(ChunkRecorder chunks, Settings settings, IHostApplicationLifetime lifetime)
{
    /// <summary>Records them in their order.</summary>
    /// <param name="body">The body.</param>
    /// <param name="cutter">Where its items end.</param>
    /// <param name="maxBytes">Bytes an item may have.</param>
    /// <param name="admit">Looks at an item.</param>
    /// <param name="sending">Who sends.</param>
    /// <param name="ct">Ends it; what is committed by then stays.</param>
    /// <returns>What became of them, and why it ended before the body's end, or null.</returns>
    public async Task<(ManyReceipt Receipt, Recorded? Ended)> RecordAsync(
        PipeReader body, IItemCutter cutter, int maxBytes, Func<ReadOnlyMemory<byte>, Admission> admit, Sending sending, CancellationToken ct)
    {
        var tally = new Tally(settings.Limits.ProblemsListed);
        var (chunk, count) = (new Chunk(settings.Limits), 0L);
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
                if (chunk.Count > 0 && (chunk.IsFull || !next.IsCompleted))
                {
                    await ((Task)storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    storing = RecordAsync(storing, chunk, tally, sending, ct);
                    chunk = new Chunk(settings.Limits);
                }

                if (storing.IsCompleted && (!storing.IsCompletedSuccessfully || storing.Result is not null))
                {
                    body.CancelPendingRead();
                }

                if (!await next)
                {
                    break;
                }

                chunk.Add(items.Current, admit);
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

        var ended = await RecordAsync(storing, chunk, tally, sending, ct) ?? broken;
        if (ended is null && cutter.Fault is { } fault)
        {
            if (count == 0)
            {
                return (tally.Receipt, new Recorded.NotJson(fault));
            }

            tally.Add(count, new Recorded.NotJson(fault));
        }

        return (tally.Receipt, ended);
    }

    /// <summary>Records a chunk after the one before it, unless that one could not be taken.</summary>
    private async Task<Recorded.NotTaken?> RecordAsync(
        Task<Recorded.NotTaken?> before, Chunk chunk, Tally tally, Sending sending, CancellationToken ct) =>
        await before ?? await chunks.RecordAsync(chunk, tally, sending, ct);
}
