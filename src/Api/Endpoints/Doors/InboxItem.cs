using System.Text;
using System.Text.Unicode;

namespace CdViz.Api.Endpoints.Doors;

/// <summary>An entry of the inbox.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">waiting; done: all that it says is in the log, or it says nothing; quarantined: some of it is in the quarantine; failed: it could not be translated.</param>
/// <param name="Door">Where it came in: sql, webhook, cloudevents, report, kubernetes, otlp.</param>
/// <param name="Source">The source it came from, by its name in the settings; of a report its format; null at the SQL door.</param>
/// <param name="Sender">Who sent it: the login at the SQL door, the source of a webhook, the name of the token, or null.</param>
/// <param name="Translators">What translated it last.</param>
/// <param name="Remark">What there is to say of it: why it means nothing, why it could not be translated, why it waits; or null.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="ProcessedAt">When it was taken last; null while it waits.</param>
/// <param name="DueAt">When it is tried again; null where nothing is waited for.</param>
/// <param name="Attempts">How often it has been taken.</param>
/// <param name="Results">What became of each event in it.</param>
public record InboxItem(
    long Id, string State, string Door, string? Source, string? Sender, IReadOnlyList<string> Translators, string? Remark, DateTime ReceivedAt, DateTime? ProcessedAt,
    DateTime? DueAt, int Attempts, IReadOnlyList<Taken> Results)
{
    /// <summary>The entry as it is shown.</summary>
    public static InboxItem Of(InboxEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(
            Id: entry.Number, State: entry.State, Door: entry.Delivery.Door, Source: entry.Source, Sender: entry.Delivery.Sender, Translators: entry.Translators,
            Remark: entry.Remark, ReceivedAt: entry.ReceivedAt, ProcessedAt: entry.ProcessedAt, DueAt: entry.DueAt, Attempts: entry.Attempts, Results: entry.Results);
    }
}

/// <summary>An entry of the inbox with what came in.</summary>
public sealed record InboxDetail : InboxItem
{
    private InboxDetail(InboxItem item) : base(item) { }

    /// <summary>Media type it came with, or null.</summary>
    public required string? ContentType { get; init; }

    /// <summary>Headers it came with, as far as they are kept.</summary>
    public required IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Bytes of its body.</summary>
    public required int Bytes { get; init; }

    /// <summary>Its bytes as text where they are UTF-8, else null.</summary>
    public required string? Body { get; init; }

    /// <summary>Its bytes in base64 where they are not UTF-8, else null.</summary>
    public required string? BodyBase64 { get; init; }

    /// <summary>The entry as it is shown.</summary>
    public static new InboxDetail Of(InboxEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var bytes = entry.Body.Span;
        var isText = Utf8.IsValid(bytes);
        return new InboxDetail(InboxItem.Of(entry))
        {
            ContentType = entry.Delivery.ContentType,
            Headers = entry.Delivery.Headers,
            Bytes = bytes.Length,
            Body = isText ? Encoding.UTF8.GetString(bytes) : null,
            BodyBase64 = isText ? null : Convert.ToBase64String(bytes),
        };
    }
}

/// <summary>Entries that wait again.</summary>
/// <param name="Entries">How many.</param>
public sealed record InboxRedriven(long Entries);
