using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Bench.Support;

/// <summary>A history of runs of each kind: so many events a day, each run started once and finished once.</summary>
internal static class RunSeed
{
    /// <summary>Events a day, a quarter for each kind of run.</summary>
    public const int EventsPerDay = 2_000;

    /// <summary>Where the stand-in's tables are, beside ours.</summary>
    public const string StandInSchema = "cdviz_db";

    private const string LakeSql = """
        insert into cdviz_db.cdevents_lake (timestamp, payload, subject, predicate, version, context_id)
        select (headers ->> 'occurredAt')::timestamptz, data, lower(split_part(headers ->> 'type', '.', 3)), lower(split_part(headers ->> 'type', '.', 4)),
               '[0:2]={0,1,0}', headers ->> 'contextId'
        from events.mt_events order by seq_id
        """;

    private static readonly DateTimeOffset Begin = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private static readonly Admitter Admitter = new();

    /// <summary>Appends so many events as the server does.</summary>
    /// <returns>The midnight after the last.</returns>
    public static async Task<DateTimeOffset> FillAsync(BenchDatabase database, int events, CancellationToken ct)
    {
        await using var appender = new Appender(
            database.DataSource, EventStore.For(database.DataSource, []), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
        foreach (var chunk in Enumerable.Range(0, events / 2).SelectMany(Run).Chunk(1_000))
        {
            await appender.AppendAsync(chunk, "http", null, ct);
        }

        return Begin.AddDays(Math.Ceiling(events / (double)EventsPerDay));
    }

    /// <summary>Makes the stand-in and gives it the events of the log.</summary>
    public static async Task FillStandInAsync(BenchDatabase database, CancellationToken ct)
    {
        using var reader = new StreamReader(typeof(RunSeed).Assembly.GetManifestResourceStream("StandIn/lake.sql")!);
        var schema = (await reader.ReadToEndAsync(ct)).Replace("cdviz.", $"{StandInSchema}.", StringComparison.Ordinal)
            .Replace("create schema cdviz;", $"create schema {StandInSchema};", StringComparison.Ordinal);
        await database.ExecuteAsync(schema, ct);
        await database.ExecuteAsync(LakeSql, ct);
    }

    private static IEnumerable<AdmittedEvent> Run(int n)
    {
        var start = Begin.AddDays(n * 2 / (double)EventsPerDay);
        var id = $"run-{n}";
        var reference = new Reference($"definition-{n % 50}");
        var (started, finished) = (n % 4) switch
        {
            0 => ((SubjectContent)new PipelineRunStarted { PipelineName = reference.Id }, (SubjectContent)new PipelineRunFinished { PipelineName = reference.Id, Outcome = new("success") }),
            1 => (new TaskRunStarted { TaskName = reference.Id }, new TaskRunFinished { TaskName = reference.Id, Outcome = new("success") }),
            2 => (new TestCaseRunStarted { Environment = reference }, new TestCaseRunFinished { Environment = reference, Outcome = new("success") }),
            _ => (new TestSuiteRunStarted { Environment = reference }, new TestSuiteRunFinished { Environment = reference, Outcome = new("success") }),
        };
        yield return Admitted($"{id}-started", start, id, started);
        yield return Admitted($"{id}-finished", start.AddSeconds(30 + (n % 7)), id, finished);
    }

    private static AdmittedEvent Admitted(string id, DateTimeOffset at, string subject, SubjectContent content) =>
        Admitter.Admit(new CDEvent(id, "https://ci.bench.example/acme", at, subject, content).ToUtf8Json(), AdmissionMode.Lenient) is Admission.Admitted admitted
            ? admitted.Event
            : throw new InvalidOperationException("The benchmark's own event is not admitted.");
}
