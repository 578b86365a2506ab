using CdViz.Domain;

namespace CdViz.Api;

/// <summary>One event as it arrived, and what admission says of it.</summary>
/// <param name="Index">Its place in the body, from 0.</param>
/// <param name="Body">Its bytes as they came.</param>
/// <param name="Admission">What admission says; null when it is larger than is allowed and was not looked at.</param>
internal readonly record struct Arrival(long Index, ReadOnlyMemory<byte> Body, Admission? Admission);

/// <summary>Who sends, and how.</summary>
/// <param name="Sender">The name of the token, or null.</param>
/// <param name="ContentType">The media type of the body.</param>
internal sealed record Sending(string? Sender, string? ContentType)
{
    /// <summary>The door all that comes over HTTP uses.</summary>
    public const string Door = "http";

    /// <summary>Of a request.</summary>
    public static Sending Of(HttpContext context) => new(context.User.Identity?.Name, context.Request.ContentType);
}
