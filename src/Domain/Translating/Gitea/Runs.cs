namespace CdViz.Domain.Translating.Gitea;

/// <summary>Runs of workflows and their jobs, and the statuses of commits.</summary>
internal static class Runs
{
    /// <summary>A run of a workflow, as Gitea tells it.</summary>
    public static Translation Workflow(Told told, Piece body)
    {
        var run = body["workflow_run"];
        var (subject, page) = (run["url"].Text ?? run["html_url"].Needed, run["html_url"].Text ?? run["url"].Needed);
        var attempt = run["run_attempt"].Text is { } nth and not "0" ? $"{subject}/attempts/{nth}" : subject;
        var name = $"{GiteaTranslator.FullNameOf(body)}/{run["name"].Text ?? run["path"].Text?.Split('@')[0] ?? body["workflow"]["name"].Needed}";
        told.With("headSha", run["head_sha"].Text).With("branch", run["head_branch"].Text).With("event", run["event"].Text);
        return body["action"].Text switch
        {
            "requested" => told.Says(Time(run, "created_at", "run_started_at", "started_at", "updated_at"), attempt, new PipelineRunQueued { PipelineName = name, Uri = page }),
            "in_progress" => told.Says(Time(run, "run_started_at", "started_at", "updated_at", "created_at"), attempt, new PipelineRunStarted { PipelineName = name, Uri = page }),
            "completed" => told.Says(
                Time(run, "updated_at", "completed_at", "run_started_at", "started_at"), attempt,
                new PipelineRunFinished { PipelineName = name, Uri = page, Outcome = OutcomeOf(run["conclusion"].Text) }),
            var other => new Translation.Nothing($"'{other}' of a workflow has no meaning in CDEvents."),
        };
    }

    /// <summary>A job of a workflow, as Gitea tells it.</summary>
    public static Translation Job(Told told, Piece body)
    {
        var job = body["workflow_job"];
        var (subject, page) = (job["url"].Text ?? job["html_url"].Needed, job["html_url"].Text ?? job["url"].Needed);
        var run = job["run_url"].Text is { } url ? new Reference(job["run_attempt"].Text is { } nth and not "0" ? $"{url}/attempts/{nth}" : url) : null;
        var name = $"{GiteaTranslator.FullNameOf(body)}/{job["name"].Needed}";
        return body["action"].Text switch
        {
            "in_progress" => told.Says(Time(job, "started_at", "created_at"), subject, new TaskRunStarted { TaskName = name, Uri = page, PipelineRun = run }),
            "completed" => told.Says(
                Time(job, "completed_at", "started_at"), subject, new TaskRunFinished { TaskName = name, Uri = page, PipelineRun = run, Outcome = OutcomeOf(job["conclusion"].Text) }),
            var other => new Translation.Nothing($"A task run has no step '{other}'."),
        };
    }

    /// <summary>A run of a workflow, as Forgejo tells it when it is over: with when it was queued and began.</summary>
    public static Translation ActionRun(Told told, Piece body)
    {
        var run = body["run"];
        var (repository, page) = (GiteaTranslator.RepositoryOf(body), run["html_url"].Needed);
        var subject = $"{repository}/actions/runs/{run["index_in_repo"].Text ?? run["id"].Needed}";
        var name = $"{GiteaTranslator.FullNameOf(body)}/{run["workflow_id"].Needed}";
        told.With("headSha", run["commit_sha"].Text).With("event", run["event"].Text ?? run["trigger_event"].Text).With("title", run["title"].Text);
        if (run["created"].Time is { } created)
        {
            told.Says(created, subject, new PipelineRunQueued { PipelineName = name, Uri = page });
        }

        if (run["started"].Time is { } started)
        {
            told.Says(started, subject, new PipelineRunStarted { PipelineName = name, Uri = page });
        }

        return told.Says(
            run["stopped"].Time ?? run["updated"].NeededTime, subject, new PipelineRunFinished { PipelineName = name, Uri = page, Outcome = OutcomeOf(run["status"].Text) });
    }

    /// <summary>The status of a commit, as CI servers report it.</summary>
    public static Translation Status(Told told, Piece body)
    {
        if (body["target_url"].Text is not { } subject)
        {
            return new Translation.Nothing("The status of a commit without an address of a run names no run.");
        }

        var (state, name) = (body["state"].Needed, $"{GiteaTranslator.FullNameOf(body)}/{body["context"].Text ?? "status"}");
        told.With("headSha", body["sha"].Text);
        return state is "pending"
            ? told.Says(Time(body, "created_at", "updated_at"), subject, new PipelineRunStarted { PipelineName = name, Uri = subject })
            : told.Says(Time(body, "updated_at", "created_at"), subject, new PipelineRunFinished { PipelineName = name, Uri = subject, Outcome = OutcomeOf(state) });
    }

    private static DateTimeOffset Time(Piece of, params ReadOnlySpan<string> members)
    {
        foreach (var member in members)
        {
            if (of[member].Time is { } time)
            {
                return time;
            }
        }

        throw of[members[0]].Wrong("a time");
    }

    /// <summary>CDEvents know no skipped run: who skips it, cancels it.</summary>
    private static Outcome? OutcomeOf(string? conclusion) => conclusion is null ? null : new(new Outcome(conclusion).Canonical switch
    {
        ("success" or "failure" or "cancel" or "error") and var known => known,
        "skipped" => "cancel",
        _ => "error",
    });
}
