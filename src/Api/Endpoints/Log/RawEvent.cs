using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace CdViz.Api.Endpoints.Log;

/// <summary>One event as a CloudEvent in binary mode: the body is the CDEvent, the headers say what the store knows.</summary>
public sealed class RawEvent(StoredEvent e) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(object), ["application/json"]));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json";
        response.ContentLength = e.Data.Length;
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        Set("CdViz-Position", e.Position.ToString(CultureInfo.InvariantCulture));
        Set("CdViz-Stream", e.Stream);
        Set("CdViz-Version", e.Version.ToString(CultureInfo.InvariantCulture));
        Set("CdViz-Recorded-At", e.RecordedAt.ToString("O", CultureInfo.InvariantCulture));
        using (var json = JsonDocument.Parse(e.Data))
        {
            var context = json.RootElement.GetProperty("context");
            Set("ce-specversion", "1.0");
            Set("ce-id", context.GetProperty("id").GetString()!);
            Set("ce-source", context.GetProperty("source").GetString()!);
            Set("ce-type", context.GetProperty("type").GetString()!);
            Set("ce-time", context.GetProperty("timestamp").GetString()!);
            Set("ce-subject", json.RootElement.GetProperty("subject").GetProperty("id").GetString()!);
        }

        await response.Body.WriteAsync(e.Data, httpContext.RequestAborted);

        void Set(string name, string value) => response.Headers[name] = CloudEventText.Header(value);
    }
}
