using CdViz.Domain;

namespace CdViz.Api;

/// <summary>Neighbours in a long body, to be committed together.</summary>
public sealed class Chunk(LimitSettings limits)
{
    private readonly List<Arrival> arrivals = [];
    private readonly List<AdmittedEvent> admitted = [];
    private long bytes;

    /// <summary>All of them, in the order of the body.</summary>
    public IReadOnlyList<Arrival> Arrivals => arrivals;

    /// <summary>Those that may be appended, in the same order.</summary>
    public IReadOnlyList<AdmittedEvent> Admitted => admitted;

    /// <summary>How many there are.</summary>
    public int Count => arrivals.Count;

    /// <summary>True when no more should be added.</summary>
    public bool IsFull => arrivals.Count >= limits.ChunkEvents || bytes >= limits.ChunkBytes;

    /// <summary>Adds the next one.</summary>
    public void Add(BodyItem item, Func<ReadOnlyMemory<byte>, Admission> admit)
    {
        var arrival = new Arrival(item.Index, item.Json, item.TooLarge ? null : admit(item.Json));
        arrivals.Add(arrival);
        bytes += item.Json.Length;
        if (arrival.Admission is Admission.Admitted(var e))
        {
            admitted.Add(e);
        }
    }
}
