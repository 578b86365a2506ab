using JasperFx.Events.Daemon;

namespace CdViz.Adapters.Store;

/// <summary>Rebuilds a projection for Marten: a new generation beside the live one, and a switch.</summary>
internal sealed class ProjectionReplay(ProjectionRuntime runtime, Projection projection) : IReplayExecutor
{
    /// <inheritdoc/>
    public async Task StartAsync(SubscriptionExecutionRequest request, ISubscriptionController controller, CancellationToken cancellation)
    {
        var built = await ProjectionRebuild.RunAsync(runtime.Database, projection, ProjectionEngine.WorkersBesideOthers, keep: false, progress: null, cancellation);
        await controller.MarkSuccessAsync(built.Position);
    }
}
