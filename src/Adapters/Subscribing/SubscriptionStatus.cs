namespace CdViz.Adapters.Subscribing;

/// <summary>How a subscription stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Origin"><c>settings</c>, or <c>made</c> while servers run.</param>
/// <param name="State">
/// <c>running</c>; <c>paused</c> by somebody; <c>waiting</c> for a receiver that is away or fails; <c>full</c>, so many subjects are held back that it goes no further;
/// <c>idle</c>, no node runs it.
/// </param>
/// <param name="Position">Everything up to here is delivered, not wanted, or held back.</param>
/// <param name="LagEvents">Positions between there and the end of the log.</param>
/// <param name="LagSeconds">Age of the first event after the position.</param>
/// <param name="Delivered">Deliveries of events that were confirmed.</param>
/// <param name="Skipped">Events that somebody let go of.</param>
/// <param name="Held">Subjects that are held back.</param>
/// <param name="Dead">Those of them that are not tried again by themselves.</param>
/// <param name="Attempts">Attempts that have failed since the last one that did not.</param>
/// <param name="FailingSince">When the first of them failed.</param>
/// <param name="RetryAt">When the next one is due.</param>
/// <param name="LastError">What was wrong last.</param>
/// <param name="LastErrorAt">When.</param>
/// <param name="LastDeliveredAt">When something was delivered last.</param>
/// <param name="CreatedAt">When it was made or first seen.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Definition">What it is, without secrets.</param>
public sealed record SubscriptionStatus(
    string Name, string Origin, string State, long Position, long LagEvents, double LagSeconds, long Delivered, long Skipped, long Held, long Dead, int Attempts, DateTime? FailingSince,
    DateTime? RetryAt, string? LastError, DateTime? LastErrorAt, DateTime? LastDeliveredAt, DateTime CreatedAt, string? CreatedBy, SubscriptionDefinition Definition);

/// <summary>A subject that a subscription holds back.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Position">Position of the event that can't be delivered; what came later waits behind it.</param>
/// <param name="State"><c>retrying</c>, or <c>dead</c>: not tried again by itself.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Reason">What was wrong.</param>
/// <param name="FailedAt">When it was tried last.</param>
/// <param name="DueAt">When it is tried again; null when dead.</param>
/// <param name="Waiting">Events of the stream from there on, as far as the subscription has come.</param>
public sealed record SubscriptionHold(string Stream, long Position, string State, int Attempts, string Reason, DateTime FailedAt, DateTime? DueAt, long Waiting);
