namespace CdViz.Adapters.Recording;

/// <summary>
/// The one handler for all that comes in: HTTP, message brokers, the inbox, imports, corrections, and what is driven again. What is admitted is appended;
/// what can't be goes to the quarantine. The outcome is told when that is committed; to record the same again is safe, it is found there.
/// </summary>
/// <param name="appender">Appends.</param>
/// <param name="quarantine">Keeps the rest.</param>
/// <param name="admitter">Says what is understood.</param>
/// <param name="modes">How much is asked of a sender, by name.</param>
/// <param name="options">What a sender is told to wait.</param>
/// <param name="time">Times the waiting for the log.</param>
public sealed class Recorder(
    Appender appender, QuarantineStore quarantine, Admitter admitter, Func<string?, AdmissionMode> modes, AppenderOptions options, TimeProvider time)
{
    private const string TooLarge = "event.size";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Has a look at what came in.</summary>
    /// <param name="how">How it came in.</param>
    /// <param name="body">The bytes. An admitted event keeps them, so they must not change afterwards.</param>
    /// <param name="also">What is asked beside what is asked of everything of its sender.</param>
    public Arrival Look(Delivery how, ReadOnlyMemory<byte> body, AdmissionMode also = AdmissionMode.Standard)
    {
        ArgumentNullException.ThrowIfNull(how);
        var mode = modes(how.Sender) | also;
        var admission = how.Form switch
        {
            BodyForm.Structured => admitter.Admit(CloudEvents.Structured(body), mode),
            BodyForm.Binary => admitter.Admit(CloudEvents.Binary(how.Header, body), mode),
            _ => admitter.Admit(body, mode),
        };
        return new(how, body, StampAhead.Warned(admission, time.GetUtcNow()));
    }

    /// <summary>Has a look at what came in as a link that is sent by itself.</summary>
    public Arrival LookAtLink(Delivery how, ReadOnlyMemory<byte> body) => new(how, body, PostedLink.Admit(body, admitter));

    /// <summary>Records one.</summary>
    /// <param name="arrival">What came in.</param>
    /// <param name="ct">Takes it back while it waits.</param>
    /// <param name="keep">False where what can't be appended is not to be kept.</param>
    public async ValueTask<Recorded> OneAsync(Arrival arrival, CancellationToken ct, bool keep = true)
    {
        var outcome = arrival.Event is { } e
            ? await appender.AppendAsync(e, arrival.Delivery.Door, arrival.Delivery.Sender, ct, arrival.Delivery.Trace).ConfigureAwait(false)
            : null;
        var recorded = Judge(arrival, outcome);
        if (!keep || Entry(arrival, recorded) is not { } entry)
        {
            return recorded;
        }

        try
        {
            return (Recorded.Refused)recorded with { QuarantineId = await quarantine.KeepAsync(entry, ct).ConfigureAwait(false) };
        }
        catch (Exception fault) when (DatabaseAway.Is(fault))
        {
            return Away();
        }
    }

    /// <summary>Records many, in order; the outcomes are in the same order. Each is on its own: some may be taken and others not.</summary>
    /// <param name="arrivals">What came in.</param>
    /// <param name="patience">How long to wait for a busy or absent database.</param>
    /// <param name="ct">Ends it; what is being written by then is stored.</param>
    /// <param name="begun">False where nothing is waited for until one of them is taken.</param>
    /// <param name="keep">False where what can't be appended is not to be kept.</param>
    public async Task<Recorded[]> ManyAsync(
        IReadOnlyList<Arrival> arrivals, TimeSpan patience, CancellationToken ct, bool begun = true, bool keep = true)
    {
        ArgumentNullException.ThrowIfNull(arrivals);
        var recorded = new Recorded[arrivals.Count];
        var open = new List<int>(arrivals.Count);
        for (var at = 0; at < recorded.Length; at++)
        {
            if (arrivals[at].Event is null)
            {
                recorded[at] = Judge(arrivals[at], null);
            }
            else
            {
                open.Add(at);
            }
        }

        var (started, asked) = (time.GetTimestamp(), open.Count);
        while (open.Count > 0)
        {
            await AppendAsync(arrivals, open, recorded, ct).ConfigureAwait(false);
            open.RemoveAll(at => recorded[at] is not Recorded.NotTaken);
            begun |= open.Count < asked;
            if (open.Count == 0 || !begun || time.GetElapsedTime(started) >= patience)
            {
                break;
            }

            await Task.Delay(Pause, time, ct).ConfigureAwait(false);
        }

        if (keep)
        {
            await KeepAsync(arrivals, recorded, begun ? patience : TimeSpan.Zero, ct).ConfigureAwait(false);
        }

        return recorded;
    }

    private async Task AppendAsync(IReadOnlyList<Arrival> arrivals, List<int> open, Recorded[] recorded, CancellationToken ct)
    {
        var first = arrivals[open[0]].Delivery;
        var groups = open.TrueForAll(at => ReferenceEquals(arrivals[at].Delivery, first))
            ? [open]
            : open.GroupBy(at => (arrivals[at].Delivery.Door, arrivals[at].Delivery.Sender)).Select(group => group.ToList());
        foreach (var group in groups)
        {
            var how = arrivals[group[0]].Delivery;
            var outcomes = await appender.AppendAsync(group.ConvertAll(at => arrivals[at].Event!), how.Door, how.Sender, ct, Traces(arrivals, group)).ConfigureAwait(false);
            for (var nth = 0; nth < group.Count; nth++)
            {
                recorded[group[nth]] = Judge(arrivals[group[nth]], outcomes[nth]);
            }
        }
    }

    private static List<TraceContext>? Traces(IReadOnlyList<Arrival> arrivals, List<int> group) =>
        group.TrueForAll(at => arrivals[at].Delivery.Trace.Parent is null) ? null : group.ConvertAll(at => arrivals[at].Delivery.Trace);

    /// <summary>Keeps what is to be kept, all at once.</summary>
    private async Task KeepAsync(IReadOnlyList<Arrival> arrivals, Recorded[] recorded, TimeSpan patience, CancellationToken ct)
    {
        var entries = new List<(int At, QuarantinedEvent Event)>();
        for (var at = 0; at < recorded.Length; at++)
        {
            if (Entry(arrivals[at], recorded[at]) is { } entry)
            {
                entries.Add((at, entry));
            }
        }

        for (var started = time.GetTimestamp(); entries.Count > 0;)
        {
            try
            {
                var numbers = await quarantine.KeepAsync(entries.ConvertAll(entry => entry.Event), ct).ConfigureAwait(false);
                foreach (var (nth, (at, _)) in entries.Index())
                {
                    recorded[at] = (Recorded.Refused)recorded[at] with { QuarantineId = numbers[nth] };
                }

                return;
            }
            catch (Exception fault) when (DatabaseAway.Is(fault))
            {
                if (time.GetElapsedTime(started) >= patience)
                {
                    entries.ForEach(entry => recorded[entry.At] = Away());
                    return;
                }
            }

            await Task.Delay(Pause, time, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Says what becomes of an event, now that the log has answered.</summary>
    private static Recorded Judge(Arrival arrival, AppendOutcome? outcome) => (arrival.Admission, outcome) switch
    {
        (Admission.Admitted(var e), AppendOutcome.Appended(var position, var version, _)) => new Recorded.Appended(e, position, version),
        (Admission.Admitted(var e), AppendOutcome.Duplicate(var position, var version, _)) => new Recorded.Duplicate(e, position, version),
        (Admission.Admitted(var e), AppendOutcome.Conflict conflict) => new Recorded.Conflict(e, conflict.Position, conflict.Violation),
        (Admission.Admitted(var e), AppendOutcome.NotStored(var violation)) => new Recorded.Invalid([violation], e.Source, e.ContextId),
        (Admission.Admitted, AppendOutcome.Overloaded(var retryAfter)) => new Recorded.NotTaken(retryAfter, "The server is overloaded."),
        (Admission.Admitted, AppendOutcome.Unavailable(var retryAfter)) => new Recorded.NotTaken(retryAfter, "The database does not answer."),
        (Admission.NotUnderstood(var reason, var source, var id, var message), _) => new Recorded.NotUnderstood(reason, message, source, id),
        (null, _) => new Recorded.TooLarge(),
        (Admission.Invalid(var errors, _, _), _) when arrival.Delivery.IsAnswered && errors.Any(error => error.Rule is TooLarge) => new Recorded.TooLarge(),
        (Admission.Invalid(var errors, var source, var id), _) => new Recorded.Invalid(errors, source, id),
        (Admission.NotJson(var message), _) => new Recorded.NotJson(message),
        var (admission, other) => throw new NotSupportedException($"{admission} {other}"),
    };

    /// <summary>What is to be kept of it; null where nothing is.</summary>
    private static QuarantinedEvent? Entry(Arrival arrival, Recorded recorded) => recorded switch
    {
        Recorded.NotJson when arrival.Body.IsEmpty && arrival.Delivery.IsAnswered => null,
        Recorded.Refused refused => new(
            arrival.Delivery.Door, arrival.Delivery.Sender, refused.Reason, refused.Message,
            refused is Recorded.Conflict or Recorded.Invalid ? refused.Errors : [], arrival.Delivery.ContentType, arrival.Body, refused.Source, refused.Id)
        {
            Form = arrival.Delivery.Form,
            Headers = arrival.Delivery.Headers,
        },
        _ => null,
    };

    private Recorded.NotTaken Away() => new(options.RetryAfter, "The database does not answer.");
}
