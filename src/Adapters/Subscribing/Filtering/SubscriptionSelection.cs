using System.Diagnostics;

namespace CdViz.Adapters.Subscribing.Filtering;

/// <summary>Which events somebody wants who reads them as they come: by the same filter as a subscription's. Not safe to share between threads.</summary>
public sealed class SubscriptionSelection(FilterSettings settings)
{
    private readonly SubscriptionFilter filter = new(settings);
    private readonly SubscriptionScript script = new(new SubscriptionDefinition { Filter = settings }, Longest);

    private static TimeSpan Longest => TimeSpan.FromMilliseconds(100);

    private static TimeSpan LongestLook => TimeSpan.FromMilliseconds(500);

    /// <summary>Those that are wanted, and how many events were looked at: those that come after a while are left for the next time.</summary>
    /// <exception cref="ScriptException">The predicate can't be read, or failed over one of them.</exception>
    public Task<(IReadOnlyList<StoredEvent> Wanted, int Looked)> WantedAsync(IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(events);
        return script.IsEmpty ? Task.FromResult(Look()) : ScriptStack.RunAsync(Look);

        (IReadOnlyList<StoredEvent>, int) Look()
        {
            var (wanted, looked, began) = (new List<StoredEvent>(), 0, Stopwatch.GetTimestamp());
            while (looked < events.Count && (looked is 0 || Stopwatch.GetElapsedTime(began) < LongestLook))
            {
                ct.ThrowIfCancellationRequested();
                var e = events[looked++];
                var outgoing = new Outgoing(e);
                if (filter.Wants(outgoing) && script.Pass(outgoing))
                {
                    wanted.Add(e);
                }
            }

            return (wanted, looked);
        }
    }
}
