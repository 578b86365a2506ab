namespace CdViz.Domain.Translating.Telemetry;

/// <summary>
/// Log records of OpenTelemetry, in the JSON encoding of its protocol: those that carry a CDEvent, and those that say by its semantic conventions (<c>deployment.*</c>,
/// <c>cicd.*</c>, <c>test.*</c>, <c>vcs.change.*</c>) what happened.
/// </summary>
public sealed class OtlpTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "otlp";

    /// <summary>Whether a record says something of delivery.</summary>
    public static bool IsOne(OtlpRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.CdEvent is not null || Conventions.Any(attribute => record.Own(attribute) is not null);
    }

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var all = new List<Statement>();
        foreach (var record in OtlpRecord.Of(incoming.Json))
        {
            if (record.CdEvent is { } e)
            {
                all.Add(new Statement.AsSent(e));
            }
            else if (Said(record, incoming) is Translation.Statements(var said))
            {
                all.AddRange(said);
            }
        }

        return all.Count > 0 ? new Translation.Statements(all) : new Translation.Nothing("No record carries a CDEvent or says by the conventions of OpenTelemetry what happened.");
    }

    // The attributes that decide; others are the context that tools put on all they say.
    private static readonly string[] Conventions =
    [
        "deployment.status", "test.case.result.status", "test.suite.run.status", "cicd.pipeline.task.run.result", "cicd.pipeline.task.run.id", "cicd.pipeline.result", "cicd.pipeline.run.state", "vcs.change.state",
    ];

    private static Translation Said(OtlpRecord record, Incoming incoming)
    {
        var told = new Told(incoming, "otel", record.Said("vcs.repository.url.full") ?? $"urn:otel:{Uri.EscapeDataString(record.Said("cicd.system.component") ?? record.Said("service.name") ?? "unknown")}")
            .With("traceId", record.TraceId).With("revision", record.Said("vcs.ref.head.revision")).InChain(TraceParent.ChainOf(record.TraceId));
        var at = record.Time ?? incoming.ReceivedAt;
        // From the most particular: what tells of a test also says in which run it was.
        return record.Own("deployment.status") is { } deployment ? OtlpDeployment.Says(told, record, deployment, at)
            : record.Own("test.case.result.status") is { } result ? OtlpTest.Case(told, record, result, at)
            : record.Own("test.suite.run.status") is { } suite ? OtlpTest.Suite(told, record, suite, at)
            : record.Own("cicd.pipeline.task.run.id") is { } task ? OtlpRun.Task(told, record, task, at)
            : (record.Own("cicd.pipeline.result") ?? record.Own("cicd.pipeline.run.state")) is not null && record.Said("cicd.pipeline.run.id") is { } run ? OtlpRun.Pipeline(told, record, run, at)
            : record.Own("vcs.change.state") is { } change ? OtlpChange.Says(told, record, change, at)
            : new Translation.Nothing("It says nothing of delivery.");
    }
}
