using CdViz.Adapters;
using CdViz.Domain;

namespace CdViz.Api;

/// <summary>Records one event: appends it, or keeps it in the quarantine.</summary>
internal sealed class Recorder(Appender appender, QuarantineStore quarantine, Settings settings)
{
    /// <summary>Records it. The answer comes after the commit.</summary>
    public async ValueTask<Recorded> RecordAsync(Arrival arrival, Sending sending, CancellationToken ct) => arrival.Admission is Admission.Admitted(var e)
        ? await SettleAsync(arrival, await appender.AppendAsync(e, Sending.Door, sending.Sender, ct), sending, ct)
        : await SettleAsync(arrival, null, sending, ct);

    /// <summary>Finishes what the log has answered; what was not understood and what conflicts is kept in the quarantine.</summary>
    /// <param name="arrival">What arrived.</param>
    /// <param name="outcome">What the log says of it; null when it was not asked.</param>
    /// <param name="sending">Who sends.</param>
    /// <param name="ct">Ends it.</param>
    public async ValueTask<Recorded> SettleAsync(Arrival arrival, AppendOutcome? outcome, Sending sending, CancellationToken ct) => (arrival.Admission, outcome) switch
    {
        (Admission.Admitted(var e), AppendOutcome.Appended(var position, var version, _)) => new Recorded.Appended(Receipt(e, position, version, "appended")),
        (Admission.Admitted(var e), AppendOutcome.Duplicate(var position, var version, _)) => new Recorded.Duplicate(Receipt(e, position, version, "duplicate")),
        (Admission.Admitted(var e), AppendOutcome.Conflict(var position)) => await ConflictAsync(arrival, e, position, sending, ct),
        (Admission.Admitted(var e), AppendOutcome.NotStored(var violation)) => new Recorded.Invalid(e.ContextId, [violation]),
        (_, AppendOutcome.Overloaded(var retryAfter)) => new Recorded.NotTaken(retryAfter, "The server is overloaded."),
        (_, AppendOutcome.Unavailable(var retryAfter)) => new Recorded.NotTaken(retryAfter, "The database does not answer."),
        (Admission.NotUnderstood unknown, null) => await NotUnderstoodAsync(arrival, unknown, sending, ct),
        (Admission.Invalid invalid, null) => new Recorded.Invalid(invalid.Id, invalid.Errors),
        (Admission.NotJson(var message), null) => new Recorded.NotJson(message),
        (null, null) => new Recorded.TooLarge(settings.Limits.EventBytes),
        var other => throw new NotSupportedException(other.ToString()),
    };

    private static Receipt Receipt(AdmittedEvent e, long position, long version, string status) =>
        new(e.ContextId, e.Source, position, e.Stream.ToString(), version, status) { Warnings = e.Warnings.Count > 0 ? e.Warnings : null };

    private async ValueTask<Recorded> NotUnderstoodAsync(Arrival arrival, Admission.NotUnderstood unknown, Sending sending, CancellationToken ct)
    {
        var (reason, source, id, message) = unknown;
        var kept = await quarantine.KeepAsync(
            new QuarantinedEvent(Sending.Door, sending.Sender, reason, message, [], sending.ContentType, arrival.Body, source, id), ct);
        return new Recorded.Quarantined(new QuarantineReceipt(id, source, "quarantined", kept, reason, message));
    }

    private async ValueTask<Recorded> ConflictAsync(Arrival arrival, AdmittedEvent e, long position, Sending sending, CancellationToken ct)
    {
        var error = new Violation("/context/id", "conflict", $"The event at position {position} has this source and id, and other content. That one stays.");
        var kept = await quarantine.KeepAsync(
            new QuarantinedEvent(Sending.Door, sending.Sender, "conflict", error.Message, [error], sending.ContentType, arrival.Body, e.Source, e.ContextId), ct);
        return new Recorded.Conflict(e.ContextId, error, kept);
    }
}
