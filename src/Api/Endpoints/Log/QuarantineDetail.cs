using System.Text;
using System.Text.Unicode;

namespace CdViz.Api.Endpoints.Log;

/// <summary>An entry of the quarantine with all that is known of it.</summary>
public sealed record QuarantineDetail : QuarantineItem
{
    private QuarantineDetail(QuarantineItem item) : base(item) { }

    /// <summary>What is wrong with it.</summary>
    public required IReadOnlyList<Violation> Errors { get; init; }

    /// <summary>Headers it came with, credentials left out.</summary>
    public required IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Its bytes as text where they are UTF-8, else null.</summary>
    public required string? Body { get; init; }

    /// <summary>Its bytes in base64 where they are not UTF-8, else null.</summary>
    public required string? BodyBase64 { get; init; }

    /// <summary>The last times it was driven again, the latest first; no more than 20.</summary>
    public required IReadOnlyList<QuarantineAttempt> LastAttempts { get; init; }

    /// <summary>The entry as it is shown.</summary>
    public static QuarantineDetail Of(QuarantineEntry entry, IReadOnlyList<QuarantineAttempt> attempts)
    {
        var bytes = entry.Event.Body.Span;
        var isText = Utf8.IsValid(bytes);
        return new QuarantineDetail(Of(entry))
        {
            Errors = entry.Event.Errors,
            Headers = entry.Event.Headers,
            Body = isText ? Encoding.UTF8.GetString(bytes) : null,
            BodyBase64 = isText ? null : Convert.ToBase64String(bytes),
            LastAttempts = attempts,
        };
    }
}
