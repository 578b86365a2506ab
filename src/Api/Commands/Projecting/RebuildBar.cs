using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CdViz.Api.Commands.Projecting;

/// <summary>Rebuilds projections and shows how far each has come.</summary>
internal static class RebuildBar
{
    /// <summary>Rebuilds one after the other.</summary>
    public static async Task<int> RunAsync(ProjectionEngine engine, IReadOnlyList<string> names, int? workers, bool keep, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        var total = 0L;
        List<(Generation Generation, string Line)> built = [];
        await Terminal.Create().Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new SpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var room = names.Max(name => name.Length) + Phases;
                var bars = names.ToDictionary(name => name, name => context.AddTask(name.PadRight(room), autoStart: false, maxValue: 1));
                foreach (var name in names)
                {
                    var (generation, events, seconds) = await OneAsync(engine, name, bars[name], room, workers, keep, ct);
                    total += events;
                    built.Add((generation, string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name}: generation {generation.Number} is {(keep ? "built and kept" : "live")}; {events} events in {seconds:0.0} s, {Rate(events, seconds)} events/s")));
                }
            });
        built.ForEach(one => Console.WriteLine(one.Line));
        if (names.Count > 1)
        {
            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{names.Count} projections; {total} events in {Show.Duration(seconds)}, {Rate(total, seconds)} events/s"));
        }

        Console.WriteLine(keep
            ? $"Next: {string.Join("; ", built.Select(one => string.Create(CultureInfo.InvariantCulture, $"./cdviz projections switch {one.Generation.Projection} {one.Generation.Number}")))}"
            : $"Next: ./cdviz projections shows them; the generations before are kept: './cdviz projections switch {names[^1]} GENERATION' goes back to one");
        return ExitCode.Done;
    }

    // The longest word for what is being done, and the space before it.
    private const int Phases = 9;

    private static async Task<(Generation Built, long Events, double Seconds)> OneAsync(
        ProjectionEngine engine, string name, ProgressTask bar, int room, int? workers, bool keep, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        var events = 0L;
        bar.StartTask();
        var built = await engine.RebuildAsync(
            name,
            workers,
            keep,
            new Watcher(at =>
            {
                events = Math.Max(events, at.Total);
                bar.Description = $"{name} {at.Phase}".PadRight(room);
                if (at.Total > 0)
                {
                    bar.MaxValue = at.Total;
                    bar.Value = at.Events;
                }
            }),
            ct);
        bar.Description = name.PadRight(room);
        bar.Value = bar.MaxValue;
        bar.StopTask();
        return (built, events, TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }

    private static string Rate(long events, double seconds) => (events / Math.Max(seconds, 0.001)).ToString("0", CultureInfo.InvariantCulture);

    // Progress<T> posts to the thread pool, where a late report could overtake the last one.
    private sealed class Watcher(Action<RebuildProgress> see) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => see(value);
    }

    private sealed class SpeedColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(
            (task.ElapsedTime is { TotalSeconds: > 0 } taken ? string.Create(CultureInfo.InvariantCulture, $"{task.Value / taken.TotalSeconds:0} events/s") : "").PadLeft(16));
    }
}
