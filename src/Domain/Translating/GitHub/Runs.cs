namespace CdViz.Domain.Translating.GitHub;

/// <summary>Runs of workflows, and their jobs.</summary>
internal static class Runs
{
    /// <summary>A run, each attempt of which is a run.</summary>
    public static Translation Workflow(Told told, Piece body)
    {
        var run = body["workflow_run"];
        var (subject, page) = (Attempt(run["url"].Needed, run["run_attempt"]), Attempt(run["html_url"].Needed, run["run_attempt"]));
        var name = $"{GitHubTranslator.FullNameOf(body)}/{run["name"].Text ?? body["workflow"]["name"].Text ?? run["path"].Needed}";
        told.With("headSha", run["head_sha"].Text).With("headBranch", run["head_branch"].Text).With("event", run["event"].Text).With("runNumber", run["run_number"].Text)
            .LinkedTo("storedAt", "repository", GitHubTranslator.RepositoryOf(body));
        return body["action"].Text switch
        {
            // Asked for again, it keeps the time at which it was asked for first.
            "requested" => told.Says(
                run["run_attempt"].Whole > 1 ? run["run_started_at"].Time ?? run["created_at"].NeededTime : run["created_at"].NeededTime, subject,
                new PipelineRunQueued { PipelineName = name, Uri = page }),
            "in_progress" => told.Says(
                run["run_started_at"].Time ?? run["updated_at"].NeededTime, subject, new PipelineRunStarted { PipelineName = name, Uri = page }),
            "completed" => told.Says(
                run["updated_at"].NeededTime, subject,
                new PipelineRunFinished { PipelineName = name, Uri = page, Outcome = OutcomeOf(run["conclusion"].Text), Errors = Errors(run["conclusion"].Text) }),
            var other => new Translation.Nothing($"'{other}' of a workflow has no meaning in CDEvents."),
        };
    }

    /// <summary>A job.</summary>
    public static Translation Job(Told told, Piece body)
    {
        var job = body["workflow_job"];
        var (subject, page) = (job["url"].Needed, job["html_url"].Text ?? job["url"].Needed);
        var workflow = job["workflow_name"].Text is { } named ? $"/{named}" : "";
        var name = $"{GitHubTranslator.FullNameOf(body)}{workflow}/{job["name"].Needed}";
        var run = new Reference(Attempt(job["run_url"].Needed, job["run_attempt"]));
        told.With("headSha", job["head_sha"].Text).With("headBranch", job["head_branch"].Text).With("runner", job["runner_name"].Text);
        return body["action"].Text switch
        {
            "in_progress" => told.Says(job["started_at"].Time ?? job["created_at"].NeededTime, subject, new TaskRunStarted { TaskName = name, Uri = page, PipelineRun = run }),
            "completed" => told.Says(
                job["completed_at"].Time ?? job["started_at"].NeededTime, subject,
                new TaskRunFinished
                {
                    TaskName = name,
                    Uri = page,
                    PipelineRun = run,
                    Outcome = OutcomeOf(job["conclusion"].Text),
                    Errors = Errors(job["conclusion"].Text),
                }),
            var other => new Translation.Nothing($"A job that is '{other}' neither starts nor ends; a task run has no other steps."),
        };
    }

    private static string Attempt(string address, Piece attempt) => attempt.Text is { } nth ? $"{address}/attempts/{nth}" : address;

    /// <summary>CDEvents know no skipped run and none that waits for somebody.</summary>
    private static Outcome? OutcomeOf(string? conclusion) => conclusion switch
    {
        null => null,
        "success" or "neutral" => new("success"),
        "failure" => new("failure"),
        "cancelled" or "skipped" or "stale" => new("cancel"),
        _ => new("error"),
    };

    private static string? Errors(string? conclusion) => conclusion is "timed_out" or "startup_failure" or "action_required" ? conclusion : null;
}
