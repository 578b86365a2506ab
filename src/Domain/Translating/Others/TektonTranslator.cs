namespace CdViz.Domain.Translating.Others;

/// <summary>CloudEvents of Tekton: how pipeline runs and task runs go. Tekton sends the same state several times.</summary>
public sealed class TektonTranslator : ITranslator
{
    private const string Prefix = "dev.tekton.event.";

    /// <inheritdoc/>
    public string Name => "tekton";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var type = incoming.CloudEvent?.Type ?? incoming.Header("ce-type") ?? throw new NotTranslatedException("It came without the envelope of a CloudEvent, which says what happened.");
        if (!type.StartsWith(Prefix, StringComparison.Ordinal) || type[Prefix.Length..].Split('.') is not [var what, var state, ..] || what is not ("pipelinerun" or "taskrun"))
        {
            return new Translation.Nothing($"'{type}' is no run of a pipeline or a task.");
        }

        var run = what is "pipelinerun" ? incoming.Json["pipelineRun"] : incoming.Json["taskRun"];
        var (metadata, labels) = (run["metadata"], run["metadata"]["labels"]);
        var (group, name) = (metadata["namespace"].Text ?? "default", metadata["name"].Needed);
        var condition = run["status"]["conditions"].Items.FirstOrDefault(one => one["type"].Text is "Succeeded");
        var (reason, started) = (condition["reason"].Text, run["status"]["startTime"].Time);
        var ended = run["status"]["completionTime"].Time ?? condition["lastTransitionTime"].Time ?? incoming.CloudEvent?.Time ?? incoming.ReceivedAt;
        var subject = $"/{group}/{name}/{metadata["uid"].Needed}";
        var told = new Told(incoming, Name, $"urn:tekton:{group}").With("reason", reason).With("pipeline", labels["tekton.dev/pipeline"].Text)
            .With("eventId", labels["triggers.tekton.dev/triggers-eventid"].Text);
        var outcome = new Outcome(state switch
        {
            "successful" => "success",
            "cancelled" => "cancel",
            _ when reason is not null && new Outcome(reason) is { IsKnown: true, Canonical: ("cancel" or "error") and var known } => known,
            _ => "failure",
        });
        var errors = outcome.Raw is "success" ? null : condition["message"].Text;
        var isOver = state is "successful" or "failed" or "cancelled";
        if (!isOver && started is null)
        {
            return state is "started" or "running" or "unknown" && what is "pipelinerun" && metadata["creationTimestamp"].Time is { } created
                ? told.Says(created, subject, new PipelineRunQueued { PipelineName = PipelineOf(run, labels, name) })
                : new Translation.Nothing("It has not begun yet.");
        }

        if (what is "pipelinerun")
        {
            var pipeline = PipelineOf(run, labels, name);
            return isOver
                ? told.Says(ended, subject, new PipelineRunFinished { PipelineName = pipeline, Outcome = outcome, Errors = errors })
                : told.Says(started!.Value, subject, new PipelineRunStarted { PipelineName = pipeline, Uri = Address(incoming, subject) });
        }

        var task = labels["tekton.dev/pipelineTask"].Text ?? run["spec"]["taskRef"]["name"].Text ?? labels["tekton.dev/task"].Text ?? name;
        var partOf = labels["tekton.dev/pipelineRun"].Text is { } parent && labels["tekton.dev/pipelineRunUID"].Text is { } uid ? new Reference($"/{group}/{parent}/{uid}") : null;
        return isOver
            ? told.Says(ended, subject, new TaskRunFinished { TaskName = task, PipelineRun = partOf, Outcome = outcome, Errors = errors })
            : told.Says(started!.Value, subject, new TaskRunStarted { TaskName = task, PipelineRun = partOf });
    }

    private static string PipelineOf(Piece run, Piece labels, string name) =>
        run["spec"]["pipelineRef"]["name"].Text ?? labels["tekton.dev/pipeline"].Text ?? name;

    /// <summary>A start has an address; where the source does not say where Tekton's dashboard is, the run's name stands for it.</summary>
    private static string Address(Incoming incoming, string subject) => incoming.Said("dashboard") is { } dashboard && subject.Split('/') is [_, var group, var name, _]
        ? $"{dashboard.TrimEnd('/')}/#/namespaces/{group}/pipelineruns/{name}"
        : $"tekton:{subject}";
}
