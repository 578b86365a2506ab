using System.Collections.Concurrent;

namespace CdViz.Api.Hosting;

/// <summary>Rebuilds that were asked for over HTTP and go on in the background.</summary>
public sealed class Rebuilds(ProjectionEngine engine, IHostApplicationLifetime lifetime, ILogger<Rebuilds> log)
{
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);

    /// <summary>Starts one, unless one of this projection runs here already.</summary>
    public bool TryStart(string name, int? workers, bool keep)
    {
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!running.TryAdd(name, RunAsync(begin.Task, name, workers, keep)))
        {
            return false;
        }

        begin.SetResult();
        return true;
    }

    private async Task RunAsync(Task begin, string name, int? workers, bool keep)
    {
        await begin;
        try
        {
            var generation = await engine.RebuildAsync(name, workers ?? ProjectionEngine.WorkersBesideOthers, keep, null, lifetime.ApplicationStopping);
            log.LogInformation("Projection {Name}: generation {Generation} is {State}", name, generation.Number, keep ? "built and kept" : "live");
        }
        catch (Exception fault)
        {
            log.LogWarning(fault, "Projection {Name}: the rebuild failed; its live generation is as it was", name);
        }
        finally
        {
            running.TryRemove(name, out _);
        }
    }
}
