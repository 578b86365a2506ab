namespace CdViz.Domain.Binding;

/// <summary>The binding of CDEvents to CloudEvents 1.0 over HTTP.</summary>
public static class CloudEvents
{
    /// <summary>Tells how a request carries CDEvents.</summary>
    /// <param name="contentType">The header <c>Content-Type</c> with its parameters; absent counts as JSON.</param>
    /// <param name="hasCeSpecVersion">True when there is a header <c>ce-specversion</c>.</param>
    public static CloudEventsMode ModeOf(string? contentType, bool hasCeSpecVersion)
    {
        var parts = (contentType ?? "").Split(';', StringSplitOptions.TrimEntries);
        if (!parts.Skip(1).All(IsUtf8))
        {
            return CloudEventsMode.Unsupported;
        }

        return parts[0].ToLowerInvariant() switch
        {
            "application/cloudevents+json" or "application/cloudevents" => CloudEventsMode.Structured,
            "application/cloudevents-batch+json" or "application/cloudevents-batch" => CloudEventsMode.Batch,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => CloudEventsMode.Lines,
            var type when type is "" or "application/json" or "text/json" || (type.StartsWith("application/", StringComparison.Ordinal)
                && type.EndsWith("+json", StringComparison.Ordinal)) => hasCeSpecVersion ? CloudEventsMode.Binary : CloudEventsMode.Bare,
            _ => CloudEventsMode.Unsupported,
        };
    }

    /// <summary>Binary mode: the body is the CDEvent, the headers <c>ce-id</c>, <c>ce-source</c> … are its envelope.</summary>
    /// <param name="header">Gives a header's value by its name, or null.</param>
    /// <param name="body">The body.</param>
    public static CloudEvent Binary(Func<string, string?> header, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(header);
        return new CloudEvent
        {
            Data = body,
            SpecVersion = header("ce-specversion"),
            Id = header("ce-id"),
            Source = header("ce-source"),
            Type = header("ce-type"),
            Subject = header("ce-subject"),
            Time = header("ce-time"),
        };
    }

    /// <summary>
    /// Structured mode, and one item of a batch: takes the CDEvent out of <c>data</c> (an object, or its JSON as a string) or <c>data_base64</c>.
    /// </summary>
    /// <param name="utf8Json">The CloudEvent.</param>
    public static CloudEvent Structured(ReadOnlyMemory<byte> utf8Json) => new StructuredCloudEvent(utf8Json).Read();

    private static bool IsUtf8(string parameter) =>
        !parameter.StartsWith("charset=", StringComparison.OrdinalIgnoreCase)
        || parameter["charset=".Length..].Trim('"').ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii";
}
