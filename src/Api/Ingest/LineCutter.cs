using System.Buffers;

namespace CdViz.Api.Ingest;

/// <summary>Newline-delimited JSON: an item is a line.</summary>
internal sealed class LineCutter : IItemCutter
{
    /// <inheritdoc/>
    public bool KeepsEmpty => false;

    /// <inheritdoc/>
    public string? Fault => null;

    /// <inheritdoc/>
    public bool TryCut(ref ReadOnlySequence<byte> buffer, bool completed, out ReadOnlySequence<byte> item)
    {
        if (buffer.PositionOf((byte)'\n') is { } newline)
        {
            item = Json.Trim(buffer.Slice(0, newline));
            buffer = buffer.Slice(buffer.GetPosition(1, newline));
            return true;
        }

        if (!completed || buffer.IsEmpty)
        {
            item = default;
            return false;
        }

        item = Json.Trim(buffer);
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    /// <inheritdoc/>
    public void Forget() { }
}
