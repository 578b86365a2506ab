using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>
/// Keeps one projection up to date, on the one node that runs it: follows the log, rebuilds when the program has a newer version,
/// stops at an event the projection's own code fails at, and comes back after any trouble with the database. What fails again and again at one place is no such
/// trouble: then it is stopped there as well, with the reason.
/// </summary>
/// <param name="database">Connections.</param>
/// <param name="projection">The projection.</param>
/// <param name="feed">What the projections of the node have in common; null for one that is inline.</param>
/// <param name="news">Who says, once for the node, that the database is away; null where nobody does.</param>
/// <param name="logger">Where it tells what goes wrong.</param>
/// <param name="firstPause">How long it waits after the first failure; twice as long after each of the next.</param>
internal sealed class ProjectionWorker(
    NpgsqlDataSource database, Projection projection, SharedFeed? feed, DatabaseNews? news, ILogger logger, TimeSpan? firstPause = null)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // What has been applied is in the log: after a crash that lost the last commits the daemon applies it again. So no page waits for the disk.
    internal const string NoWaitForDiskSql = "set synchronous_commit = off";

    private FeedPlace? place;

    /// <summary>The epoch in which the rows could not be renewed for the program's version.</summary>
    private long? notRenewed;

    private readonly TimeSpan first = firstPause ?? TimeSpan.FromMilliseconds(100);

    private readonly RepeatedFailures failures = new();

    /// <summary>The last position that it is known to have applied; 0 until that is known.</summary>
    public long Position => place?.Position ?? 0;

    /// <summary>Runs until cancelled, or until the projection is stopped: then it says at what.</summary>
    public async Task<ProjectionStoppedException?> RunAsync(CancellationToken ct)
    {
        var pause = first;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(ct);
                return await LeadAsync(connection, () => pause = failures.None ? first : pause, ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception e)
            {
                // A database that is away comes back: it is tried again, later and later.
                ProjectionMeter.Failed(projection.Name, "database");
                if (failures.IsTooMuch(e))
                {
                    await GiveUpAsync(e, ct);
                    continue;
                }

                logger.Log(
                    news?.Away(e) is true ? LogLevel.Debug : LogLevel.Warning, "Projection {Projection} pauses for {Pause:F1} s: {Reason}", projection.Name, pause.TotalSeconds, e.Message);
                await Task.Delay(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }

        return null;
    }

    /// <summary>Applies what the projection lacks up to a position, once.</summary>
    /// <returns>Where it stands then.</returns>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    public async Task<long> CatchUpAsync(long upTo, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var live = await GenerationStore.LiveAsync(connection, projection.Name, ct) ?? throw NotProvided();
        return (await CatchUp.ToAsync(database, connection, projection, live, upTo, ct)).Position;
    }

    /// <summary>Stops the projection where it stands: it is no use to try again before somebody has looked.</summary>
    private async Task GiveUpAsync(Exception failure, CancellationToken ct)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            if (await GenerationStore.LiveAsync(connection, projection.Name, ct) is { } live)
            {
                logger.LogError(failure, "Projection {Projection} is stopped: it failed {Attempts} times after position {Position}", projection.Name, RepeatedFailures.Most, live.Position);
                await GenerationStore.StopAsync(
                    connection, live, live.Position + 1, $"It failed {RepeatedFailures.Most} times after position {live.Position}: {failure.Message}", ct);
                notRenewed = await GenerationStore.EpochAsync(connection, ct);
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning("Projection {Projection} could not be shown as stopped: {Reason}", projection.Name, e.Message);
            await Task.Delay(LongestPause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static InvalidOperationException NotProvided() => new("it has no live generation.");

    private async Task<ProjectionStoppedException?> LeadAsync(NpgsqlConnection connection, Action reached, CancellationToken ct)
    {
        await Sql.ExecuteAsync(connection, NoWaitForDiskSql, ct);
        await ProjectionRebuild.RemoveAbandonedAsync(database, projection, ct);
        while (true)
        {
            var epoch = await GenerationStore.EpochAsync(connection, ct);
            var live = await GenerationStore.LiveAsync(connection, projection.Name, ct) ?? throw NotProvided();
            failures.StandsAt(live.Position);
            await ProjectionOrphans.ClaimAsync(connection, projection, ct);
            await GenerationStore.ShowProgressAsync(connection, projection.Name, ct);
            reached();
            var current = ProjectionProvision.IsCurrent(projection, live);
            if (current && live.StoppedPosition is { } position)
            {
                return new(projection.Name, position, live.StoppedReason!);
            }

            if (current && live.Joined)
            {
                await WaitForEpochAsync(connection, epoch, ct);
            }
            else if (current)
            {
                try
                {
                    await FollowAsync(connection, live, epoch, ct);
                }
                catch (ProjectionFailedException e)
                {
                    await StopAsync(connection, e, ct);
                }
            }
            else if (live.StoppedPosition is { } failed && notRenewed == epoch)
            {
                return new(projection.Name, failed, live.StoppedReason!);
            }
            else if (!await TryRenewAsync(connection, live, ct))
            {
                notRenewed = await GenerationStore.EpochAsync(connection, ct);
            }
        }
    }

    /// <summary>Applies page after page until the generations change.</summary>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    /// <exception cref="OvertakenException">Another node moves the projection.</exception>
    private async Task FollowAsync(NpgsqlConnection connection, Generation live, long epoch, CancellationToken ct)
    {
        var pages = ProjectionKind.Pages(projection, live, consecutive: true);
        if (projection.Lifecycle is Lifecycle.Inline)
        {
            live = await CatchUp.ToAsync(database, connection, projection, live, await EventFeed.HeadAsync(connection, ct), ct, pages: pages);
            await GenerationSwitch.JoinAsync(connection, projection, live, ct);
            return;
        }

        if (!failures.None)
        {
            // What failed may be what others can't read either: they need not be waited for to see whether it still does.
            live = await CatchUp.ToAsync(database, connection, projection, live, await EventFeed.HeadAsync(connection, ct), ct, pages: pages);
        }

        place = new FeedPlace(projection, live, epoch);
        while (true)
        {
            switch (await feed!.NextAsync(place, ct))
            {
                case FeedNews.Page page:
                    var began = Stopwatch.GetTimestamp();
                    live = await CatchUp.ApplyAsync(connection, live with { Position = page.From }, pages, page.Events, page.UpTo, ct);
                    feed.Worked(Stopwatch.GetElapsedTime(began));
                    break;
                case FeedNews.Behind behind:
                    live = await CatchUp.ToAsync(database, connection, projection, live with { Position = behind.From }, behind.Head, ct, pages: pages);
                    break;
                case FeedNews.Overtaken overtaken:
                    throw new OvertakenException(projection.Name, overtaken.From);
                case FeedNews.Changed:
                    return;
            }

            place.Position = live.Position;
        }
    }

    /// <summary>Applies what lies before the event that failed, and stops there with the reason.</summary>
    private async Task StopAsync(NpgsqlConnection connection, ProjectionFailedException failure, CancellationToken ct)
    {
        ProjectionMeter.Failed(projection.Name, "event");
        logger.LogError(failure, "Projection {Projection} is stopped", projection.Name);
        var live = (await GenerationStore.LiveAsync(connection, projection.Name, ct))!;
        while (live.Position < failure.Position - 1)
        {
            try
            {
                live = await CatchUp.ToAsync(database, connection, projection, live, failure.Position - 1, ct);
            }
            catch (ProjectionFailedException earlier)
            {
                failure = earlier;
                live = (await GenerationStore.LiveAsync(connection, projection.Name, ct))!;
            }
        }

        await GenerationStore.StopAsync(connection, live, failure.Position, failure.Message, ct);
    }

    /// <summary>Renews the projection; when its own code or statement fails at that, the live generation is stopped and shows why.</summary>
    private async Task<bool> TryRenewAsync(NpgsqlConnection connection, Generation live, CancellationToken ct)
    {
        try
        {
            await ProjectionRenewal.RunAsync(database, connection, projection, logger, ct);
            return true;
        }
        catch (ProjectionFailedException e)
        {
            ProjectionMeter.Failed(projection.Name, "event");
            logger.LogError(
                e, "Projection {Projection} can't be rebuilt for version {Version}; its rows stay as they are", projection.Name, projection.Version);
            await GenerationStore.StopAsync(connection, live, e.Position, $"It can't be rebuilt: {e.Message}", ct);
            return false;
        }
    }

    private static async Task WaitForEpochAsync(NpgsqlConnection connection, long epoch, CancellationToken ct)
    {
        while (await GenerationStore.EpochAsync(connection, ct) == epoch)
        {
            await Task.Delay(Idle, ct);
        }
    }
}
