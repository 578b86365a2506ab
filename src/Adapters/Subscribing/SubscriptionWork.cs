using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;

namespace CdViz.Adapters.Subscribing;

/// <summary>What those who deliver a subscription share: what it is, how far it has come, and what is held back.</summary>
internal sealed class SubscriptionWork(
    SubscriptionDefinition definition, ISink sink, SubscriptionProgress progress, SubscriptionHolds holds, SubscriptionMeter meter, TimeProvider time, ILogger logger)
{
    /// <summary>A batch has no more bytes than this, but for a single event that has.</summary>
    private const int BatchBytes = 2 * 1024 * 1024;

    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    /// <summary>What transforms make of events, which may be larger than these, is not kept beyond this.</summary>
    private const long LookBytes = 16 * 1024 * 1024;

    private const int LongestReason = 1000;
    private const int LongestRead = 10_000;

    private readonly SubscriptionFilter filter = new(definition.Filter);
    private readonly SubscriptionScript script = new(definition);
    private Task committed = Task.CompletedTask;

    /// <summary>What it is.</summary>
    public SubscriptionDefinition Definition => definition;

    /// <summary>Names in the log of the types among which are those that are wanted; null for all.</summary>
    public IReadOnlyList<string>? Types => filter.Aliases;

    /// <summary>What is held back.</summary>
    public SubscriptionHolds Holds => holds;

    /// <summary>Everything up to here is settled.</summary>
    public long Position { get; set; }

    /// <summary>Where the database says it stands.</summary>
    public long Noted { get; private set; }

    /// <summary>Attempts that have failed since the last one that did not.</summary>
    public int Failures { get; set; }

    /// <summary>Deliveries since it was begun with.</summary>
    public long Delivered { get; private set; }

    /// <summary>Events in a batch at most.</summary>
    public int Most { get; } = Math.Max(1, Math.Min(definition.Batch, sink.Most));

    /// <summary>Whether a batch arrives or fails as one.</summary>
    public bool IsTogether => sink.IsTogether;

    /// <summary>Now.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Begins at a position.</summary>
    public void Begin(long position) => (Position, Noted) = (position, position);

    /// <summary>What is sent of some events, in their order. One that the script fails over is held back.</summary>
    /// <param name="events">The events.</param>
    /// <param name="passes">Says of an event whether to look at it.</param>
    /// <param name="held">Gets those that are held back.</param>
    /// <param name="first">Whether to look at none after the first that is held back.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>What is wanted, and how many of the events were looked at: those that come after a while are left for the next time.</returns>
    public Task<(List<Outgoing> Wanted, int Looked)> WantedAsync(IReadOnlyList<StoredEvent> events, Func<StoredEvent, bool> passes, List<Held> held, bool first, CancellationToken ct)
    {
        return script.IsEmpty ? Task.FromResult(Look()) : ScriptStack.RunAsync(Look);

        (List<Outgoing> Wanted, int Looked) Look()
        {
            var (wanted, looked, bytes, began) = (new List<Outgoing>(events.Count), 0, 0L, Stopwatch.GetTimestamp());
            while (looked < events.Count && (looked is 0 || (bytes < LookBytes && Stopwatch.GetElapsedTime(began) < LongestLook)) && !(first && held.Count > 0))
            {
                ct.ThrowIfCancellationRequested();
                var e = events[looked++];
                if (passes(e) && Wanted(e, held) is { } one)
                {
                    wanted.Add(one);
                    bytes += one.Body.Length;
                }
            }

            return (wanted, looked);
        }
    }

    private Outgoing? Wanted(StoredEvent e, List<Held> held)
    {
        var outgoing = new Outgoing(e);
        try
        {
            return filter.Wants(outgoing) && script.Pass(outgoing) ? outgoing : null;
        }
        catch (ScriptException fault)
        {
            held.Add(Hold(e, 1, fault.Message, null));
            return null;
        }
    }

    /// <summary>Holds an event's subject back.</summary>
    /// <param name="e">The event.</param>
    /// <param name="attempts">How often it was tried.</param>
    /// <param name="reason">What was wrong.</param>
    /// <param name="due">When it is tried again; null for not by itself.</param>
    public Held Hold(StoredEvent e, int attempts, string reason, DateTimeOffset? due)
    {
        reason = Plain(reason);
        var held = new Held(e.Stream, e.Position, attempts, reason, due) { TriedAt = Delivered };
        holds.Set(held);
        meter.Held(definition.Name);
        logger.LogWarning(
            "Subscription {Name}: the event at {Position} is held back with its subject, {What}: {Reason}", definition.Name, e.Position, due is null ? "dead" : "to be tried again", reason);
        return held;
    }

    /// <summary>The end of the batch that begins at a place of a list.</summary>
    public static int EndOfBatch(List<Outgoing> events, int first, int most)
    {
        var (end, bytes) = (first, 0L);
        while (end < events.Count && end - first < most && (bytes += events[end].Body.Length) <= BatchBytes)
        {
            end++;
        }

        return Math.Max(end, first + 1);
    }

    /// <summary>Delivers events; whatever goes wrong is an outcome.</summary>
    /// <param name="events">The events.</param>
    /// <param name="giveUp">Ends it though the receiver may have got some.</param>
    public async Task<SinkResult> SendAsync(IReadOnlyList<Outgoing> events, CancellationToken giveUp)
    {
        SinkResult result;
        try
        {
            result = await sink.DeliverAsync(events, giveUp).ConfigureAwait(false);
        }
        catch (Exception fault) when (!giveUp.IsCancellationRequested)
        {
            result = SinkResult.None(fault is SinkException ? new SinkFault.Away(fault.Message) : new SinkFault.Away($"{fault.GetType().Name}: {fault.Message}"));
        }

        result = result.Taken >= events.Count ? result with { Fault = null } : result;
        var arrived = result.Taken - result.Refused.Count;
        Delivered += arrived;
        meter.Delivered(definition.Name, arrived);
        if (result.Fault is not null)
        {
            meter.Failed(definition.Name);
        }

        return result with
        {
            Fault = result.Fault is { } wrong ? wrong with { Reason = Plain(wrong.Reason) } : null,
            Refused = result.Refused.ToDictionary(one => one.Key, one => Plain(one.Value)),
        };
    }

    /// <summary>Notes what is settled, while the next is delivered.</summary>
    public async Task CommitAsync(long position, long delivered, IReadOnlyCollection<Held> held, IReadOnlyCollection<string> freed)
    {
        await committed.ConfigureAwait(false);
        (Position, Noted) = (position, position);
        committed = progress.MoveAsync(position, delivered, held, freed);
    }

    /// <summary>Waits until what is settled is noted.</summary>
    public Task CommittedAsync() => committed;

    /// <summary>Notes that nothing gets through.</summary>
    public async Task FailAsync(DateTimeOffset retryAt, string reason, CancellationToken ct)
    {
        await committed.ConfigureAwait(false);
        await progress.FailAsync(Failures, retryAt, reason, ct).ConfigureAwait(false);
    }

    // What others answer may hold our secrets and what PostgreSQL does not take, and be long.
    private string Plain(string text)
    {
        var plain = new StringBuilder(Math.Min(text.Length, LongestReason));
        foreach (var rune in SinkSecrets.Without(definition.Sink, text.Length > LongestRead ? text[..LongestRead] : text).EnumerateRunes())
        {
            if (plain.Length >= LongestReason)
            {
                return $"{plain.ToString().Trim()}…";
            }

            plain.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return plain.ToString().Trim();
    }
}
