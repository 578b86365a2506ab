using System.Diagnostics.Metrics;

namespace CdViz.Adapters.Subscribing;

/// <summary>Counts what this node delivers.</summary>
public sealed class SubscriptionMeter : IDisposable
{
    private readonly Meter meter = new("CdViz.Subscriptions");
    private readonly Counter<long> delivered;
    private readonly Counter<long> failed;
    private readonly Counter<long> held;

    /// <summary>Publishes the instruments.</summary>
    public SubscriptionMeter()
    {
        delivered = meter.CreateCounter<long>("cdviz.subscription.delivered", description: "Events that were delivered by this node, by subscription.");
        failed = meter.CreateCounter<long>("cdviz.subscription.failures", description: "Attempts to deliver that failed on this node, by subscription.");
        held = meter.CreateCounter<long>("cdviz.subscription.holds", description: "Subjects that were held back by this node, by subscription.");
    }

    internal void Delivered(string subscription, long count) => delivered.Add(count, Tag(subscription));

    internal void Failed(string subscription) => failed.Add(1, Tag(subscription));

    internal void Held(string subscription) => held.Add(1, Tag(subscription));

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string subscription) => new("subscription", subscription);
}
