using System.Buffers;

namespace CdViz.Api.Ingest;

/// <summary>A JSON array: an item is what stands between the commas, valid or not.</summary>
internal sealed class ArrayCutter : IItemCutter
{
    private BracketScanner scanner;
    private long scanned;
    private State state = State.Before;
    private bool first = true;

    private enum State
    {
        Before,
        Within,
        After,
    }

    /// <inheritdoc/>
    public bool KeepsEmpty => true;

    /// <inheritdoc/>
    public string? Fault { get; private set; } = "It is no array.";

    /// <inheritdoc/>
    public bool TryCut(ref ReadOnlySequence<byte> buffer, bool completed, out ReadOnlySequence<byte> item)
    {
        item = default;
        if (state is State.Before)
        {
            Open(ref buffer);
        }

        if (state is State.Within && TryCutWithin(ref buffer, completed, out item))
        {
            return true;
        }

        if (state is State.After)
        {
            Fault ??= Json.TrimStart(buffer).IsEmpty ? null : "Text follows the end of the array.";
            buffer = buffer.Slice(buffer.End);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Forget() => scanned = 0;

    private void Open(ref ReadOnlySequence<byte> buffer)
    {
        buffer = Json.TrimStart(buffer);
        if (!buffer.IsEmpty)
        {
            state = buffer.FirstSpan[0] is (byte)'[' ? State.Within : State.After;
            Fault = state is State.Within ? "The array has no end." : Fault;
            buffer = state is State.Within ? buffer.Slice(1) : buffer;
        }
    }

    private bool TryCutWithin(ref ReadOnlySequence<byte> buffer, bool completed, out ReadOnlySequence<byte> item)
    {
        foreach (var segment in buffer.Slice(scanned))
        {
            var at = -1;
            do
            {
                var next = scanner.Next(segment.Span[(at + 1)..]);
                at = next < 0 ? segment.Length : at + 1 + next;
            }
            while (at < segment.Length && (scanner.Closed || segment.Span[at] is (byte)'}'));

            if (at < segment.Length)
            {
                return Cut(ref buffer, scanned + at, segment.Span[at], out item);
            }

            scanned += segment.Length;
        }

        item = completed ? Json.Trim(buffer) : default;
        if (!completed || item.IsEmpty)
        {
            return false;
        }

        buffer = buffer.Slice(buffer.End);
        scanned = 0;
        return true;
    }

    private bool Cut(ref ReadOnlySequence<byte> buffer, long end, byte found, out ReadOnlySequence<byte> item)
    {
        item = Json.Trim(buffer.Slice(0, end));
        buffer = buffer.Slice(end + 1);
        scanned = 0;
        var empty = first && item.IsEmpty && found is (byte)']';
        first = false;
        if (found is (byte)']')
        {
            state = State.After;
            Fault = null;
        }

        return !empty;
    }
}
