using System.Net.Mime;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace CdViz.Api.Http;

/// <summary>Answers that have a status and nothing else: problem details, or a page for who asks with a browser.</summary>
internal static class StatusPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Writes it.</summary>
    public static Task WriteAsync(StatusCodeContext context)
    {
        var (http, status) = (context.HttpContext, context.HttpContext.Response.StatusCode);
        var title = ReasonPhrases.GetReasonPhrase(status);
        var detail = status is StatusCodes.Status404NotFound ? $"There is nothing at {http.Request.Path.Value}; GET /openapi/v1.json lists what there is." : title;
        if (!http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase)))
        {
            return Problems.Of(status, title, detail).ExecuteAsync(http);
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = Policy;
        return http.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{status} {title}</title></head>
            <body style="font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem">
            <h1>{title}</h1>
            <p>{HtmlEncoder.Default.Encode(detail)}</p>
            <p><a href="{HtmlEncoder.Default.Encode($"{http.Request.PathBase}/")}">CdViz.EventStore</a></p>
            </body>
            </html>
            """,
            http.RequestAborted);
    }
}
