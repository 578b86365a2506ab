namespace CdViz.Adapters.Log;

/// <summary>The events of one call, and where its answer goes.</summary>
internal sealed class Submission
{
    private readonly TaskCompletionSource<IReadOnlyList<AppendOutcome>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AppendOutcome[] outcomes;
    private int open;

    public Submission(IReadOnlyList<AdmittedEvent> events, string door, string? sender, IReadOnlyList<TraceContext>? traces = null)
    {
        Trace = TraceContext.Current;
        outcomes = new AppendOutcome[events.Count];
        open = events.Count;
        Items = new AppendItem[events.Count];
        for (var i = 0; i < Items.Length; i++)
        {
            Items[i] = new AppendItem(this, i, events[i], door, sender, traces is null ? Trace : traces[i].Under(Trace));
            Bytes += Items[i].Bytes;
        }
    }

    public AppendItem[] Items { get; }

    /// <summary>The span that appends them, where it is recorded.</summary>
    public TraceContext Trace { get; }

    public long Bytes { get; }

    public Task<IReadOnlyList<AppendOutcome>> Answer => answer.Task;

    /// <summary>True once the caller has gone; what of it still waits is not written any more.</summary>
    public bool Abandoned { get; private set; }

    /// <summary>Answers one event; the caller has its answer when all are answered.</summary>
    public void Complete(int index, AppendOutcome outcome)
    {
        outcomes[index] = outcome;
        if (Interlocked.Decrement(ref open) == 0)
        {
            answer.TrySetResult(outcomes);
        }
    }

    public void Abandon(CancellationToken ct)
    {
        Abandoned = true;
        answer.TrySetCanceled(ct);
    }
}

/// <summary>One event on its way to the log.</summary>
internal sealed class AppendItem(Submission owner, int index, AdmittedEvent e, string door, string? sender, TraceContext trace)
{
    public AdmittedEvent Event => e;

    public Submission Owner => owner;

    /// <summary>True for the first event of its call.</summary>
    public bool IsFirst => index == 0;

    public string Stream { get; } = e.Stream.ToString();

    public EventHeaders Headers { get; } = EventHeaders.Write(e, door, trace);

    public string? Sender => sender;

    /// <summary>True once it is part of a batch; guarded by the queue.</summary>
    public bool Taken { get; set; }

    public long Bytes => e.Json.Length + Headers.Json.Length;

    public void Complete(AppendOutcome outcome) => owner.Complete(index, outcome);
}
