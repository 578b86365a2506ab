using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CdViz.Api.Http;

/// <summary>Every refusal as RFC 9457 problem details.</summary>
internal static class Problems
{
    /// <summary>400: the body is not JSON.</summary>
    public static ProblemHttpResult NotJson(string message, long? quarantineId) =>
        Of(StatusCodes.Status400BadRequest, "Not JSON", "The body is not JSON.", [new Violation("", "json", message)], Kept(quarantineId));

    /// <summary>400: a parameter of the query is not as it should be.</summary>
    public static ProblemHttpResult BadQuery(IReadOnlyList<Violation> errors) =>
        Of(StatusCodes.Status400BadRequest, "Bad query", "A parameter of the query is not allowed.", errors);

    /// <summary>What was sent is no correction.</summary>
    public static ProblemHttpResult NotACorrection(IReadOnlyList<Violation> errors) =>
        Of(StatusCodes.Status422UnprocessableEntity, "Not a correction", "The correction is not as it should be.", errors);

    /// <summary>404: what was asked for is not here.</summary>
    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not found", detail);

    /// <summary>409: another event has this source and id.</summary>
    public static ProblemHttpResult Conflict(Violation error, long quarantineId) => Of(
        StatusCodes.Status409Conflict,
        "Conflict",
        "Another event has this source and id. What was sent is kept in the quarantine.",
        [error],
        Kept(quarantineId));

    /// <summary>413: one event is larger than is allowed.</summary>
    public static ProblemHttpResult TooLarge(int maxBytes) =>
        Of(StatusCodes.Status413PayloadTooLarge, "Too large", TooLargeMessage(maxBytes));

    /// <summary>413: what a tool says is larger than is allowed.</summary>
    public static ProblemHttpResult BodyTooLarge(int eventBytes) =>
        Of(StatusCodes.Status413PayloadTooLarge, "Too large", $"A body may have {eventBytes * 2L} bytes here, twice what one event may have (setting Limits:EventBytes).");

    /// <summary>The same for one of many.</summary>
    public static string TooLargeMessage(int maxBytes) => $"One event may have {maxBytes} bytes (setting Limits:EventBytes).";

    /// <summary>415: the media type, character set or content encoding is not understood.</summary>
    public static ProblemHttpResult MediaType() =>
        Of(StatusCodes.Status415UnsupportedMediaType, "Unsupported media type", $"Understood are: {MediaTypes}.");

    /// <summary>What may be sent to <c>/cdevents</c>.</summary>
    private const string MediaTypes =
        "application/json, application/cloudevents+json, application/cloudevents-batch+json, application/x-ndjson; in UTF-8; plain, gzip, deflate or br";

    /// <summary>422: it is JSON, but no CDEvent.</summary>
    public static ProblemHttpResult NotACdEvent(IReadOnlyList<Violation> errors, long? quarantineId) => Of(
        StatusCodes.Status422UnprocessableEntity, "Not a CDEvent", "The body is not a CDEvent as its specification says.", errors, Kept(quarantineId));

    /// <summary>429 with Retry-After: too many tokens were wrong.</summary>
    public static ProblemHttpResult TooOften(HttpContext context, TimeSpan retryAfter)
    {
        Wait(context, retryAfter);
        return Of(StatusCodes.Status429TooManyRequests, "Too many wrong tokens", "Too many tokens that were shown from here were wrong. The next one is looked at after a while.");
    }

    /// <summary>503 with Retry-After.</summary>
    /// <param name="context">The request.</param>
    /// <param name="detail">What is not there.</param>
    /// <param name="retryAfter">When to try again.</param>
    /// <param name="recorded">What was recorded of a long body before; null when nothing was.</param>
    public static ProblemHttpResult Unavailable(HttpContext context, string detail, TimeSpan retryAfter, ManyReceipt? recorded = null)
    {
        Wait(context, retryAfter);
        return Of(StatusCodes.Status503ServiceUnavailable, "Not available now", detail, more: recorded is null ? null : ("recorded", recorded));
    }

    private static void Wait(HttpContext context, TimeSpan time) =>
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static (string Name, object Value)? Kept(long? quarantineId) => quarantineId is { } number ? ("quarantineId", number) : null;

    /// <summary>Any other.</summary>
    public static ProblemHttpResult Of(
        int status, string title, string detail, IReadOnlyList<Violation>? errors = null, (string Name, object Value)? more = null)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (errors is not null)
        {
            extensions["errors"] = errors;
        }

        if (more is var (name, value))
        {
            extensions[name] = value;
        }

        return TypedResults.Problem(detail, statusCode: status, title: title, extensions: extensions);
    }
}
