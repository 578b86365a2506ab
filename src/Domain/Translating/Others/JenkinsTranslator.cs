namespace CdViz.Domain.Translating.Others;

/// <summary>What Jenkins' notification plugin posts: how a build goes.</summary>
public sealed class JenkinsTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "jenkins";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        var build = body["build"];
        var (phase, number) = (build["phase"].Needed, build["number"].Needed);
        var path = build["url"].Text ?? $"{body["url"].Needed.TrimEnd('/')}/{number}/";
        var subject = build["full_url"].Text ?? path;
        var root = subject.EndsWith(path, StringComparison.Ordinal) && subject.Length > path.Length ? subject[..^path.Length] : "urn:jenkins";
        var name = JobOf(body["url"].Text) ?? body["name"].Needed;
        var began = build["timestamp"].Time ?? incoming.ReceivedAt;
        var told = new Told(incoming, Name, root).With("phase", phase).With("number", number).With("branch", build["scm"]["branch"].Text)
            .With("commit", build["scm"]["commit"].Text).With("status", build["status"].Text)
            .LinkedTo("storedAt", "repository", build["scm"]["url"].Text);
        return phase switch
        {
            "QUEUED" => told.Says(began, subject, new PipelineRunQueued { PipelineName = name, Uri = subject }),
            "STARTED" => told.Says(began, subject, new PipelineRunStarted { PipelineName = name, Uri = subject }),
            "COMPLETED" or "FINALIZED" => told.Says(
                build["duration"].Duration(TimeSpan.FromMilliseconds(1)) is { Ticks: > 0 } took ? ToolTime.Plus(began, took) : build["timestamp"].Exists ? began : incoming.ReceivedAt,
                subject,
                new PipelineRunFinished
                {
                    PipelineName = name,
                    Uri = subject,
                    Outcome = build["status"].Text is { } status ? new(OutcomeOf(status)) : null,
                    Errors = null,
                }),
            _ => new Translation.Nothing($"The phase '{phase}' of a build has no meaning in CDEvents."),
        };
    }

    /// <summary>CDEvents know no skipped run.</summary>
    private static string OutcomeOf(string status) => new Outcome(status).Canonical is ("success" or "failure" or "cancel" or "error") and var known ? known : "error";

    /// <summary><c>job/folder/job/name/</c> is the job <c>folder/name</c>.</summary>
    private static string? JobOf(string? url) => url?.Split('/', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } parts && parts.Contains("job")
        ? string.Join('/', parts[Array.IndexOf(parts, "job")..].Where((part, nth) => nth % 2 is 1).Select(Uri.UnescapeDataString))
        : null;
}
