namespace CdViz.Adapters.Subscribing;

/// <summary>Subjects that a subscription holds back, as whoever delivers it knows them.</summary>
internal sealed class SubscriptionHolds
{
    /// <summary>Most subjects that are held back; then the subscription goes no further.</summary>
    public const int Most = 1000;

    private readonly Dictionary<string, Held> byStream = new(StringComparer.Ordinal);

    /// <summary>Whether as many are held back as may be.</summary>
    public bool AreFull => byStream.Count >= Most;

    /// <summary>Notes that a subject is held back.</summary>
    public void Set(Held held) => byStream[held.Stream] = held;

    /// <summary>Notes that a subject is not held back any more.</summary>
    public void Remove(string stream) => byStream.Remove(stream);

    /// <summary>Whether an event waits, or is the one that is waited for.</summary>
    public bool Has(StoredEvent e) => byStream.TryGetValue(e.Stream, out var held) && held.Position <= e.Position;

    /// <summary>When the first of them is due; null where none is.</summary>
    public DateTimeOffset? NextDue => byStream.Values.Min(held => held.DueAt);

    /// <summary>Those that are due, the earliest first.</summary>
    public List<Held> Due(DateTimeOffset now) => [.. byStream.Values.Where(held => held.DueAt <= now).OrderBy(held => held.DueAt).Take(20)];
}

/// <summary>A subject that is held back.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Position">Its first event that is not delivered.</param>
/// <param name="Attempts">How often that was tried.</param>
/// <param name="Reason">What was wrong.</param>
/// <param name="DueAt">When it is tried again; null when dead.</param>
internal sealed record Held(string Stream, long Position, int Attempts, string Reason, DateTimeOffset? DueAt)
{
    /// <summary>Deliveries of the subscription when it was tried: while nothing gets through, it is not its fault.</summary>
    public long TriedAt { get; init; }
}
