using System.Diagnostics.Metrics;

namespace CdViz.Api.Subscriptions;

/// <summary>How the subscriptions stand, asked when it is wanted.</summary>
public sealed class SubscriptionMeasures : IDisposable
{
    private readonly Meter meter = new("CdViz.Subscriptions.State");
    private readonly LastAnswer<IReadOnlyList<SubscriptionStatus>> last;

    /// <summary>Publishes the instruments.</summary>
    /// <param name="subscriptions">Tells how they stand.</param>
    /// <param name="counts">Counts from now on.</param>
    public SubscriptionMeasures(SubscriptionReader subscriptions, SubscriptionMeter counts)
    {
        last = new(subscriptions.AllAsync, []);
        _ = counts;
        Gauge("cdviz.subscription.lag.events", null, "Positions a subscription is behind the log.", one => one.LagEvents);
        Gauge("cdviz.subscription.lag", "s", "Age of the first event a subscription has not come to.", one => one.LagSeconds);
        Gauge("cdviz.subscription.held", null, "Subjects a subscription holds back.", one => one.Held);
        Gauge("cdviz.subscription.dead", null, "Those of them that are not tried again by themselves.", one => one.Dead);
        Gauge("cdviz.subscription.failing", null, "1 while nothing of a subscription gets through.", one => one.State is "waiting" or "full" ? 1 : 0);
    }

    /// <summary>Asks anew. When the database does not answer, the measurements are left out.</summary>
    public Task RefreshAsync(CancellationToken ct) => last.RefreshAsync(ct);

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();

    private void Gauge(string name, string? unit, string description, Func<SubscriptionStatus, double> measure) => meter.CreateObservableGauge(
        name, () => last.Value.Select(one => new Measurement<double>(measure(one), new KeyValuePair<string, object?>("subscription", one.Name))), unit, description);
}
