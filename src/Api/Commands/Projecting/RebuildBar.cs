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
        var console = Terminal.Create();
        foreach (var name in names)
        {
            var began = TimeProvider.System.GetTimestamp();
            var events = 0L;
            var generation = await console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpeedColumn(), new RemainingTimeColumn())
                .StartAsync(async context =>
                {
                    var bar = context.AddTask(name, maxValue: 1);
                    var progress = new Watcher(at =>
                    {
                        events = Math.Max(events, at.Total);
                        bar.Description = $"{name} {at.Phase}";
                        if (at.Total > 0)
                        {
                            bar.MaxValue = at.Total;
                            bar.Value = at.Events;
                        }
                    });
                    var built = await engine.RebuildAsync(name, workers, keep, progress, ct);
                    bar.Description = name;
                    bar.Value = bar.MaxValue;
                    return built;
                });
            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            var now = keep ? "built and kept" : "live";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: generation {generation.Number} is {now}; {events} events in {seconds:0.0} s, {events / seconds:0} events/s"));
            if (keep)
            {
                Console.WriteLine($"Next: ./cdviz projections switch {name} {generation.Number}");
            }
        }

        return ExitCode.Done;
    }

    // Progress<T> posts to the thread pool, where a late report could overtake the last one.
    private sealed class Watcher(Action<RebuildProgress> see) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value) => see(value);
    }

    private sealed class SpeedColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Speed ?? 0:0} events/s"));
    }
}
