using System.Diagnostics.CodeAnalysis;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Descriptors;
using JasperFx.Events.Projections;
using JasperFx.Events.Subscriptions;
using Marten;
using Microsoft.Extensions.Logging;

namespace CdViz.Adapters.Store;

/// <summary>
/// A projection of ours as Marten knows it: one shard of its name. Marten's daemon says on which node it runs, starts, pauses and stops it; the events come from the
/// feed that all projections of a node share, and a rebuild fills a new generation.
/// </summary>
internal sealed class MartenProjection : ProjectionBase, IProjectionSource<IDocumentOperations, IQuerySession>, ISubscriptionFactory<IDocumentOperations, IQuerySession>
{
    private readonly Projection projection;
    private readonly IInlineProjections inline;
    private readonly ProjectionRuntime? runtime;

    /// <summary>Describes one.</summary>
    /// <param name="projection">The projection.</param>
    /// <param name="inline">Applies it within the appends, when it is inline.</param>
    /// <param name="runtime">What runs it; null in a program that only appends.</param>
    public MartenProjection(Projection projection, IInlineProjections inline, ProjectionRuntime? runtime)
    {
        (this.projection, this.inline, this.runtime) = (projection, inline, runtime);
        Name = projection.Name;
        Lifecycle = projection.Lifecycle is CdViz.Projections.Lifecycle.Inline ? ProjectionLifecycle.Inline : ProjectionLifecycle.Async;

        // Nobody appends an event of this type: Marten's loader, which we don't need, finds nothing to load.
        IncludeType<NoEvent>();
        // One page on its way is enough to say how far the log is.
        Options.MaximumHopperSize = 1;
        Options.TeardownDataOnRebuild = false;
    }

    /// <inheritdoc/>
    public SubscriptionType Type => SubscriptionType.EventProjection;

    /// <inheritdoc/>
    public Type ImplementationType => projection.GetType();

    /// <inheritdoc/>
    public ShardName[] ShardNames() => [new ShardName(Name)];

    /// <inheritdoc/>
    public SubscriptionDescriptor Describe(IEventStore store) => new(this, store);

    /// <inheritdoc/>
    public IReadOnlyList<AsyncShard<IDocumentOperations, IQuerySession>> Shards() =>
        [new(Options, ShardRole.Projection, new ShardName(Name), this, this)];

    /// <inheritdoc/>
    public IInlineProjection<IDocumentOperations> BuildForInline() => new InlineLifecycle(inline);

    /// <inheritdoc/>
    public bool TryBuildReplayExecutor(
        IEventStore<IDocumentOperations, IQuerySession> store, IEventDatabase database, [NotNullWhen(true)] out IReplayExecutor? executor)
    {
        executor = new ProjectionReplay(Runtime, projection);
        return true;
    }

    /// <inheritdoc/>
    public ISubscriptionExecution BuildExecution(
        IEventStore<IDocumentOperations, IQuerySession> store, IEventDatabase database, ILoggerFactory loggerFactory, ShardName shardName) =>
        new ProjectionExecution(Runtime, projection, shardName);

    /// <inheritdoc/>
    public ISubscriptionExecution BuildExecution(
        IEventStore<IDocumentOperations, IQuerySession> store, IEventDatabase database, ILogger logger, ShardName shardName) =>
        new ProjectionExecution(Runtime, projection, shardName);

    private ProjectionRuntime Runtime => runtime ?? throw new InvalidOperationException($"This program appends events; it does not run projection '{Name}'.");

    /// <summary>The type of no event.</summary>
    internal sealed record NoEvent;
}
