using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>Brings a projection to the version that the program has.</summary>
internal static class ProjectionRenewal
{
    /// <summary>The program has another version than the live generation: goes back to a kept one of this version, or rebuilds.</summary>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    public static async Task RunAsync(NpgsqlDataSource database, NpgsqlConnection connection, Projection projection, ILogger logger, CancellationToken ct)
    {
        var all = await GenerationStore.ListAsync(connection, projection.Name, ct);
        if (all.FindLast(g => g.Role is "kept" && ProjectionProvision.IsCurrent(projection, g)) is { } kept)
        {
            logger.LogInformation("Projection {Projection} goes back to generation {Generation}", projection.Name, kept.Number);
            await GenerationSwitch.RunAsync(database, projection, kept, ct);
            return;
        }

        logger.LogInformation("Projection {Projection} is rebuilt for version {Version}; the old rows answer meanwhile", projection.Name, projection.Version);
        var built = await ProjectionRebuild.RunAsync(database, projection, ProjectionEngine.WorkersBesideOthers, keep: false, progress: null, ct);
        logger.LogInformation("Projection {Projection} now shows generation {Generation}", projection.Name, built.Number);
    }
}
