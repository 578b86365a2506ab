using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Projecting.Feed;

/// <summary>
/// Looks at the log once for all projections of a node that are near its end: each event is read and decoded once, those that have nothing to do are moved
/// on together, and each of the others is handed its own events. Whoever falls behind reads by itself, and holds up nobody.
/// </summary>
internal sealed class SharedFeed(NpgsqlDataSource database, IEnumerable<Projection> projections, LogSignal signal, ILogger logger)
{
    private const int EventsHeld = 10_000;
    private const long BytesHeld = 2 * FeedPage.MostBytes;

    /// <summary>After so many failed looks everybody looks by himself, and shows what it is that fails.</summary>
    private const int Looks = 3;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly EventType[] types = [.. projections.SelectMany(p => p.Reads).Distinct()];
    private readonly Lock gate = new();
    private readonly FeedWindow window = new(EventsHeld, BytesHeld);
    private readonly List<FeedPlace> waiting = [];
    private readonly HashSet<FeedPlace> ahead = [];
    private readonly Pace pace = new(TimeProvider.System);
    private TaskCompletionSource somebody = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int positions = FeedPage.Positions;
    private long epoch;
    private long worked;

    /// <summary>Waits for what is new for a projection. It is not to be moved by anybody else meanwhile.</summary>
    public async Task<FeedNews> NextAsync(FeedPlace place, CancellationToken ct)
    {
        lock (gate)
        {
            if (ahead.Remove(place) && ahead.Count == 0)
            {
                Tell(_ => true);
            }

            if (epoch > place.Epoch)
            {
                return new FeedNews.Changed();
            }

            if (place.In(window) is { } news)
            {
                return news;
            }

            place.Renew();
            waiting.Add(place);
            somebody.TrySetResult();
        }

        try
        {
            return await place.News.WaitAsync(ct);
        }
        finally
        {
            lock (gate)
            {
                waiting.Remove(place);
            }
        }
    }

    /// <summary>Notes that a projection has worked for some time: the more they do, the longer the feed rests.</summary>
    public void Worked(TimeSpan time) => Interlocked.Add(ref worked, time.Ticks);

    /// <summary>Looks at the log until cancelled, whatever happens to the database.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var pause = TimeSpan.Zero;
        var failed = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(ct);
                await Sql.ExecuteAsync(connection, ProjectionWorker.NoWaitForDiskSql, ct);
                while (true)
                {
                    await LookAsync(connection, ct);
                    (pause, failed) = (TimeSpan.Zero, 0);
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                failed += DatabaseAway.Is(e) ? 0 : 1;
                Forget(failed >= Looks ? signal.Head : 0);
                pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : pause * 2 < LongestPause ? pause * 2 : LongestPause;
                logger.Log(signal.News.Away(e) ? LogLevel.Debug : LogLevel.Warning, "The feed of the projections pauses for {Pause:F1} s: {Reason}", pause.TotalSeconds, e.Message);
                await Task.Delay(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                // It stops; whether the connection breaks at the same time does not matter any more.
            }
        }
    }

    /// <summary>Waits until there is something to see and somebody to tell it to, and tells.</summary>
    private async Task LookAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await somebody.Task.WaitAsync(ct);
        var (seen, behind) = Stand();
        await signal.WaitBeyondAsync(seen, behind ? Soon : Silence, ct);
        var began = Stopwatch.GetTimestamp();
        List<FeedPlace> idle;
        lock (gate)
        {
            LetAll();
            seen = window.UpTo;
            idle = [.. waiting.Where(place => place.Position < seen)];
        }

        var look = await EventFeed.LookAsync(connection, types, seen, positions, [.. idle.Select(place => (place.Progress, place.Position))], ct);
        lock (gate)
        {
            Take(look, seen, idle);
        }

        positions = look.Page.Next(seen, positions, FeedPage.Positions);
        if (look.Page.UpTo > seen)
        {
            await pace.RestAsync(Stopwatch.GetElapsedTime(began) + TimeSpan.FromTicks(Interlocked.Exchange(ref worked, 0)), look.Page.UpTo - seen, ct);
        }
    }

    /// <summary>Where the feed stands, and whether somebody who waits is to be moved on to there.</summary>
    private (long Seen, bool Behind) Stand()
    {
        lock (gate)
        {
            // Nobody needs what lies before the one that has come least far.
            if (waiting.Count > 0 && waiting.Min(place => place.Position) is var least && least > window.UpTo)
            {
                window.Restart(least);
            }

            return (window.UpTo, waiting.Exists(place => place.Position < window.UpTo));
        }
    }

    private void Take(Look look, long seen, List<FeedPlace> idle)
    {
        foreach (var place in idle)
        {
            switch (look.Idle[place.Progress])
            {
                case IdleProgress.Moved:
                    place.Position = window.UpTo;
                    break;
                case IdleProgress.Overtaken:
                    place.Tell(new FeedNews.Overtaken(place.Position));
                    break;
            }
        }

        if (look.Head > seen + FeedPage.Positions || look.Head < seen)
        {
            // More than a page at once, and each reads by itself; or the database was put back to an earlier state.
            window.Restart(look.Head);
        }
        else
        {
            window.Add(look.Page);
        }

        epoch = look.Epoch;

        // An event that comes alone is soon in the rows of the folds, which take a moment; the processors are theirs before the statements begin.
        Tell(place => !place.IsSlow);
        if (ahead.Count == 0)
        {
            Tell(_ => true);
        }
    }

    /// <summary>Tells those who wait what there is for them.</summary>
    private void Tell(Func<FeedPlace, bool> whom)
    {
        foreach (var place in waiting.Where(whom))
        {
            if (place.Epoch != epoch)
            {
                place.Tell(new FeedNews.Changed());
            }
            else if (place.In(window) is { } news && place.Tell(news) && news is FeedNews.Page && !place.IsSlow)
            {
                ahead.Add(place);
            }
        }

        waiting.RemoveAll(place => place.News.IsCompleted);

        // One that nobody has come to yet may be waited for already.
        if (waiting.Count == 0 && somebody.Task.IsCompleted)
        {
            somebody = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits no longer for those who are ahead: one may have failed, or takes long.</summary>
    private void LetAll()
    {
        if (ahead.Count > 0)
        {
            ahead.Clear();
            Tell(_ => true);
        }
    }

    /// <summary>Begins again from nothing.</summary>
    /// <param name="head">The end of the log, up to which those who wait are to read by themselves; 0 where they are to look where they stand.</param>
    private void Forget(long head)
    {
        lock (gate)
        {
            window.Restart(0);
            epoch = 0;
            ahead.Clear();
            waiting.ForEach(place => place.Tell(place.Position < head ? new FeedNews.Behind(place.Position, head) : new FeedNews.Changed()));
            waiting.Clear();
        }
    }
}
