using CdViz.Domain;

namespace CdViz.Adapters;

/// <summary>Why an event goes to the quarantine instead of the log.</summary>
/// <param name="Outcome"><c>quarantined</c> (not understood), <c>conflict</c> or <c>invalid</c>.</param>
/// <param name="Reason">One of <see cref="QuarantineReason"/>.</param>
/// <param name="Message">The reason in words.</param>
/// <param name="Errors">What was wrong, where that can be said.</param>
/// <param name="Source">context.source where it could be read.</param>
/// <param name="Id">context.id where it could be read.</param>
internal sealed record QuarantineCause(string Outcome, string Reason, string Message, IReadOnlyList<Violation> Errors, string? Source, string? Id)
{
    /// <summary>The cause; null where the event is, or may come, in the log.</summary>
    public static QuarantineCause? Of(Admission admission, AppendOutcome? outcome) => (admission, outcome) switch
    {
        (Admission.Admitted(var e), AppendOutcome.Conflict { Violation: var violation }) =>
            new("conflict", QuarantineReason.Conflict, violation.Message, [violation], e.Source, e.ContextId),
        (Admission.Admitted(var e), AppendOutcome.NotStored(var violation)) => Invalid([violation], e.Source, e.ContextId),
        (Admission.Admitted, _) => null,
        (Admission.NotUnderstood(var reason, var source, var id, var message), _) => new("quarantined", reason, message, [], source, id),
        (Admission.Invalid(var errors, var source, var id), _) => Invalid(errors, source, id),
        (Admission.NotJson(var message), _) => new("invalid", QuarantineReason.NotJson, message, [], null, null),
        _ => throw new NotSupportedException($"{admission} {outcome}"),
    };

    /// <summary>The entry for what came in.</summary>
    public QuarantinedEvent Keep(Incoming from) =>
        new(from.Door, from.Sender, Reason, Message, Errors, from.ContentType, from.Body, Source, Id) { Form = from.Form, Headers = from.Headers };

    private static QuarantineCause Invalid(IReadOnlyList<Violation> errors, string? source, string? id) =>
        new("invalid", QuarantineReason.Invalid, Violations.Summary(errors), errors, source, id);
}
