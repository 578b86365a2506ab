using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace CdViz.Api.Ingest;

/// <summary>Reads bodies: one event whole, many one by one, never more than one event's bytes at a time.</summary>
internal static class BodyReader
{
    /// <summary>The whole body, or null when it is longer than <paramref name="maxBytes"/>.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadWholeAsync(PipeReader body, int maxBytes, CancellationToken ct)
    {
        while (true)
        {
            var read = await body.ReadAsync(ct);
            if (read.Buffer.Length > maxBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                // A copy of its own: the event outlives the request when the client goes away while it is being written.
                var whole = read.Buffer.ToArray();
                body.AdvanceTo(read.Buffer.End);
                return whole;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The first byte that is no white space, without taking anything from the body; null when there is none.</summary>
    public static async ValueTask<byte?> PeekAsync(PipeReader body, CancellationToken ct)
    {
        while (true)
        {
            var read = await body.ReadAsync(ct);
            foreach (var segment in read.Buffer)
            {
                if (segment.Span.IndexOfAnyExcept(Json.Whitespace) is >= 0 and var at)
                {
                    var found = segment.Span[at];
                    body.AdvanceTo(read.Buffer.Start);
                    return found;
                }
            }

            if (read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start);
                return null;
            }

            body.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>Reads past the mark that some tools put before UTF-8 text.</summary>
    /// <exception cref="OperationCanceledException">The reading was cancelled, by <paramref name="ct"/> or by <see cref="PipeReader.CancelPendingRead"/>.</exception>
    public static async ValueTask SkipByteOrderMarkAsync(PipeReader body, CancellationToken ct)
    {
        var read = await body.ReadAtLeastAsync(Json.ByteOrderMark.Length, ct);
        if (read.IsCanceled)
        {
            body.AdvanceTo(read.Buffer.Start);
            throw Cancelled();
        }

        var start = read.Buffer.Slice(0, Math.Min(Json.ByteOrderMark.Length, read.Buffer.Length));
        body.AdvanceTo(start.ToArray().AsSpan().SequenceEqual(Json.ByteOrderMark) ? start.End : start.Start);
    }

    /// <summary>The items of a body in their order, each as soon as its last byte is there, until its end.</summary>
    /// <param name="body">The body.</param>
    /// <param name="cutter">Where one item ends and the next begins.</param>
    /// <param name="maxBytes">Bytes an item may have; of a longer one only the end is looked for.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The reading was cancelled, by <paramref name="ct"/> or by <see cref="PipeReader.CancelPendingRead"/>.</exception>
    public static async IAsyncEnumerable<BodyItem> ItemsAsync(
        PipeReader body, IItemCutter cutter, int maxBytes, [EnumeratorCancellation] CancellationToken ct)
    {
        await SkipByteOrderMarkAsync(body, ct);
        var index = 0L;
        var tooLarge = false;
        while (true)
        {
            var read = await body.ReadAsync(ct);
            if (read.IsCanceled)
            {
                body.AdvanceTo(read.Buffer.Start);
                throw Cancelled();
            }

            var buffer = read.Buffer;
            while (cutter.TryCut(ref buffer, read.IsCompleted, out var item))
            {
                if (tooLarge || item.Length > maxBytes)
                {
                    yield return new BodyItem(index++, default, TooLarge: true);
                }
                else if (cutter.KeepsEmpty || !item.IsEmpty)
                {
                    yield return new BodyItem(index++, item.ToArray(), TooLarge: false);
                }

                tooLarge = false;
            }

            if (buffer.Length > maxBytes)
            {
                tooLarge = true;
                cutter.Forget();
                buffer = buffer.Slice(buffer.End);
            }

            body.AdvanceTo(buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                if (tooLarge)
                {
                    yield return new BodyItem(index, default, TooLarge: true);
                }

                yield break;
            }
        }
    }

    private static OperationCanceledException Cancelled() => new("The reading of the body was cancelled.");
}
