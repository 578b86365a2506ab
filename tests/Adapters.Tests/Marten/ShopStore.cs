using CdViz.Adapters.Store;
using JasperFx.Events.Projections;
using Marten;

namespace Shop;

public static class ShopStore
{
    /// <summary>The log as CdViz.EventStore keeps it, and the application's own tables in its own schema.</summary>
    public static void Configure(StoreOptions opts, string connectionString, Action<string> announce)
    {
        opts.Connection(connectionString);
        opts.UseCdEvents();
        opts.DatabaseSchemaName = "shop";
        opts.Schema.For<RunCard>().UseNumericRevisions(true);
        opts.Projections.Add<RunCardProjection>(ProjectionLifecycle.Async);
        opts.Projections.Add<LastArtifact>(ProjectionLifecycle.Async);
        opts.Events.Subscribe(new Announcements(announce));
    }
}
