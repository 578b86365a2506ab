namespace CdViz.Api.Commands.Asking;

/// <summary>All questions that are answered by a list.</summary>
internal static class Questions
{
    /// <summary>The questions, in the order in which the help shows them.</summary>
    public static IReadOnlyList<Question> All { get; } =
    [
        new("audit", "Who did what to the store; the latest first.", "audit", typeof(AuditEndpoint.Query), typeof(AuditItem),
        [
            new("at (UTC)", "at", Show.Time), new("actor", "actor"), new("action", "action"), new("outcome", "outcome"), new("status", "status", Show.Number, Spare: 1), new("target", "target"),
            new("took", "seconds", Show.Seconds, Spare: 3), new("door", "door", Spare: 2), new("address", "address", Spare: 4), new("trace", "traceId", Spare: 5),
        ])
        {
            Scope = Scopes.Admin,
        },
        new("deployments", "What runs where now, or ran --at a time, as it was --known then.", "deployments", typeof(DeploymentEndpoints.Query), typeof(Deployment),
        [
            new("environment", "environment"), new("service", "service"), new("version", "version"), new("deployed (UTC)", "deployedAt", Show.Time),
            new("kind", "kind", Spare: 1), new("position", "position", Show.Number, Spare: 3), new("source", "source", Spare: 4), new("artifact", "artifactId", Spare: 5),
        ]),
        new("history", "What ran where, from when to when; the latest first.", "deployments/history", typeof(DeploymentHistoryEndpoints.Query), typeof(PastDeployment),
        [
            new("environment", "environment"), new("service", "service"), new("version", "version"), new("from (UTC)", "validFrom", Show.Time),
            new("ran", "durationSeconds", Show.Seconds, Spare: 3), new("kind", "kind"), new("rollback", "rollback", Spare: 1), new("before", "previousVersion", Spare: 2),
            new("ended by", "endedBy", Spare: 4), new("position", "position", Show.Number, Spare: 5),
        ]),
        new("attempts", "Deployments that were tried, whether or not they succeeded; the latest first.", "deployments/attempts", typeof(DeploymentAttemptEndpoint.Query), typeof(DeploymentAttempt),
        [
            new("name", "name"), new("outcome", "outcome"), new("last seen (UTC)", "lastSeenAt", Show.Time), new("environment", "environment", Spare: 1), new("service", "service", Spare: 2),
            new("run", "subjectId", Spare: 3), new("url", "url", Spare: 4),
        ]),
        new("runs", "How pipeline runs went; the latest first.", "pipeline-runs", typeof(PipelineRunEndpoint.Query), typeof(PipelineRun),
        [
            new("name", "name"), new("run", "subjectId"), new("try", "attempt", Show.Number, Spare: 1), new("outcome", "outcome"), new("last seen (UTC)", "lastSeenAt", Show.Time),
            new("took", "durationSeconds", Show.Seconds), new("queued", "queueSeconds", Show.Seconds, Spare: 2), new("url", "url", Spare: 3), new("errors", "errors", Spare: 4),
        ]),
        new("tasks", "How task runs went; the latest first.", "task-runs", typeof(TaskRunEndpoint.Query), typeof(TaskRun),
        [
            new("name", "name"), new("task run", "subjectId"), new("outcome", "outcome"), new("last seen (UTC)", "lastSeenAt", Show.Time), new("took", "durationSeconds", Show.Seconds),
            new("pipeline run", "pipelineRunId", Spare: 1), new("url", "url", Spare: 2),
        ]),
        new("tests", "How test cases and suites went; the latest first.", "test-runs", typeof(TestRunEndpoint.Query), typeof(TestRun),
        [
            new("kind", "kind", Spare: 1), new("name", "name"), new("outcome", "outcome"), new("last seen (UTC)", "lastSeenAt", Show.Time), new("took", "durationSeconds", Show.Seconds),
            new("environment", "environment", Spare: 2), new("type", "testType", Spare: 3), new("reason", "reason", Spare: 4), new("suite run", "suiteRunId", Spare: 5),
        ]),
        new("builds", "How builds went; the latest first.", "builds", typeof(BuildEndpoint.Query), typeof(Build),
        [
            new("build", "subjectId"), new("last seen (UTC)", "lastSeenAt", Show.Time), new("took", "durationSeconds", Show.Seconds), new("artifact", "artifactId"),
            new("source", "source", Spare: 1),
        ]),
        new("incidents", "How incidents went, occurrence by occurrence; the latest first.", "incidents", typeof(IncidentEndpoint.Query), typeof(Incident),
        [
            new("incident", "subjectId"), new("outcome", "outcome"), new("environment", "environment"), new("service", "service"), new("detected (UTC)", "detectedAt", Show.Time),
            new("took", "resolveSeconds", Show.Seconds), new("description", "description", Spare: 1), new("ticket", "ticketUri", Spare: 2),
        ]),
        new("changes", "How changes went; the latest first.", "changes", typeof(ChangeEndpoint.Query), typeof(Change),
        [
            new("change", "subjectId"), new("outcome", "outcome"), new("repository", "repository"), new("last seen (UTC)", "lastSeenAt", Show.Time),
            new("to merge", "mergeSeconds", Show.Seconds, Spare: 1), new("reviews", "reviews", Show.Number, Spare: 2), new("description", "description", Spare: 3),
        ]),
        new("artifacts", "Which artifacts there are, and were; the latest first.", "artifacts", typeof(ArtifactEndpoint.Query), typeof(Artifact),
        [
            new("package", "package"), new("version", "version"), new("digest", "digest", Spare: 1), new("last seen (UTC)", "lastSeenAt", Show.Time),
            new("packaged (UTC)", "packagedAt", Show.Time, Spare: 2), new("change", "change", Spare: 3),
        ]),
        new("tickets", "How tickets went; the latest first.", "tickets", typeof(TicketEndpoint.Query), typeof(Ticket),
        [
            new("ticket", "subjectId"), new("outcome", "outcome"), new("summary", "summary"), new("last seen (UTC)", "lastSeenAt", Show.Time), new("type", "ticketType", Spare: 1),
        ]),
        new("evidence", "The deployments and events behind a metric of 'dora', in order of time.", "metrics/dora/{metric}/evidence", typeof(DoraEvidenceEndpoints.EvidenceQuery),
            typeof(DoraEvidence),
            [
                new("occurred (UTC)", "occurredAt", Show.Time), new("environment", "environment", Spare: 1), new("service", "service"), new("version", "version"),
                new("counts", "counts"), new("hit", "hit"), new("value", "value", Show.Seconds), new("rule", "rule", Spare: 2), new("change", "changeId", Spare: 3),
                new("positions", "positions", Spare: 4),
            ])
        {
            Argument = ("METRIC", Rules.OneOf([.. DoraQuery.Metrics])),
        },
    ];
}
