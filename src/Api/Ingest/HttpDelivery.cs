namespace CdViz.Api.Ingest;

/// <summary>How something came in over HTTP. Good for as long as the request is.</summary>
internal sealed class HttpDelivery(HttpContext context) : Delivery("http", context.User.Identity?.Name, context.Request.ContentType)
{
    private readonly IHeaderDictionary sent = context.Request.Headers;
    private IReadOnlyDictionary<string, string>? kept;

    /// <summary>How it came in, and how the request carries it.</summary>
    public static (HttpDelivery How, CloudEventsMode Mode) Of(HttpContext context)
    {
        var request = context.Request;
        var mode = IsPacked(request) ? CloudEventsMode.Unsupported : CloudEvents.ModeOf(request.ContentType, request.Headers.ContainsKey("ce-specversion"));
        return (new(context) { Form = FormOf(mode) }, mode);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Headers => kept ??= KeptHeaders.Of(sent);

    /// <inheritdoc/>
    public override bool IsAnswered => true;

    /// <inheritdoc/>
    public override string? Header(string name) => sent[name];

    private static BodyForm FormOf(CloudEventsMode mode) => mode switch
    {
        CloudEventsMode.Structured or CloudEventsMode.Batch => BodyForm.Structured,
        CloudEventsMode.Binary => BodyForm.Binary,
        _ => BodyForm.Bare,
    };

    /// <summary>The middleware that unpacks takes Content-Encoding away when it knows it, but leaves what says that nothing is packed.</summary>
    private static bool IsPacked(HttpRequest request) => request.Headers.ContentEncoding is { Count: > 0 } encodings
        && !encodings.ToString().Split(',').All(encoding => encoding.Trim().Equals("identity", StringComparison.OrdinalIgnoreCase));
}
