using CdViz.Domain;

namespace CdViz.Adapters;

/// <summary>Something that may be a CDEvent, as it came in.</summary>
/// <param name="Door">Where: <c>sql</c>, <c>import</c>.</param>
/// <param name="Sender">Who sent it, or null.</param>
/// <param name="ContentType">Media type it came with, or null.</param>
/// <param name="Body">The bytes.</param>
public sealed record Incoming(string Door, string? Sender, string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>What <see cref="Body"/> is.</summary>
    public BodyForm Form { get; init; }

    /// <summary>Headers it came with, without credentials; null where there were none.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
}

/// <summary>
/// Takes what was answered already or has nobody who waits for an answer: each goes through admission, and is then in the log or in the
/// quarantine. To take the same again is safe: it is found there.
/// </summary>
/// <param name="appender">Appends.</param>
/// <param name="quarantine">Keeps the rest.</param>
/// <param name="admitter">Says what is understood.</param>
/// <param name="modes">How much is asked of a sender, by name.</param>
public sealed class Intake(Appender appender, QuarantineStore quarantine, Admitter admitter, Func<string?, AdmissionMode> modes)
{
    /// <summary>Takes them, in order; the results are in the same order.</summary>
    /// <returns>What became of each; null for those that the log could not take now.</returns>
    /// <exception cref="Npgsql.NpgsqlException">The quarantine could not take its part.</exception>
    public async Task<IReadOnlyList<Taken?>> TakeAsync(IReadOnlyList<Incoming> incoming, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var admissions = incoming.Select(one => admitter.Admit(one, modes(one.Sender))).ToList();
        var outcomes = new AppendOutcome?[incoming.Count];
        foreach (var group in Enumerable.Range(0, incoming.Count).Where(at => admissions[at] is Admission.Admitted)
            .GroupBy(at => (incoming[at].Door, incoming[at].Sender)))
        {
            var at = group.ToList();
            var events = at.ConvertAll(one => ((Admission.Admitted)admissions[one]).Event);
            foreach (var (nth, outcome) in (await appender.AppendAsync(events, group.Key.Door, group.Key.Sender, ct).ConfigureAwait(false)).Index())
            {
                outcomes[at[nth]] = outcome;
            }
        }

        var kept = new List<(int At, QuarantinedEvent Event)>();
        var taken = new Taken?[incoming.Count];
        for (var at = 0; at < incoming.Count; at++)
        {
            if (QuarantineCause.Of(admissions[at], outcomes[at]) is { } cause)
            {
                taken[at] = new Taken(cause.Outcome, cause.Source, cause.Id, (outcomes[at] as AppendOutcome.Conflict)?.Position, cause.Message);
                kept.Add((at, cause.Keep(incoming[at])));
            }
            else
            {
                taken[at] = InLog(((Admission.Admitted)admissions[at]).Event, outcomes[at]);
            }
        }

        var numbers = await quarantine.KeepAsync(kept.ConvertAll(one => one.Event), ct).ConfigureAwait(false);
        foreach (var (nth, (at, _)) in kept.Index())
        {
            taken[at] = taken[at]! with { QuarantineId = numbers[nth] };
        }

        return taken;
    }

    private static Taken? InLog(AdmittedEvent e, AppendOutcome? outcome) => outcome switch
    {
        AppendOutcome.Appended(var position, _, _) =>
            new(Taken.Appended, e.Source, e.ContextId, position, FormattableString.Invariant($"Appended at position {position}.")),
        AppendOutcome.Duplicate(var position, _, _) =>
            new(Taken.Duplicate, e.Source, e.ContextId, position, FormattableString.Invariant($"It was in the log at position {position} already.")),
        _ => null,
    };
}
