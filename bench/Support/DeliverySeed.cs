using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Bench.Support;

/// <summary>
/// A year of a large company's delivery: changes of 200 services, each merged, built, tested and brought to staging and production; every 20th goes back to the version
/// before, every 25th has an incident.
/// </summary>
internal static class DeliverySeed
{
    /// <summary>Services.</summary>
    public const int Services = 200;

    /// <summary>Events of a delivery, without incident and ticket.</summary>
    public const int EventsPerDelivery = 10;

    private const string Source = "https://ci.bench.example/acme";

    private static readonly Admitter Admitter = new();

    /// <summary>The first moment.</summary>
    public static DateTimeOffset Begin { get; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first moment after the last.</summary>
    public static DateTimeOffset End { get; } = Begin.AddYears(1);

    /// <summary>Appends about so many events as the server does.</summary>
    public static async Task FillAsync(BenchDatabase database, int events, CancellationToken ct)
    {
        await using var appender = new Appender(
            database.DataSource, EventStore.For(database.DataSource, []), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
        var deliveries = events / EventsPerDelivery;
        foreach (var chunk in InOrder(deliveries).Chunk(1_000))
        {
            await appender.AppendAsync([.. chunk.AsParallel().AsOrdered().Select(Admitted)], "http", null, ct);
        }
    }

    /// <summary>Appends one more deployment of a service to production, or one more merge in its repository.</summary>
    /// <returns>Its position.</returns>
    public static async Task<long> AppendOneAsync(BenchDatabase database, int nth, DateTimeOffset at, bool isMerge, CancellationToken ct)
    {
        var service = $"service-{nth % Services}";
        var e = isMerge
            ? new CDEvent($"one-{nth}", Source, at, $"{service}-one-{nth}", new ChangeMerged { Repository = new Reference(service) })
            : new CDEvent($"one-{nth}", Source, at, service, new ServiceDeployed { Environment = new Reference("production"), ArtifactId = Artifact(service, 1_000_000 + nth) });
        await using var appender = new Appender(
            database.DataSource, EventStore.For(database.DataSource, []), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
        return await appender.AppendAsync(Admitted(e), "http", null, ct) is AppendOutcome.Appended appended
            ? appended.Position
            : throw new InvalidOperationException("The benchmark's own event is not appended.");
    }

    private static IEnumerable<CDEvent> InOrder(int deliveries)
    {
        var open = new PriorityQueue<CDEvent, DateTimeOffset>();
        for (var n = 0; n < deliveries; n++)
        {
            var start = Begin + ((End - Begin) / deliveries * n);
            while (open.TryPeek(out _, out var at) && at < start)
            {
                yield return open.Dequeue();
            }

            open.EnqueueRange(Delivery(n, start).Select(e => (e, e.Timestamp)));
        }

        while (open.TryDequeue(out var e, out _))
        {
            yield return e;
        }
    }

    private static IEnumerable<CDEvent> Delivery(int n, DateTimeOffset start)
    {
        var service = $"service-{n % Services}";
        var version = n / Services;
        var chain = new Guid(n, 0, 0x4000, [0x80, 0, 0, 0, 0, 0, 0, 0]).ToString("D");
        var artifact = Artifact(service, version);
        var change = $"{service}-{version}";
        var (pipeline, suite, staging, production) = (new Reference($"{service}-main"), $"suite-{n % 50}", new Reference("staging"), new Reference("production"));
        var isBack = n % 20 == 7 && version > 2;
        // How long a change waits differs from one to the next, in no order, and less than the time between two of a service.
        var wait = TimeSpan.FromMinutes(20 + (n * 7919L % 900));

        CDEvent Of(string subject, TimeSpan after, SubjectContent content) =>
            new($"{subject}-{EventTypes.Of(content).Predicate}-{n}-{after.TotalMinutes:F0}", Source, start + after, subject, content) { ChainId = chain };

        yield return Of(change, default, new ChangeMerged { Repository = new Reference(service) });
        yield return Of($"run-{n}", TimeSpan.FromMinutes(1), new PipelineRunStarted { PipelineName = pipeline.Id });
        yield return Of($"task-{n}", TimeSpan.FromMinutes(8), new TaskRunFinished { TaskName = "build", Outcome = new("success") });
        yield return Of($"suite-{n}", TimeSpan.FromMinutes(9), new TestSuiteRunFinished { Environment = staging, Outcome = new("success"), TestSuite = new() { Id = suite, Name = suite } });
        yield return Of($"case-{n}", TimeSpan.FromMinutes(9), new TestCaseRunFinished
        {
            Environment = staging,
            Outcome = new(n % 30 == 3 ? "failure" : "success"),
            TestCase = new() { Id = $"{suite}-case-{n % 7}", Name = $"case {n % 7}" },
        });
        yield return Of($"run-{n}", TimeSpan.FromMinutes(10), new PipelineRunFinished { PipelineName = pipeline.Id, Outcome = new(n % 40 == 9 ? "failure" : "success") });
        yield return Of(artifact, TimeSpan.FromMinutes(11), new ArtifactPackaged { Change = new Reference(change) });
        yield return Of(artifact, TimeSpan.FromMinutes(12), new ArtifactPublished());
        yield return Of(service, TimeSpan.FromMinutes(15), new ServiceDeployed { Environment = staging, ArtifactId = artifact });
        yield return isBack
            ? Of(service, wait, new ServiceRolledBack { Environment = production, ArtifactId = Artifact(service, version - 2) })
            : Of(service, wait, new ServiceDeployed { Environment = production, ArtifactId = artifact });
        if (n % 25 == 3)
        {
            var incident = $"incident-{n}";
            yield return Of(incident, wait + TimeSpan.FromMinutes(30), new IncidentDetected { Environment = production, Service = new Reference(service), Description = "Answers are slow" });
            yield return Of(incident, wait + TimeSpan.FromMinutes(60 + (n % 300)), new IncidentResolved { Environment = production, Service = new Reference(service) });
        }
    }

    private static string Artifact(string service, int version) => $"pkg:oci/{service}?tag=1.{version}.0&repository_url=registry.bench.example/acme";

    private static AdmittedEvent Admitted(CDEvent e) => Admitter.Admit(e.ToUtf8Json(), AdmissionMode.Lenient) is Admission.Admitted admitted
        ? admitted.Event
        : throw new InvalidOperationException("The benchmark's own event is not admitted.");
}
