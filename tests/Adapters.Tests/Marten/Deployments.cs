using CdViz.Domain.Content;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Marten.Subscriptions;
using Weasel.Postgresql.Tables;

namespace Shop;

/// <summary>A flat table: the artifact that each service was given last, by the stream of the service.</summary>
public sealed partial class LastArtifact : EventProjection
{
    public LastArtifact()
    {
        var table = new Table("shop.last_artifact");
        table.AddColumn<string>("id").AsPrimaryKey();
        table.AddColumn<string>("artifact_id");
        SchemaObjects.Add(table);
        IncludeType<ServiceDeployed>();
        IncludeType<ServiceUpgraded>();
    }

    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        operations.QueueSqlCommand(
            "insert into shop.last_artifact (id, artifact_id) values (?, ?) on conflict (id) do update set artifact_id = excluded.artifact_id",
            e.StreamKey!, e.Data is ServiceUpgraded upgraded ? upgraded.ArtifactId! : ((ServiceDeployed)e.Data).ArtifactId!);
        return ValueTask.CompletedTask;
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
