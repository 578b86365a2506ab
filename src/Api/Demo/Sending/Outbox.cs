namespace CdViz.Api.Demo.Sending;

/// <summary>Events on their way, in the order in which they are reported.</summary>
internal sealed class Outbox
{
    private readonly PriorityQueue<DemoEvent, (DateTime SentAt, long Put)> waiting = new();
    private long put;

    /// <summary>Takes an event.</summary>
    public void Put(DemoEvent e) => waiting.Enqueue(e, (e.SentAt, put++));

    /// <summary>Gives out all events reported before a time.</summary>
    public IEnumerable<DemoEvent> Until(DateTime time)
    {
        while (waiting.TryPeek(out var e, out _) && e.SentAt < time)
        {
            yield return waiting.Dequeue();
        }
    }
}
