using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Bench.Support;

/// <summary>Fills a log with pipeline runs, the way the server does: admitted, then appended.</summary>
internal static class LogSeed
{
    /// <summary>Events of a run: three attempts, and queued for a fourth.</summary>
    public const int EventsPerRun = 10;

    // So many runs go on at the same time: the events of a run lie apart.
    private const int AtOnce = 200;

    private static readonly Admitter Admitter = new();

    /// <summary>Appends about so many events, as they would come in: those of a run in order, those of many runs mixed.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> FillAsync(BenchDatabase database, int events, CancellationToken ct)
    {
        var runs = Math.Max(1, events / EventsPerRun);
        await AppendAsync(database, InOrder(runs), ct);
        return runs * EventsPerRun;
    }

    /// <summary>Appends the same events in random order, the same one each time.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> FillShuffledAsync(BenchDatabase database, int events, CancellationToken ct)
    {
        var runs = Math.Max(1, events / EventsPerRun);
        var places = InOrder(runs).ToArray();
        new Random(1).Shuffle(places);
        await AppendAsync(database, places, ct);
        return places.Length;
    }

    /// <summary>Appends some events.</summary>
    /// <param name="database">The database.</param>
    /// <param name="places">Which: runs and places in them, from 0.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task AppendAsync(BenchDatabase database, IEnumerable<(long Run, int Nth)> places, CancellationToken ct)
    {
        await using var appender = new Appender(
            database.DataSource, EventStore.For(database.DataSource, []), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
        foreach (var chunk in places.Chunk(1_000))
        {
            await AppendAsync(appender, chunk, ct);
        }

        await database.ExecuteAsync("vacuum analyze", ct);
    }

    /// <summary>Appends some events and measures it; they are made before.</summary>
    /// <returns>Events a second.</returns>
    public static async Task<double> SpeedAsync(BenchDatabase database, (long Run, int Nth)[] places, CancellationToken ct)
    {
        await using var appender = new Appender(
            database.DataSource, EventStore.For(database.DataSource, []), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
        List<AdmittedEvent[]> chunks = [.. places.Select(place => Admitted(place.Run, place.Nth)).Chunk(1_000)];
        var begin = Stopwatch.GetTimestamp();
        foreach (var chunk in chunks)
        {
            await appender.AppendAsync(chunk, "http", null, ct);
        }

        return places.Length / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    /// <summary>Appends a few events at once.</summary>
    /// <returns>The position of the last.</returns>
    public static async Task<long> AppendAsync(Appender appender, (long Run, int Nth)[] places, CancellationToken ct)
    {
        var outcomes = await appender.AppendAsync([.. places.Select(place => Admitted(place.Run, place.Nth))], "http", null, ct);
        return outcomes.Select(outcome => outcome is AppendOutcome.Appended appended
            ? appended.Position
            : throw new InvalidOperationException($"The log could not be filled: {outcome}")).Last();
    }

    private static IEnumerable<(long Run, int Nth)> InOrder(int runs) =>
        from first in Enumerable.Range(0, (runs + AtOnce - 1) / AtOnce).Select(block => block * AtOnce)
        from nth in Enumerable.Range(0, EventsPerRun)
        from run in Enumerable.Range(first, Math.Min(AtOnce, runs - first))
        select ((long)run, nth);

    private static AdmittedEvent Admitted(long run, int n)
    {
        var template = EventTemplate.OfVersion(n);
        var json = new byte[template.Length];
        template.WriteJson(json, run, n);
        return Admitter.Admit(json) is Admission.Admitted admitted
            ? admitted.Event
            : throw new InvalidOperationException("The benchmark's own event is not admitted.");
    }
}
