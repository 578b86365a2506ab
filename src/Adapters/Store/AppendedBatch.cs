namespace CdViz.Adapters.Store;

/// <summary>Events that are appended in one transaction, in one session or, where a stream comes again after others, in several.</summary>
internal sealed class AppendedBatch
{
    private readonly List<IAppendedEvent> wanted = [];

    /// <summary>True when the session that is at work is the last.</summary>
    public bool IsLast { get; set; }

    /// <summary>Events of all sessions for which inline projections write rows, once, with the last session.</summary>
    public IReadOnlyList<IAppendedEvent> Wanted => wanted;

    /// <summary>Adds such events.</summary>
    public void Want(IEnumerable<IAppendedEvent> events) => wanted.AddRange(events);
}
