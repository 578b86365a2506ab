using CdViz.Adapters;
using CdViz.Domain;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Bench;

/// <summary>Fills a log with pipeline runs, the way the server does: admitted, then appended.</summary>
internal static class LogSeed
{
    /// <summary>Events of a run: three attempts, and queued for a fourth.</summary>
    public const int EventsPerRun = 10;

    // So many runs go on at the same time: the events of a run lie apart.
    private const int AtOnce = 200;

    /// <summary>Appends about so many events.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> FillAsync(BenchDatabase database, int events, CancellationToken ct)
    {
        var admitter = new Admitter();
        await using var appender = new Appender(
            database.DataSource, new InlineProjections([]), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
        var runs = Math.Max(1, events / EventsPerRun);
        for (var first = 0; first < runs; first += AtOnce)
        {
            var batch = Enumerable.Range(0, EventsPerRun)
                .SelectMany(n => Enumerable.Range(first, Math.Min(AtOnce, runs - first)).Select(run => Admitted(admitter, run, n)))
                .ToList();
            foreach (var chunk in batch.Chunk(1_000))
            {
                var outcomes = await appender.AppendAsync(chunk, "http", null, ct);
                if (outcomes.FirstOrDefault(outcome => outcome is not AppendOutcome.Appended) is { } bad)
                {
                    throw new InvalidOperationException($"The log could not be filled: {bad}");
                }
            }
        }

        await database.ExecuteAsync("vacuum analyze", ct);
        return runs * EventsPerRun;
    }

    private static AdmittedEvent Admitted(Admitter admitter, long run, int n)
    {
        var template = EventTemplate.OfVersion(n);
        var json = new byte[template.Length];
        template.WriteJson(json, run, n);
        return admitter.Admit(json) is Admission.Admitted admitted
            ? admitted.Event
            : throw new InvalidOperationException("The benchmark's own event is not admitted.");
    }
}
