using System.Text;

namespace CdViz.Domain.Binding;

/// <summary>A CloudEvent that carries a CDEvent: the attributes of its envelope, as they came, and its data.</summary>
public sealed record CloudEvent
{
    // Some SDKs cut the envelope's time to whole milliseconds.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    /// <summary>The CDEvent; empty where there is a <see cref="Failure"/>.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The version of CloudEvents (not of CDEvents).</summary>
    public string? SpecVersion { get; init; }

    /// <summary>To equal context.id.</summary>
    public string? Id { get; init; }

    /// <summary>To equal context.source.</summary>
    public string? Source { get; init; }

    /// <summary>To equal context.type.</summary>
    public string? Type { get; init; }

    /// <summary>To equal subject.id.</summary>
    public string? Subject { get; init; }

    /// <summary>To be the same instant as context.timestamp, to the millisecond.</summary>
    public string? Time { get; init; }

    /// <summary>Why there is no CDEvent to be had (<see cref="Admission.NotJson"/>, <see cref="Admission.Invalid"/>), or null.</summary>
    public Admission? Failure { get; init; }

    /// <summary>Where the envelope says other than the CDEvent. What it does not say cannot differ.</summary>
    public IReadOnlyList<Violation> Mismatches(AdmittedEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        List<Violation>? found = null;
        Compare("id", "/context/id", Id, e.ContextId);
        Compare("source", "/context/source", Source, e.Source);
        Compare("type", "/context/type", Type, e.TypeName);
        Compare("subject", "/subject/id", Subject, e.Stream.SubjectId);
        if (Time is not null && (Rfc3339.Read(Encoding.UTF8.GetBytes(Time), out var time) is not TimestampVerdict.Ok || (time - e.OccurredAt).Duration() >= Tolerance))
        {
            Add("/context/timestamp", "time", $"The envelope says '{Time}', the CDEvent {e.OccurredAt:O}; the CDEvent holds.");
        }

        return found ?? (IReadOnlyList<Violation>)[];

        void Compare(string attribute, string pointer, string? said, string held)
        {
            if (said is not null && said != held && Decode(said) != held)
            {
                Add(pointer, attribute, $"The envelope says '{said}', the CDEvent '{held}'; the CDEvent holds.");
            }
        }

        void Add(string pointer, string attribute, string message) =>
            (found ??= []).Add(new Violation(pointer, $"cloudevents.{attribute}.mismatch", message));
    }

    /// <summary>
    /// A header's value may be a quoted string, and is percent-encoded, which not all senders do: <c>%3A</c> may stand for itself or for a colon.
    /// </summary>
    private static string Decode(string value) =>
        Uri.UnescapeDataString(value is ['"', .. var quoted, '"'] ? quoted.Replace("\\", "", StringComparison.Ordinal) : value);
}
