using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Api.Commands.Running;

/// <summary>The CDEvents of a command that is run.</summary>
internal sealed class RunEvents(Run run)
{
    /// <summary>It began.</summary>
    public CDEvent Started(DateTimeOffset at) => Event(at, run.Id, run.Kind.Started(run), Details(null, null));

    /// <summary>It ended.</summary>
    public CDEvent Finished(DateTimeOffset at, RunEnd end, RunReports reports) => Event(at, run.Id, run.Kind.Finished(run, end), Details(end, reports));

    /// <summary>What its reports say, and what it left to look at.</summary>
    public IEnumerable<CDEvent> Beside(DateTimeOffset at, RunReports reports)
    {
        foreach (var e in reports.Events)
        {
            yield return run.ChainId is null ? e : ContentId.Given(e with { ChainId = run.ChainId });
        }

        if (run.Kind.IsTest)
        {
            foreach (var output in run.Outputs)
            {
                yield return Event(at, output, new TestOutputPublished { OutputType = "report", Format = MediaTypeOf(output), Uri = output }, null);
            }
        }
    }

    private static string MediaTypeOf(string uri) => Path.GetExtension(uri.Split('?', '#')[0]).ToLowerInvariant() switch
    {
        ".xml" or ".trx" => "application/xml",
        ".json" or ".sarif" => "application/json",
        ".txt" or ".tap" or ".log" => "text/plain",
        ".zip" => "application/zip",
        ".pdf" => "application/pdf",
        ".png" => "image/png",
        ".mp4" => "video/mp4",
        _ => "text/html",
    };

    private CDEvent Event(DateTimeOffset at, string subject, SubjectContent content, JsonElement? custom) =>
        ContentId.Given(new CDEvent("0", run.Source, at, subject, content) { ChainId = run.ChainId, CustomData = custom });

    private JsonElement? Details(RunEnd? end, RunReports? reports)
    {
        var own = new JsonObject();
        if (end is not null && reports is not null)
        {
            own["outcome"] = end.Outcome;
            own["summary"] = new JsonObject
            {
                ["exit_code"] = end.ExitCode,
                ["duration_ms"] = (long)end.Took.TotalMilliseconds,
                ["results_count"] = reports.Count(),
                ["passed"] = reports.Count("success"),
                ["failed"] = reports.Count("failure"),
                ["errors"] = reports.Count("error"),
                ["skipped"] = reports.Count("skipped"),
            };
        }

        foreach (var (name, value) in run.Metadata)
        {
            own[name] = value;
        }

        var links = new JsonArray();
        Link(links, "partOf", "pipelineRun", run.PipelineRun?.Id);
        Link(links, "testedAgainst", "artifact", run.Kind.IsTest ? run.Artifact : null);
        foreach (var output in end is null ? [] : run.Outputs)
        {
            Link(links, "storedAt", "testOutput", output);
        }

        var data = new JsonObject();
        if (own.Count > 0)
        {
            data[run.Kind.Name] = own;
        }

        if (links.Count > 0)
        {
            data["links"] = links;
        }

        return data.Count > 0 ? JsonElement.Parse(data.ToJsonString()) : null;
    }

    private static void Link(JsonArray links, string kind, string type, string? id)
    {
        if (id is not null)
        {
            links.Add(new JsonObject { ["linkkind"] = kind, ["subject"] = new JsonObject { ["id"] = id, ["type"] = type } });
        }
    }
}
