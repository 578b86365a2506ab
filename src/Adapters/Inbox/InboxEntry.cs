namespace CdViz.Adapters.Inbox;

/// <summary>Something in the inbox.</summary>
/// <param name="Number">Its number; entries are taken in this order.</param>
/// <param name="Delivery">How it came in.</param>
/// <param name="Body">The bytes.</param>
/// <param name="ReceivedAt">When, UTC.</param>
public sealed record InboxEntry(long Number, Delivery Delivery, ReadOnlyMemory<byte> Body, DateTime ReceivedAt)
{
    /// <summary>One of <see cref="InboxState"/>.</summary>
    public required string State { get; init; }

    /// <summary>The source it came from; null at the SQL door.</summary>
    public string? Source { get; init; }

    /// <summary>What translated it last; none until then, and where it is a CDEvent as it is.</summary>
    public IReadOnlyList<string> Translators { get; init; } = [];

    /// <summary>What there is to say of it: why it means nothing, why it could not be translated, why it waits; or null.</summary>
    public string? Remark { get; init; }

    /// <summary>When it is tried again, UTC; null where nothing is waited for.</summary>
    public DateTime? DueAt { get; init; }

    /// <summary>How often it has been taken.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was taken last, UTC; null while it waits.</summary>
    public DateTime? ProcessedAt { get; init; }

    /// <summary>What became of each event in it; none until it was taken.</summary>
    public IReadOnlyList<Taken> Results { get; init; } = [];
}

/// <summary>What waits in the inbox.</summary>
/// <param name="Waiting">Entries that wait.</param>
/// <param name="OldestSeconds">Age of the oldest of them; 0 where there is none.</param>
public sealed record InboxTotals(long Waiting, double OldestSeconds);

/// <summary>What may be said of an entry.</summary>
public static class InboxState
{
    /// <summary>It was not taken yet.</summary>
    public const string Waiting = "waiting";

    /// <summary>All that it says is in the log; it may say nothing.</summary>
    public const string Done = "done";

    /// <summary>Some of what it says is in the quarantine.</summary>
    public const string Quarantined = "quarantined";

    /// <summary>It could not be translated.</summary>
    public const string Failed = "failed";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Waiting, Done, Quarantined, Failed];
}

/// <summary>What became of an entry.</summary>
/// <param name="Number">Its number.</param>
/// <param name="State">One of <see cref="InboxState"/>.</param>
/// <param name="Results">What became of each event in it.</param>
public sealed record Processed(long Number, string State, IReadOnlyList<Taken> Results)
{
    /// <summary>What translated it; null where it is a CDEvent as it is.</summary>
    public IReadOnlyList<string>? Translators { get; init; }

    /// <summary>What there is to say of it, or null.</summary>
    public string? Remark { get; init; }

    /// <summary>After how long it is to be tried again; null where it is not.</summary>
    public TimeSpan? Again { get; init; }
}

/// <summary>Whose entries are taken one after the other: those of some sources, or all but those.</summary>
/// <param name="Sources">Names of the sources.</param>
/// <param name="Others">True for all but those, and all that is no source's.</param>
public sealed record InboxLane(IReadOnlyList<string> Sources, bool Others);

/// <summary>Which entries of the inbox are wanted; what is null does not matter.</summary>
/// <param name="State">One of <see cref="InboxState"/>.</param>
/// <param name="Source">The source they came from.</param>
/// <param name="Translator">What translated them.</param>
/// <param name="From">When they came in at the earliest.</param>
/// <param name="To">Before when they came in.</param>
public sealed record InboxFilter(string? State = null, string? Source = null, string? Translator = null, DateTime? From = null, DateTime? To = null);
