namespace CdViz.Adapters.Log;

/// <summary>What became of an event that was to be appended.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome() { }

    /// <summary>It is in the log now, committed.</summary>
    /// <param name="Position">Place in the whole log.</param>
    /// <param name="Version">Place in its stream.</param>
    /// <param name="RecordedAt">When it was recorded, UTC.</param>
    public sealed record Appended(long Position, long Version, DateTime RecordedAt) : AppendOutcome;

    /// <summary>It was in the log already, with the same content.</summary>
    /// <param name="Position">Place of the first one in the whole log.</param>
    /// <param name="Version">Place of the first one in its stream.</param>
    /// <param name="RecordedAt">When the first one was recorded, UTC.</param>
    public sealed record Duplicate(long Position, long Version, DateTime RecordedAt) : AppendOutcome;

    /// <summary>The log has an event of the same source and id with other content; that one stays.</summary>
    /// <param name="Position">Place of the first one in the whole log.</param>
    public sealed record Conflict(long Position) : AppendOutcome
    {
        /// <summary>The same as a violation.</summary>
        public Violation Violation =>
            new("/context/id", "conflict", $"The event at position {Position} has this source and id, and other content. That one stays.");
    }

    /// <summary>PostgreSQL cannot store it.</summary>
    /// <param name="Violation">What PostgreSQL said.</param>
    public sealed record NotStored(Violation Violation) : AppendOutcome;

    /// <summary>Too much is waiting already: nothing was taken.</summary>
    /// <param name="RetryAfter">When it is worth to try again.</param>
    public sealed record Overloaded(TimeSpan RetryAfter) : AppendOutcome;

    /// <summary>
    /// The database is away. Nothing was taken, or, when the connection broke during the commit, it is unknown whether it was:
    /// to send it again is safe and answers it.
    /// </summary>
    /// <param name="RetryAfter">When it is worth to try again.</param>
    public sealed record Unavailable(TimeSpan RetryAfter) : AppendOutcome;
}
