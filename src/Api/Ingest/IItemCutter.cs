using System.Buffers;

namespace CdViz.Api.Ingest;

/// <summary>Knows where one item of a long body ends and the next begins. Holds the state of one body.</summary>
public interface IItemCutter
{
    /// <summary>True when an item without text is a mistake of the sender, false when it is only an empty line.</summary>
    bool KeepsEmpty { get; }

    /// <summary>What is wrong with the frame around the items, or null. Known when the body has ended.</summary>
    string? Fault { get; }

    /// <summary>Takes the next item off the front of the buffer.</summary>
    /// <param name="buffer">What has arrived and was not taken yet; afterwards what is left of it.</param>
    /// <param name="completed">True when nothing more will arrive.</param>
    /// <param name="item">The item without the white space around it.</param>
    /// <returns>False when more is needed.</returns>
    bool TryCut(ref ReadOnlySequence<byte> buffer, bool completed, out ReadOnlySequence<byte> item);

    /// <summary>Told that the buffer, which holds no end of an item, was thrown away.</summary>
    void Forget();
}
