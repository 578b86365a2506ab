namespace CdViz.Domain.Translating.Telemetry;

/// <summary>Runs of pipelines and their tasks, by the conventions <c>cicd.*</c>.</summary>
internal static class OtlpRun
{
    /// <summary>A pipeline run.</summary>
    public static Translation Pipeline(Told told, OtlpRecord record, string id, DateTimeOffset at)
    {
        // CDEvents asks for a page of a pipeline run.
        var (name, page) = (record.Said("cicd.pipeline.name"), record.Said("cicd.pipeline.run.url.full") ?? record.Said("vcs.repository.url.full") ?? $"urn:otel:run:{Uri.EscapeDataString(id)}");
        return record.Own("cicd.pipeline.result") is { } result
            ? told.Says(at, id, new PipelineRunFinished { PipelineName = name, Uri = page, Outcome = OutcomeOf(result), Errors = record.Said("error.type") })
            : record.Own("cicd.pipeline.run.state") switch
            {
                "pending" => told.Says(at, id, new PipelineRunQueued { PipelineName = name, Uri = page }),
                "executing" => told.Says(at, id, new PipelineRunStarted { PipelineName = name, Uri = page }),
                var state => new Translation.Nothing($"'{state}' of a pipeline run has no meaning in CDEvents."),
            };
    }

    /// <summary>A task run: with a result it has ended, without one it begins.</summary>
    public static Translation Task(Told told, OtlpRecord record, string id, DateTimeOffset at)
    {
        var (name, page) = (record.Said("cicd.pipeline.task.name"), record.Said("cicd.pipeline.task.run.url.full"));
        var run = record.Said("cicd.pipeline.run.id") is { } of ? new Reference(of) : null;
        return record.Own("cicd.pipeline.task.run.result") is { } result
            ? told.Says(at, id, new TaskRunFinished { TaskName = name, Uri = page, PipelineRun = run, Outcome = OutcomeOf(result), Errors = record.Said("error.type") })
            : told.Says(at, id, new TaskRunStarted { TaskName = name, Uri = page, PipelineRun = run });
    }

    private static Outcome OutcomeOf(string result) => new(result switch { "timeout" => "error", "cancellation" => "cancel", "skip" => "success", _ => result });
}
