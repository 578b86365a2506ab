using System.Collections.Frozen;

namespace CdViz.Adapters.Projecting.Feed;

/// <summary>The place of a projection at the feed of its node.</summary>
/// <param name="projection">The projection.</param>
/// <param name="live">Its generation.</param>
/// <param name="epoch">The epoch of the generations when it was found.</param>
internal sealed class FeedPlace(Projection projection, Generation live, long epoch)
{
    private readonly FrozenSet<EventType> reads = projection.Reads.ToFrozenSet();

    // A statement that heeds corrections says that it reads them.
    private readonly bool corrections = projection is not SqlProjection;

    private TaskCompletionSource<FeedNews> answer = New();

    /// <summary>Whether it takes its time: a statement over the log, where a fold writes some rows.</summary>
    public bool IsSlow { get; } = projection is SqlProjection;

    /// <summary>Name of its progress.</summary>
    public string Progress { get; } = live.ProgressName;

    /// <summary>The epoch of the generations to which it belongs.</summary>
    public long Epoch { get; } = epoch;

    /// <summary>The position up to which the projection has applied all its events.</summary>
    public long Position { get; set; } = live.Position;

    /// <summary>Done when there are news for it.</summary>
    public Task<FeedNews> News => answer.Task;

    /// <summary>Gives up old news.</summary>
    public void Renew() => answer = New();

    /// <summary>Tells news, unless it has been told some.</summary>
    public bool Tell(FeedNews news) => answer.TrySetResult(news);

    /// <summary>What is new for it in the window, or null when there is nothing.</summary>
    public FeedNews? In(FeedWindow window)
    {
        if (Position >= window.UpTo)
        {
            return null;
        }

        if (Position < window.After)
        {
            return new FeedNews.Behind(Position, window.UpTo);
        }

        // A statement reads the log by itself, whatever the events.
        List<RecordedEvent> events = reads.Count == 0 ? [] : window.Of(reads, Position, corrections);
        return events.Count > 0 || reads.Count == 0 ? new FeedNews.Page(Position, window.UpTo, events) : null;
    }

    private static TaskCompletionSource<FeedNews> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What the feed has to say to a projection.</summary>
internal abstract record FeedNews
{
    private FeedNews()
    {
    }

    /// <summary>There are events for it.</summary>
    /// <param name="From">Where it stands: it may have been moved on over events that it does not read.</param>
    /// <param name="UpTo">The position up to which these are all.</param>
    /// <param name="Events">Its events, by position.</param>
    internal sealed record Page(long From, long UpTo, IReadOnlyList<RecordedEvent> Events) : FeedNews;

    /// <summary>It is so far behind the log that it has to read by itself.</summary>
    /// <param name="From">Where it stands.</param>
    /// <param name="Head">The end of the log.</param>
    internal sealed record Behind(long From, long Head) : FeedNews;

    /// <summary>Its generation may not be the live one any more, or the feed was interrupted: it has to look where it stands.</summary>
    internal sealed record Changed : FeedNews;

    /// <summary>Somebody else has moved its progress.</summary>
    /// <param name="From">Where it was believed to stand.</param>
    internal sealed record Overtaken(long From) : FeedNews;
}
