namespace CdViz.Adapters.Subscribing;

/// <summary>Tries subjects again that are held back: the event that failed, then what waits behind it.</summary>
internal sealed class HoldDelivery(SubscriptionWork work, EventPages pages)
{
    /// <summary>Tries those that are due.</summary>
    /// <param name="giveUp">Ends a delivery though the receiver may have got some of it.</param>
    /// <param name="ct">Ends it between two deliveries.</param>
    /// <returns>Null; or why nothing gets through at all.</returns>
    public async Task<SinkFault?> DeliverDueAsync(CancellationToken giveUp, CancellationToken ct)
    {
        foreach (var held in work.Holds.Due(work.Now))
        {
            if (await DeliverAsync(held, giveUp, ct).ConfigureAwait(false) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private async Task<SinkFault?> DeliverAsync(Held held, CancellationToken giveUp, CancellationToken ct)
    {
        var (from, size) = (held.Position, 1);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var events = await pages.OfStreamAsync(held.Stream, from, work.Position, ct).ConfigureAwait(false);
            if (events.Count is 0)
            {
                work.Holds.Remove(held.Stream);
                await work.CommitAsync(work.Position, 0, [], [held.Stream]).ConfigureAwait(false);
                return null;
            }

            List<Held> unreadable = [];
            var (queue, looked) = await work.WantedAsync(events, _ => true, unreadable, first: true, ct).ConfigureAwait(false);
            for (var next = 0; next < queue.Count;)
            {
                ct.ThrowIfCancellationRequested();
                var end = SubscriptionWork.EndOfBatch(queue, next, Math.Min(size, work.Most));
                var result = await work.SendAsync(queue[next..end], giveUp).ConfigureAwait(false);
                var refused = result.Refused.Count > 0 ? result.Refused.Keys.Min() : -1;
                var taken = refused >= 0 ? refused : result.Taken;
                next += taken;
                from = taken > 0 ? queue[next - 1].Event.Position + 1 : from;
                var at = next < queue.Count ? queue[next].Event : null;
                switch (refused >= 0 ? new SinkFault.Refused(result.Refused[refused]) : result.Fault)
                {
                    case null:
                        size *= 2;
                        await NoteAsync(held with { Position = from, Attempts = 0, DueAt = work.Now }, taken).ConfigureAwait(false);
                        break;
                    case SinkFault.Away away:
                        return away;
                    case not null when work.IsTogether && refused < 0 && end - next > 1:
                        size = 1;
                        break;
                    case SinkFault.Refused fault:
                        await NoteAsync(new(held.Stream, at!.Position, held.Attempts + 1, fault.Reason, null), taken).ConfigureAwait(false);
                        return null;
                    case var fault:
                        await NoteAsync(Again(held, at!.Position, fault!.Reason), taken).ConfigureAwait(false);
                        return null;
                }
            }

            if (unreadable is [var wrong])
            {
                await NoteAsync(wrong, 0).ConfigureAwait(false);
                return null;
            }

            from = events[looked - 1].Position + 1;
        }
    }

    /// <summary>It is tried again later, or not any more. While nothing else gets through, it may be the receiver's fault, and does not count.</summary>
    private Held Again(Held held, long position, string reason)
    {
        var isNext = position != held.Position;
        var attempts = isNext ? 1 : held.Attempts + (work.Delivered > held.TriedAt ? 1 : 0);
        var isDead = attempts >= work.Definition.Attempts;
        return new(held.Stream, position, attempts, reason, isDead ? null : work.Now + work.Definition.Pause(Math.Max(1, attempts))) { TriedAt = work.Delivered };
    }

    private Task NoteAsync(Held held, int delivered)
    {
        work.Holds.Set(held);
        return work.CommitAsync(work.Position, delivered, [held], []);
    }
}
