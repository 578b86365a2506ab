namespace CdViz.Adapters.Inbox;

/// <summary>Something that is put into the inbox.</summary>
/// <param name="Delivery">How it came in.</param>
/// <param name="Source">The source it came from, or null.</param>
/// <param name="Body">The bytes.</param>
public sealed record InboxPost(Delivery Delivery, string? Source, ReadOnlyMemory<byte> Body);

/// <summary>What became of something that was to be put into the inbox.</summary>
public abstract record Kept
{
    private Kept() { }

    /// <summary>It is in the inbox, and stays there whatever happens.</summary>
    /// <param name="Number">Its number.</param>
    public sealed record InInbox(long Number) : Kept;

    /// <summary>It was not taken: too much waits, or the database is away. To send it again is safe.</summary>
    /// <param name="RetryAfter">When it is worth to try again.</param>
    /// <param name="Why">In words.</param>
    public sealed record NotTaken(TimeSpan RetryAfter, string Why) : Kept;
}
