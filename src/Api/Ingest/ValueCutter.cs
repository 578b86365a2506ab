using System.Buffers;

namespace CdViz.Api.Ingest;

/// <summary>JSON objects one after the other, with or without white space between them, each over as many lines as it likes.</summary>
internal sealed class ValueCutter : IItemCutter
{
    private BracketScanner scanner;
    private long scanned;

    /// <inheritdoc/>
    public bool KeepsEmpty => false;

    /// <inheritdoc/>
    public string? Fault => null;

    /// <inheritdoc/>
    public bool TryCut(ref ReadOnlySequence<byte> buffer, bool completed, out ReadOnlySequence<byte> item)
    {
        foreach (var segment in buffer.Slice(scanned))
        {
            for (var at = scanner.Next(segment.Span); at >= 0;)
            {
                if (scanner.Closed)
                {
                    var end = scanned + at + 1;
                    scanned = 0;
                    item = Json.Trim(buffer.Slice(0, end));
                    buffer = buffer.Slice(end);
                    return true;
                }

                var next = scanner.Next(segment.Span[(at + 1)..]);
                at = next < 0 ? -1 : at + 1 + next;
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

    /// <inheritdoc/>
    public void Forget() => scanned = 0;
}
