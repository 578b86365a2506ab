using System.Collections.Concurrent;
using CdViz.Api.Demo.Sending;

namespace CdViz.Bench.Faults;

/// <summary>What the senders know.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<(string Source, string Id), long?> events = new();
    private readonly ConcurrentDictionary<string, int> byDoor = new();
    private int again;

    /// <summary>The events that were acknowledged, with their positions where the answer gave one.</summary>
    public IReadOnlyDictionary<(string Source, string Id), long?> Events => events;

    /// <summary>How many were.</summary>
    public int Acknowledged => events.Count;

    /// <summary>How many by which door.</summary>
    public IReadOnlyDictionary<string, int> ByDoor => byDoor;

    /// <summary>How often something was sent again for want of an answer.</summary>
    public int Again => again;

    /// <summary>Answers that say neither that it was taken nor that it may be tried again.</summary>
    public ConcurrentBag<string> Unexpected { get; } = [];

    /// <summary>Notes an acknowledgement.</summary>
    public void Acknowledge(string door, DemoEvent e, long? position)
    {
        events[(e.Source, e.Id)] = position;
        byDoor.AddOrUpdate(door, 1, (_, before) => before + 1);
    }

    /// <summary>Notes that there was none.</summary>
    public void NotAcknowledged() => Interlocked.Increment(ref again);
}
