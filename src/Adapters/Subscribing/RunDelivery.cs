namespace CdViz.Adapters.Subscribing;

/// <summary>
/// Delivers a run of the log. Where a receiver fails, it finds out whose fault that is: one event's, when those of other subjects get through, which is held back with its
/// subject; or the receiver's, when nothing does, which is waited for.
/// </summary>
internal sealed class RunDelivery(SubscriptionWork work)
{
    /// <summary>Failed attempts with everything, before events are tried one by one.</summary>
    private const int WholeAttempts = 2;

    /// <summary>So many events of different subjects that fail one after the other: it is the receiver.</summary>
    private const int Probes = 4;

    private readonly List<(Outgoing Event, string Reason)> suspects = [];
    private readonly List<Held> fresh = [];
    private int size = int.MaxValue;
    private long delivered;

    /// <summary>Delivers.</summary>
    /// <param name="run">What comes next.</param>
    /// <param name="giveUp">Ends a delivery though the receiver may have got some of it.</param>
    /// <param name="ct">Ends it between two deliveries.</param>
    /// <returns>Null when all of it is settled; else why not, to begin again after a pause where the work stands.</returns>
    public async Task<SinkFault?> DeliverAsync(EventRun run, CancellationToken giveUp, CancellationToken ct)
    {
        suspects.Clear();
        fresh.Clear();
        delivered = 0;
        (var queue, run) = await QueueAsync(run, ct).ConfigureAwait(false);
        var (works, settled) = (false, 0);
        for (var next = 0; next < queue.Count && !work.Holds.AreFull;)
        {
            ct.ThrowIfCancellationRequested();
            var batch = Batch(queue, ref next, out var places);
            if (batch.Count is 0)
            {
                settled = next;
                continue;
            }

            var result = await work.SendAsync(batch, giveUp).ConfigureAwait(false);
            if (result.Taken > 0)
            {
                Settle(batch, result);
                works |= result.Taken > result.Refused.Count;
            }

            var fault = result.Fault;
            next = fault is null ? next : places[result.Taken];
            settled = next;
            if (fault is null)
            {
                size = (int)Math.Min(work.Most, size * 2L);
            }
            else if (fault is SinkFault.Away)
            {
                return await EndAsync(fault).ConfigureAwait(false);
            }
            else if (work.IsTogether && batch.Count - result.Taken > 1)
            {
                if (fault is SinkFault.Failed && !works && work.Failures < WholeAttempts)
                {
                    return await EndAsync(fault).ConfigureAwait(false);
                }

                size = works || fault is SinkFault.Refused ? Math.Max(1, (batch.Count - result.Taken) / 2) : 1;
            }
            else if (fault is SinkFault.Refused)
            {
                fresh.Add(work.Hold(batch[result.Taken].Event, 1, fault.Reason, null));
                next = places[result.Taken] + 1;
            }
            else if (!works && work.Failures < WholeAttempts)
            {
                return await EndAsync(fault).ConfigureAwait(false);
            }
            else
            {
                suspects.Add((batch[result.Taken], fault.Reason));
                next = places[result.Taken] + 1;
                if (suspects.Count >= Probes)
                {
                    return await EndAsync(fault).ConfigureAwait(false);
                }
            }

            await SaveAsync(Settled(queue, next, run)).ConfigureAwait(false);
            settled = next;
        }

        if (suspects is [var (_, reason), ..])
        {
            // Nothing else is there to see by whether the receiver works.
            return await EndAsync(new SinkFault.Failed(reason)).ConfigureAwait(false);
        }

        await SaveAsync(work.Position = Settled(queue, settled, run)).ConfigureAwait(false);
        return null;

        async Task<SinkFault> EndAsync(SinkFault why)
        {
            await SaveAsync(Settled(queue, settled, run)).ConfigureAwait(false);
            return why;
        }
    }

    /// <summary>What is wanted of a run, and the run as far as it was looked at.</summary>
    private async Task<(List<Outgoing> Queue, EventRun Run)> QueueAsync(EventRun run, CancellationToken ct)
    {
        var (queue, looked) = await work.WantedAsync(run.Events, e => !work.Holds.Has(e), fresh, first: false, ct).ConfigureAwait(false);
        return (queue, looked < run.Events.Count ? new([.. run.Events.Take(looked)], run.Events[looked - 1].Position) : run);
    }

    /// <summary>The next events that may be delivered, and their places in the queue.</summary>
    private List<Outgoing> Batch(List<Outgoing> queue, ref int next, out List<int> places)
    {
        size = Math.Min(size, work.Most);
        (var free, places) = (new List<Outgoing>(Math.Min(size, queue.Count - next)), []);
        for (; next < queue.Count && free.Count < size; next++)
        {
            var e = queue[next].Event;
            if (!work.Holds.Has(e) && !suspects.Exists(one => one.Event.Event.Stream == e.Stream))
            {
                free.Add(queue[next]);
                places.Add(next);
            }
        }

        var end = free.Count > 0 ? SubscriptionWork.EndOfBatch(free, 0, size) : 0;
        if (end < free.Count)
        {
            next = places[end];
            free.RemoveRange(end, free.Count - end);
        }

        return free;
    }

    /// <summary>What has arrived, and what the receiver does not want. If anything arrived, those that failed before are at fault themselves.</summary>
    private void Settle(List<Outgoing> batch, SinkResult result)
    {
        foreach (var (place, reason) in result.Refused)
        {
            fresh.Add(work.Hold(batch[place].Event, 1, reason, null));
        }

        var arrived = result.Taken - result.Refused.Count;
        if (arrived > 0)
        {
            delivered += arrived;
            fresh.AddRange(suspects.Select(one => work.Hold(one.Event.Event, work.Failures + 1, one.Reason, work.Now + work.Definition.Pause(1))));
            suspects.Clear();
            work.Failures = 0;
        }
    }

    /// <summary>Everything up to here is delivered, not wanted or held back, when all of the queue before a place is.</summary>
    private long Settled(List<Outgoing> queue, int next, EventRun run) =>
        suspects.Count > 0 ? Math.Max(work.Position, suspects[0].Event.Event.Position - 1)
        : next < queue.Count ? Math.Max(work.Position, queue[next].Event.Position - 1)
        : run.UpTo;

    private async Task SaveAsync(long position)
    {
        if (delivered > 0 || fresh.Count > 0)
        {
            var (count, held) = (delivered, fresh.ToArray());
            delivered = 0;
            fresh.Clear();
            await work.CommitAsync(position, count, held, []).ConfigureAwait(false);
        }
    }
}
