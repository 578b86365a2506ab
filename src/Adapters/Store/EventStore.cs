using Marten;
using Npgsql;

namespace CdViz.Adapters.Store;

/// <summary>Sets up Marten's store with the projections of a catalogue.</summary>
public static class EventStore
{
    /// <summary>Registers each projection with Marten, inline or async.</summary>
    /// <param name="options">The store's options.</param>
    /// <param name="projections">The catalogue.</param>
    /// <param name="runtime">What runs them; null in a program that only appends, which needs no more than the inline ones.</param>
    public static StoreOptions AddCdEventProjections(this StoreOptions options, IEnumerable<Projection> projections, ProjectionRuntime? runtime = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(projections);
        foreach (var projection in projections.Where(projection => runtime is not null || projection.Lifecycle is Lifecycle.Inline))
        {
            var source = new MartenProjection(projection, new InlineProjections([projection]), runtime);
            options.Projections.Add(source, source.Lifecycle);
        }

        return options;
    }

    /// <summary>A store over a database that appends, with inline projections.</summary>
    /// <param name="database">The database.</param>
    /// <param name="projections">The catalogue.</param>
    public static IDocumentStore For(NpgsqlDataSource database, IEnumerable<Projection> projections) => DocumentStore.For(options =>
    {
        options.Connection(database);
        options.UseCdEvents().AddCdEventProjections(projections);
    });
}
