namespace CdViz.Adapters.Log;

/// <summary>How much the <see cref="Appender"/> takes at once, and how long it waits.</summary>
public sealed record AppenderOptions
{
    /// <summary>Events that may wait; more are answered <see cref="AppendOutcome.Overloaded"/>.</summary>
    public int QueueEvents { get; init; } = 20_000;

    /// <summary>Bytes that may wait.</summary>
    public long QueueBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Events in one transaction.</summary>
    public int BatchEvents { get; init; } = 1_000;

    /// <summary>Bytes in one transaction; a single event may be larger.</summary>
    public long BatchBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>
    /// How long a batch waits at most for half of the callers that the batch before it has answered; zero writes what is there at once. With few callers
    /// nothing is waited for.
    /// </summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long to wait for a connection before the database counts as away.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one transaction may take before it is given up.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What a caller is told to wait when too much is waiting or the database is away.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between two attempts to reach the database.</summary>
    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromSeconds(5);
}
