using CdViz.Api.Demo;
using CdViz.Api.Demo.Sending;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Bench.Support;

/// <summary>Years of the demo company in the log and in the tables, as if it had been told all along.</summary>
internal static class DemoSeed
{
    private const int EventsPerDay = 1_200;

    private static readonly Admitter Admitter = new();

    /// <summary>Fills a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="end">The history ends before this day begins.</param>
    /// <param name="events">About how many events.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task FillAsync(BenchDatabase database, DateOnly end, int events, Action<string> progress, CancellationToken ct)
    {
        progress("filling the log");
        await using (var appender = new Appender(database.DataSource, EventStore.For(database.DataSource, []), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance))
        {
            foreach (var chunk in DemoCompany.Events(1, end, Math.Max(30, events / EventsPerDay)).Chunk(1_000))
            {
                await appender.AppendAsync([.. chunk.AsParallel().AsOrdered().Select(Admitted)], "http", null, ct);
            }
        }

        await database.ExecuteAsync("vacuum analyze", ct);
        foreach (var projection in ProjectionCatalogue.All)
        {
            progress($"filling the tables: {projection.Name}");
            await new ProjectionEngine(database.DataSource, ProjectionCatalogue.All).RebuildAsync(projection.Name, workers: null, keep: false, progress: null, ct);
        }

        await database.ExecuteAsync("vacuum analyze", ct);
    }

    private static AdmittedEvent Admitted(DemoEvent e) => Admitter.Admit(e.Json, AdmissionMode.Lenient) is Admission.Admitted admitted
        ? admitted.Event
        : throw new InvalidOperationException("An event of the demo company is not admitted.");
}
