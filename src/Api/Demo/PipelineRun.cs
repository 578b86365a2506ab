using System.Globalization;

namespace CdViz.Api.Demo;

/// <summary>A run of a pipeline while it is being reported. Running it again keeps its id, as build servers do.</summary>
internal sealed class PipelineRun(Company company, Service service, string pipeline, string? commit, Trail trail)
{
    private readonly string id = $"{service.Name}/{pipeline}/{company.NextRun()}";
    private readonly string commit = commit ?? "HEAD";
    private int attempt;
    private int tasks;

    /// <summary>Where the run can be looked at.</summary>
    public string Uri => $"{service.Ci.Source}/fennel/{id}";

    /// <summary>The chain, at the newest event of the run.</summary>
    public Trail Trail => trail;

    /// <summary>How far the run has come.</summary>
    public DateTime At { get; set; }

    private string Name => $"{service.Name}-{pipeline}";

    /// <summary>Waits for a worker and starts.</summary>
    public void Begin(DateTime at)
    {
        attempt++;
        At = at;
        Report("pipelinerun.queued", new(("pipelineName", Name), ("uri", Uri)));
        At += service.Dice.Seconds(1, 90);
        Report("pipelinerun.started", new(("pipelineName", Name), ("uri", Uri)));
        At += TimeSpan.FromMilliseconds(service.Dice.Between(200, 2_000));
    }

    /// <summary>Begins a task; <see cref="At"/> may be moved before it is ended.</summary>
    /// <returns>What ends the task: outcome and errors.</returns>
    public Action<string, string?> Begin(string task)
    {
        var taskId = $"{id}/{(attempt * 100) + ++tasks}";
        var run = Content.Reference(id);
        Report("taskrun.started", new(("taskName", task), ("uri", $"{Uri}/tasks/{tasks}"), ("pipelineRun", run)), taskId);
        return (outcome, errors) =>
        {
            Report(
                "taskrun.finished",
                new(("taskName", task), ("uri", $"{Uri}/tasks/{tasks}"), ("pipelineRun", run), ("outcome", outcome), ("errors", errors)),
                taskId);
            At += TimeSpan.FromMilliseconds(service.Dice.Between(100, 1_500));
        };
    }

    /// <summary>A task that does nothing else worth telling.</summary>
    public void Task(string name, TimeSpan lasts, string outcome = "success", string? errors = null)
    {
        var end = Begin(name);
        At += lasts;
        end(outcome, errors);
    }

    /// <summary>Ends the run, or this attempt of it.</summary>
    public void Finish(string outcome, string? errors = null) => Report(
        "pipelinerun.finished", new(("pipelineName", Name), ("uri", Uri), ("outcome", outcome), ("errors", errors)));

    private void Report(string what, Content content, string? subject = null) => service.Ci.Send(
        At, what, subject ?? id, trail, content, custom: service.Plan.OnJenkins
            ? new(("jenkins", new Content(
                ("job", $"fennel/{service.Name}/{pipeline}"), ("build", attempt), ("node", Worker), ("gitCommit", commit))))
            : new(("ci", new Content(
                ("attempt", attempt), ("commit", commit), ("runner", Worker), ("repository", $"fennel/{service.Name}"), ("team", service.Plan.Team)))));

    private string Worker => string.Create(CultureInfo.InvariantCulture, $"worker-{(commit[0] % 7) + 1}");
}
