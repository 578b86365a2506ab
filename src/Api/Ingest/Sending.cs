using CdViz.Adapters;
using CdViz.Domain;

namespace CdViz.Api;

/// <summary>Who sends, and how. Good for as long as the request is.</summary>
/// <param name="Sender">The name of the token, or null.</param>
/// <param name="ContentType">The media type of the body.</param>
public sealed record Sending(string? Sender, string? ContentType)
{
    /// <summary>The door all that comes over HTTP uses.</summary>
    public const string Door = "http";

    private IHeaderDictionary? sent;
    private IReadOnlyDictionary<string, string>? kept;

    /// <summary>What the bytes of an event are.</summary>
    public BodyForm Form => CloudEvents.ModeOf(ContentType, sent?.ContainsKey("ce-specversion") is true) switch
    {
        CloudEventsMode.Structured or CloudEventsMode.Batch => BodyForm.Structured,
        CloudEventsMode.Binary => BodyForm.Binary,
        _ => BodyForm.Bare,
    };

    /// <summary>The headers that may be kept; null where there are none.</summary>
    public IReadOnlyDictionary<string, string>? Headers => kept ??= sent is null ? null : KeptHeaders.Of(sent);

    /// <summary>Of a request.</summary>
    public static Sending Of(HttpContext context) =>
        new(context.User.Identity?.Name, context.Request.ContentType) { sent = context.Request.Headers };
}
