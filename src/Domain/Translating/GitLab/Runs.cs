namespace CdViz.Domain.Translating.GitLab;

/// <summary>Pipelines and jobs.</summary>
internal static class Runs
{
    /// <summary>A pipeline.</summary>
    public static Translation Pipeline(Told told, Piece body)
    {
        var run = body["object_attributes"];
        var (project, id, status) = (GitLabTranslator.ProjectOf(body), run["id"].Needed, run["status"].Needed);
        var subject = PipelineId(project, id);
        var name = run["name"].Text is { } named ? $"{GitLabTranslator.PathOf(body)}/{named}" : GitLabTranslator.PathOf(body);
        var created = run["created_at"].NeededTime;
        told.With("ref", run["ref"].Text).With("sha", run["sha"].Text).With("source", run["source"].Text).LinkedTo("storedAt", "repository", project);
        return status switch
        {
            "created" or "waiting_for_resource" or "waiting_for_callback" or "preparing" or "pending" or "scheduled" =>
                told.Says(created, subject, new PipelineRunQueued { PipelineName = name, Uri = subject }),
            "running" => told.Says(Started(run, body) ?? created, subject, new PipelineRunStarted { PipelineName = name, Uri = subject }),
            "success" or "failed" or "canceled" or "skipped" => told.Says(
                run["finished_at"].Time ?? created, subject, new PipelineRunFinished { PipelineName = name, Uri = subject, Outcome = Outcome(status) }),
            _ => new Translation.Nothing($"A pipeline that is {status} neither starts nor ends."),
        };
    }

    /// <summary>A job.</summary>
    public static Translation Job(Told told, Piece body)
    {
        var (project, status) = (GitLabTranslator.ProjectOf(body), body["build_status"].Needed);
        var subject = $"{project}/-/jobs/{body["build_id"].Needed}";
        var name = $"{GitLabTranslator.PathOf(body)}/{body["build_name"].Needed}";
        var run = body["pipeline_id"].Text is { } pipeline ? new Reference(PipelineId(project, pipeline)) : null;
        told.With("ref", body["ref"].Text).With("sha", body["sha"].Text).With("stage", body["build_stage"].Text).With("failureReason", body["build_failure_reason"].Text);
        return status switch
        {
            "running" => told.Says(body["build_started_at"].NeededTime, subject, new TaskRunStarted { TaskName = name, Uri = subject, PipelineRun = run }),
            "success" or "failed" or "canceled" or "skipped" => told.Says(
                body["build_finished_at"].Time ?? body["build_created_at"].NeededTime, subject,
                new TaskRunFinished { TaskName = name, Uri = subject, PipelineRun = run, Outcome = Outcome(status) }),
            _ => new Translation.Nothing($"A job that is {status} neither starts nor ends; a task run has no other steps."),
        };
    }

    private static string PipelineId(string project, string id) => $"{project}/-/pipelines/{id}";

    private static Outcome Outcome(string status) => new(status switch
    {
        "success" => "success",
        "failed" => "failure",
        _ => "cancel",
    });

    /// <summary>GitLab says how long it waited, or when its first job began.</summary>
    private static DateTimeOffset? Started(Piece run, Piece body) => run["queued_duration"].Duration(TimeSpan.FromSeconds(1)) is { } waited
        ? ToolTime.Plus(run["created_at"].NeededTime, waited)
        : body["builds"].Items.Select(job => job["started_at"].Time).Min();
}
