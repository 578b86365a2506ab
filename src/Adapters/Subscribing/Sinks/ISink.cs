namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>Something that takes events. It is called by one caller at a time, and what it says is delivered stays where it is.</summary>
internal interface ISink : IAsyncDisposable
{
    /// <summary>Events it takes at once at most.</summary>
    int Most { get; }

    /// <summary>Whether those that it takes at once arrive or fail as one; else a fault is that of the first that did not arrive.</summary>
    bool IsTogether { get; }

    /// <summary>Delivers some events, in their order.</summary>
    /// <param name="events">At least one, and no more than <see cref="Most"/>.</param>
    /// <param name="ct">Gives it up; what has been sent by then may have arrived.</param>
    Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct);
}

/// <summary>What became of a delivery.</summary>
/// <param name="Taken">So many events, from the first on, have arrived, but for those that were <see cref="Refused"/>.</param>
/// <param name="Fault">Why the others have not; null where all have.</param>
internal sealed record SinkResult(int Taken, SinkFault? Fault = null)
{
    /// <summary>Events among those taken that the receiver does not want, by their place, and why.</summary>
    public IReadOnlyDictionary<int, string> Refused { get; init; } = new Dictionary<int, string>();

    /// <summary>Nothing has arrived.</summary>
    public static SinkResult None(SinkFault fault) => new(0, fault);
}

/// <summary>Why something could not be delivered.</summary>
/// <param name="Reason">In words.</param>
internal abstract record SinkFault(string Reason)
{
    /// <summary>The receiver is away, overloaded, or does not let us: no event gets there.</summary>
    /// <param name="Reason">In words.</param>
    /// <param name="RetryAfter">When it is worth to try again, where it says so.</param>
    internal sealed record Away(string Reason, TimeSpan? RetryAfter = null) : SinkFault(Reason);

    /// <summary>The receiver failed over it; it may be that of this event, or of all.</summary>
    /// <param name="Reason">In words.</param>
    internal sealed record Failed(string Reason) : SinkFault(Reason);

    /// <summary>The receiver does not want it, and will not the next time.</summary>
    /// <param name="Reason">In words.</param>
    internal sealed record Refused(string Reason) : SinkFault(Reason);
}

/// <summary>A sink can't be made of its settings now; the message says why.</summary>
internal sealed class SinkException(string message) : Exception(message);
