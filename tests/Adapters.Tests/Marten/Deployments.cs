using CdViz.Domain;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections.Flattened;
using Marten.Subscriptions;

namespace Shop;

/// <summary>A flat table: the artifact that each service was given last, by the stream of the service.</summary>
public sealed class LastArtifact : FlatTableProjection
{
    public LastArtifact()
        : base("last_artifact", SchemaNameSource.DocumentSchema)
    {
        Table.AddColumn<string>("id").AsPrimaryKey();
        Project<ServiceDeployed>(map => map.Map(e => e.ArtifactId, "artifact_id"));
        Project<ServiceUpgraded>(map => map.Map(e => e.ArtifactId, "artifact_id"));
        Delete<ServiceRemoved>();
    }
}

/// <summary>A subscription: whatever is to be done about a deployment, once for each, in the order of the log.</summary>
public sealed class Announcements(Action<string> announce) : SubscriptionBase
{
    public override Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        foreach (var e in page.Events.Where(e => e.Data is ServiceDeployed))
        {
            announce($"{e.StreamKey} {((ServiceDeployed)e.Data).ArtifactId}");
        }

        return Task.FromResult(NullChangeListener.Instance);
    }
}
