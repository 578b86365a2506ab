namespace CdViz.Adapters.Log;

/// <summary>Events that wait to be written, bounded in number and bytes. Many put in, one takes out.</summary>
internal sealed class AppendQueue(AppenderOptions options)
{
    private readonly Lock gate = new();
    private readonly Queue<AppendItem> items = new();
    private TaskCompletionSource filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? gathered;
    private int gatheredAt;
    private int waiting;
    private int callers;
    private long waitingBytes;
    private bool completed;

    /// <summary>Events that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return waiting;
            }
        }
    }

    /// <summary>Calls that wait, for all of their events or for the first ones.</summary>
    public int Callers
    {
        get
        {
            lock (gate)
            {
                return callers;
            }
        }
    }

    /// <summary>Takes all events of a call, or none. A call larger than the bounds is taken when nothing else waits.</summary>
    public Entry Enter(Submission submission)
    {
        lock (gate)
        {
            if (completed)
            {
                return Entry.Closed;
            }

            if (waiting > 0 && (waiting + submission.Items.Length > options.QueueEvents || waitingBytes + submission.Bytes > options.QueueBytes))
            {
                return Entry.Full;
            }

            foreach (var item in submission.Items)
            {
                items.Enqueue(item);
            }

            waiting += submission.Items.Length;
            waitingBytes += submission.Bytes;
            callers++;
            filled.TrySetResult();
            if (callers >= gatheredAt || waiting >= options.BatchEvents)
            {
                gathered?.TrySetResult();
            }

            return Entry.Taken;
        }
    }

    /// <summary>Takes a call's events back that still wait. One that is being written is answered as if nothing had happened.</summary>
    public void Withdraw(Submission submission, CancellationToken ct)
    {
        lock (gate)
        {
            var left = submission.Items.Where(item => !item.Taken).ToList();
            if (left.Count > 0 && !submission.Abandoned)
            {
                waiting -= left.Count;
                waitingBytes -= left.Sum(item => item.Bytes);
                callers -= left[0].IsFirst ? 1 : 0;
                submission.Abandon(ct);
            }
        }
    }

    /// <summary>Waits for events. False when there will be none any more.</summary>
    public async ValueTask<bool> WaitAsync()
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (waiting > 0)
                {
                    return true;
                }

                if (completed)
                {
                    return false;
                }

                if (filled.Task.IsCompleted)
                {
                    filled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                next = filled.Task;
            }

            await next.ConfigureAwait(false);
        }
    }

    /// <summary>Waits until so many calls wait, but not for long.</summary>
    public async ValueTask GatherAsync(int atLeast, TimeSpan atMost, TimeProvider time)
    {
        Task enough;
        lock (gate)
        {
            if (callers >= atLeast || waiting >= options.BatchEvents || completed)
            {
                return;
            }

            gatheredAt = atLeast;
            gathered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            enough = gathered.Task;
        }

        await enough.WaitAsync(atMost, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes the next batch, in order.</summary>
    public AppendItem[] Take()
    {
        lock (gate)
        {
            var batch = new List<AppendItem>(Math.Min(waiting, options.BatchEvents));
            var bytes = 0L;
            while (batch.Count < options.BatchEvents && items.TryPeek(out var item) && (batch.Count == 0 || bytes + item.Bytes <= options.BatchBytes))
            {
                items.Dequeue();
                if (item.Owner.Abandoned)
                {
                    continue;
                }

                item.Taken = true;
                batch.Add(item);
                bytes += item.Bytes;
                callers -= item.IsFirst ? 1 : 0;
            }

            waiting -= batch.Count;
            waitingBytes -= bytes;
            return [.. batch];
        }
    }

    /// <summary>Takes no more.</summary>
    public void Complete()
    {
        lock (gate)
        {
            completed = true;
            filled.TrySetResult();
            gathered?.TrySetResult();
        }
    }
}

/// <summary>What became of a call at the queue.</summary>
internal enum Entry
{
    Taken,
    Full,
    Closed,
}
