using System.Collections.Frozen;

namespace CdViz.Domain;

/// <summary>What tools call an outcome. docs/outcomes.md shows it as a table.</summary>
internal static class OutcomeWords
{
    /// <summary>By word, in lower-case letters alone.</summary>
    public static FrozenDictionary<string, string> All { get; } = new (string Outcome, string[] Words)[]
    {
        // CDEvents, GitHub, GitLab, Jenkins, Buildkite, Azure, Spinnaker, Tekton (Completed: with skipped tasks).
        ("success", ["success", "succeeded", "successful", "succeededwithissues", "pass", "passed", "ok", "completed", "neutral"]),

        // Jenkins: unstable; Azure: partiallySucceeded; Spinnaker: TERMINAL, FAILED_CONTINUE.
        ("failure", ["failure", "failed", "fail", "unstable", "partiallysucceeded", "terminal", "failedcontinue", "broken"]),

        // Jenkins: ABORTED, NOT_BUILT; Spinnaker: STOPPED; Azure: abandoned; GitHub: stale; Buildkite: canceling, not_run; Tekton: …Cancelled, …RunFinally.
        ("cancel",
        [
            "cancel", "canceled", "cancelled", "canceling", "aborted", "abort", "stopped", "abandoned", "stale", "notbuilt", "notrun",
            "pipelineruncancelled", "pipelineruncanceled", "taskruncancelled", "taskruncanceled", "cancelledrunfinally", "stoppedrunfinally",
        ]),

        // What ended by itself and not by what it was to find out.
        ("error",
        [
            "error", "errored", "timedout", "timeout", "startupfailure", "expired", "pipelineruntimeout", "taskruntimeout", "couldntgetpipeline", "couldntgettask",
            "pipelinevalidationfailed", "taskvalidationfailed", "invalidtaskresultreference", "createrunfailed", "podcreationfailed", "taskrunimagepullfailed",
        ]),
        ("skipped", ["skipped", "skip"]),
    }.SelectMany(group => group.Words.Select(word => (word, group.Outcome))).ToFrozenDictionary(pair => pair.word, pair => pair.Outcome);
}
