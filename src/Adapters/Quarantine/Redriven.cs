using CdViz.Domain;

namespace CdViz.Adapters;

/// <summary>What came of driving an entry of the quarantine again.</summary>
/// <param name="Number">Number of the entry.</param>
/// <param name="Outcome"><c>appended</c>, <c>duplicate</c>, <c>quarantined</c> (still not understood), <c>conflict</c> or <c>invalid</c>.</param>
/// <param name="Position">Position in the log of the event with its source and id: its own, or in a conflict the other's. Null where there is none.</param>
/// <param name="Message">What came of it in words.</param>
public sealed record Redriven(long Number, string Outcome, long? Position, string Message)
{
    /// <summary>True when it is in the log.</summary>
    public bool IsInLog => Outcome is "appended" or "duplicate";

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<Violation> Errors { get; init; } = [];

    /// <summary>What is odd about it, but accepted.</summary>
    public IReadOnlyList<Violation> Warnings { get; init; } = [];

    internal static Redriven Of(long number, Admission admission, AppendOutcome? outcome) => (admission, outcome) switch
    {
        (Admission.Admitted(var e), AppendOutcome.Appended(var position, _, _)) =>
            new(number, "appended", position, $"Appended at position {position}.") { Warnings = e.Warnings },
        (Admission.Admitted(var e), AppendOutcome.Duplicate(var position, _, _)) =>
            new(number, "duplicate", position, $"It is in the log at position {position} already.") { Warnings = e.Warnings },
        (Admission.Admitted, AppendOutcome.Conflict { Violation: var violation } conflict) =>
            new(number, "conflict", conflict.Position, violation.Message) { Errors = [violation] },
        (Admission.Admitted, AppendOutcome.NotStored(var violation)) => Invalid(number, [violation]),
        (Admission.NotUnderstood(var reason, _, _, var message), _) =>
            new(number, "quarantined", null, $"{reason}: {message}") { Errors = [new Violation("/context/type", reason, message)] },
        (Admission.Invalid(var errors, _, _), _) => Invalid(number, errors),
        (Admission.NotJson(var message), _) => Invalid(number, [new Violation("", "json", message)]),
        _ => throw new NotSupportedException($"{admission} {outcome}"),
    };

    private static Redriven Invalid(long number, IReadOnlyList<Violation> errors) =>
        new(number, "invalid", null, Violations.Summary(errors)) { Errors = errors };
}
