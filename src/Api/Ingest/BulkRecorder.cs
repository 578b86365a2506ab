using System.IO.Pipelines;
using CdViz.Domain;

namespace CdViz.Api;

/// <summary>
/// Records the events of a body of any length. While one chunk is being committed the next is read and admitted; no more than these two are
/// held, so a sender is slowed down to what the database can take.
/// </summary>
internal sealed class BulkRecorder(ChunkRecorder chunks, Settings settings)
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
        var chunk = new Chunk(settings.Limits);
        var storing = Task.FromResult<Recorded.NotTaken?>(null);
        var count = 0L;
        await using var items = BodyReader.ItemsAsync(body, cutter, maxBytes, ct).GetAsyncEnumerator(ct);
        try
        {
            for (var more = true; more;)
            {
                var next = items.MoveNextAsync();

                // A sender that pauses need not fill a chunk for its events to be committed.
                if (chunk.IsFull || (chunk.Count > 0 && !next.IsCompleted && storing.IsCompleted))
                {
                    var before = await storing;
                    storing = before is null ? chunks.RecordAsync(chunk, tally, sending, ct) : storing;
                    chunk = new Chunk(settings.Limits);
                }

                more = await next && !(storing.IsCompletedSuccessfully && storing.Result is not null);
                if (more)
                {
                    chunk.Add(items.Current, admit);
                    count++;
                }
            }
        }
        finally
        {
            await ((Task)storing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var ended = await storing ?? await chunks.RecordAsync(chunk, tally, sending, ct);
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
}
