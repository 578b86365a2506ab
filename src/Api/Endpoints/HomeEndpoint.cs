using System.Reflection;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authorization;
using Wolverine.Http;

namespace CdViz.Api.Endpoints;

/// <summary><c>GET /</c>: says what this is, with links.</summary>
public static class HomeEndpoint
{
    /// <summary>The program's version, without what the build adds to it.</summary>
    public static string Version { get; } =
        typeof(HomeEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string Html(string server) =>
        $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>CdViz.EventStore</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
        code, pre { font: 14px/1.5 ui-monospace, monospace; background: #f2f4f7; border-radius: 4px; padding: .1em .3em }
        pre { padding: 1rem; overflow-x: auto }
        li { margin: .25rem 0 }
        @media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117 } code, pre { background: #1c2128 } a { color: #6cb6ff } }
        </style>
        </head>
        <body>
        <h1>CdViz.EventStore</h1>
        <p>The evidence store of software delivery. It keeps what CI servers, deployers and trackers report as
        <a href="https://cdevents.dev">CDEvents</a> and tells what runs where, and how every pipeline and test run went. Version {{Version}}.</p>
        <h2>Ask</h2>
        <ul>
        <li><a href="deployments">/deployments</a> what runs where now</li>
        <li><a href="pipeline-runs">/pipeline-runs</a> how pipeline runs went</li>
        <li><a href="task-runs">/task-runs</a> how task runs went</li>
        <li><a href="test-runs">/test-runs</a> how test cases and suites went</li>
        <li><a href="events">/events</a> every event, in order; <a href="events/live">/events/live</a> as they come</li>
        <li><a href="projections">/projections</a> how far the read tables have come</li>
        <li><a href="quarantine">/quarantine</a> what came in and was not understood, and why</li>
        <li><a href="catalogue">/catalogue</a> which event types are accepted</li>
        <li><a href="openapi/v1.json">/openapi/v1.json</a> all of it, described</li>
        <li><a href="health/ready">/health/ready</a>, <a href="metrics">/metrics</a> for operators</li>
        </ul>
        <h2>Tell</h2>
        <pre>curl -H 'Content-Type: application/json' --data-binary @event.json {{server}}/cdevents</pre>
        </body>
        </html>
        """;

    /// <summary>Answers with the page.</summary>
    [WolverineGet("/"), AllowAnonymous, ExcludeFromDescription]
    public static Answer Get(HttpRequest request, HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
        return new(TypedResults.Content(Html(HtmlEncoder.Default.Encode($"{request.Scheme}://{request.Host}{request.PathBase}")), "text/html; charset=utf-8"));
    }
}
