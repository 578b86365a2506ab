using CdViz.Adapters;
using CdViz.Domain;

namespace CdViz.Api;

/// <summary>Records one event: appends it, or keeps it in the quarantine.</summary>
public sealed class Recorder(Appender appender, QuarantineStore quarantine, Settings settings)
{
    private const string TooLarge = "event.size";

    /// <summary>Records it. The answer comes after the commit.</summary>
    /// <exception cref="Npgsql.NpgsqlException">It is to be kept, and could not be.</exception>
    public async ValueTask<Recorded> RecordAsync(Arrival arrival, Sending sending, CancellationToken ct)
    {
        var outcome = arrival.Admission is Admission.Admitted(var e) ? await appender.AppendAsync(e, Sending.Door, sending.Sender, ct) : null;
        var verdict = Judge(arrival, outcome, sending);
        return verdict.Keep is { } keep ? verdict.Kept(await quarantine.KeepAsync(keep, ct)) : verdict.Recorded;
    }

    /// <summary>Says what becomes of an event, now that the log has answered.</summary>
    /// <param name="arrival">What arrived.</param>
    /// <param name="outcome">What the log says of it; null when it was not asked.</param>
    /// <param name="sending">Who sends.</param>
    public Verdict Judge(Arrival arrival, AppendOutcome? outcome, Sending sending) => arrival.Admission switch
    {
        Admission.Admitted(var e) => outcome switch
        {
            AppendOutcome.Appended(var position, var version, _) => new(new Recorded.Appended(Receipt(e, position, version, "appended"))),
            AppendOutcome.Duplicate(var position, var version, _) => new(new Recorded.Duplicate(Receipt(e, position, version, "duplicate"))),
            AppendOutcome.Conflict conflict => Conflict(arrival, e, conflict.Violation, sending),
            AppendOutcome.NotStored(var violation) => Invalid(arrival, [violation], e.Source, e.ContextId, sending),
            AppendOutcome.Overloaded(var retryAfter) => new(new Recorded.NotTaken(retryAfter, "The server is overloaded.")),
            AppendOutcome.Unavailable(var retryAfter) => new(new Recorded.NotTaken(retryAfter, "The database does not answer.")),
            _ => throw new NotSupportedException(outcome?.ToString()),
        },
        Admission.NotUnderstood unknown => NotUnderstood(arrival, unknown, sending),
        Admission.Invalid(var errors, _, _) when errors.Any(error => error.Rule is TooLarge) => new(new Recorded.TooLarge(settings.Limits.EventBytes)),
        Admission.Invalid(var errors, var source, var id) => Invalid(arrival, errors, source, id, sending),
        Admission.NotJson(var message) => NotJson(arrival, message, sending),
        null => new(new Recorded.TooLarge(settings.Limits.EventBytes)),
        var other => throw new NotSupportedException(other.ToString()),
    };

    private static Receipt Receipt(AdmittedEvent e, long position, long version, string status) =>
        new(e.ContextId, e.Source, position, e.Stream.ToString(), version, status) { Warnings = e.Warnings.Count > 0 ? e.Warnings : null };

    private static Verdict NotUnderstood(Arrival arrival, Admission.NotUnderstood unknown, Sending sending)
    {
        var (reason, source, id, message) = unknown;
        return new(
            new Recorded.Quarantined(new QuarantineReceipt(id, source, "quarantined", 0, reason, message)),
            Keep(arrival, reason, message, [], source, id, sending));
    }

    private static Verdict Conflict(Arrival arrival, AdmittedEvent e, Violation error, Sending sending) => new(
        new Recorded.Conflict(e.ContextId, error, 0), Keep(arrival, QuarantineReason.Conflict, error.Message, [error], e.Source, e.ContextId, sending));

    private static Verdict Invalid(Arrival arrival, IReadOnlyList<Violation> errors, string? source, string? id, Sending sending) => new(
        new Recorded.Invalid(id, errors), Keep(arrival, QuarantineReason.Invalid, Violations.Summary(errors), errors, source, id, sending));

    private static Verdict NotJson(Arrival arrival, string message, Sending sending) => new(
        new Recorded.NotJson(message), arrival.Body.IsEmpty ? null : Keep(arrival, QuarantineReason.NotJson, message, [], null, null, sending));

    private static QuarantinedEvent Keep(
        Arrival arrival, string reason, string message, IReadOnlyList<Violation> errors, string? source, string? id, Sending sending) =>
        new(Sending.Door, sending.Sender, reason, message, errors, sending.ContentType, arrival.Body, source, id)
        {
            Form = sending.Form,
            Headers = sending.Headers,
        };
}
