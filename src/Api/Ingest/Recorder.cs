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
    public async ValueTask<Recorded> SettleAsync(Arrival arrival, AppendOutcome? outcome, Sending sending, CancellationToken ct) => arrival.Admission switch
    {
        Admission.Admitted(var e) => outcome switch
        {
            AppendOutcome.Appended(var position, var version, _) => new Recorded.Appended(Receipt(e, position, version, "appended")),
            AppendOutcome.Duplicate(var position, var version, _) => new Recorded.Duplicate(Receipt(e, position, version, "duplicate")),
            AppendOutcome.Conflict(var position) => await ConflictAsync(arrival, e, position, sending, ct),
            AppendOutcome.NotStored(var violation) => new Recorded.Invalid(e.ContextId, [violation]),
            AppendOutcome.Overloaded(var retryAfter) => new Recorded.NotTaken(retryAfter, "The server is overloaded."),
            AppendOutcome.Unavailable(var retryAfter) => new Recorded.NotTaken(retryAfter, "The database does not answer."),
            _ => throw new NotSupportedException(outcome?.ToString()),
        },
        Admission.NotUnderstood unknown => await NotUnderstoodAsync(arrival, unknown, sending, ct),
        Admission.Invalid invalid => new Recorded.Invalid(invalid.Id, invalid.Errors),
        Admission.NotJson(var message) => new Recorded.NotJson(message),
        null => new Recorded.TooLarge(settings.Limits.EventBytes),
        var other => throw new NotSupportedException(other.ToString()),
    };

    private static Receipt Receipt(AdmittedEvent e, long position, long version, string status) =>
        new(e.ContextId, e.Source, position, e.Stream.ToString(), version, status) { Warnings = e.Warnings.Count > 0 ? e.Warnings : null };

    private async ValueTask<Recorded> NotUnderstoodAsync(Arrival arrival, Admission.NotUnderstood unknown, Sending sending, CancellationToken ct)
    {
        var (reason, source, id, message) = unknown;
        var kept = new QuarantinedEvent(Sending.Door, sending.Sender, reason, message, [], sending.ContentType, arrival.Body, source, id);
        return new Recorded.Quarantined(new QuarantineReceipt(id, source, "quarantined", await quarantine.KeepAsync(kept, ct), reason, message));
    }

    private async ValueTask<Recorded> ConflictAsync(Arrival arrival, AdmittedEvent e, long position, Sending sending, CancellationToken ct)
    {
        var error = new Violation("/context/id", "conflict", $"The event at position {position} has this source and id, and other content. That one stays.");
        var kept = new QuarantinedEvent(
            Sending.Door, sending.Sender, "conflict", error.Message, [error], sending.ContentType, arrival.Body, e.Source, e.ContextId);
        return new Recorded.Conflict(e.ContextId, error, await quarantine.KeepAsync(kept, ct));
    }
}
