using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>
/// Keeps one projection up to date, on the one node that runs it: follows the log, rebuilds when the program has a newer version,
/// stops at an event the projection's own code fails at, and comes back after any trouble with the database.
/// </summary>
internal sealed class ProjectionWorker(NpgsqlDataSource database, Projection projection, SharedFeed? feed, DatabaseNews? news, ILogger logger)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    // What has been applied is in the log: after a crash that lost the last commits the daemon applies it again. So no page waits for the disk.
    internal const string NoWaitForDiskSql = "set synchronous_commit = off";

    private FeedPlace? place;

    /// <summary>The epoch in which the rows could not be renewed for the program's version.</summary>
    private long? notRenewed;

    /// <summary>The last position that it is known to have applied; 0 until that is known.</summary>
    public long Position => place?.Position ?? 0;

    /// <summary>Runs until cancelled, or until the projection is stopped: then it says at what.</summary>
    public async Task<ProjectionStoppedException?> RunAsync(CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(100);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(ct);
                return await LeadAsync(connection, () => pause = TimeSpan.FromMilliseconds(100), ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception e)
            {
                // It never gives up: whatever it was, it is tried again, later and later.
                ProjectionMeter.Failed(projection.Name, "database");
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

    private static InvalidOperationException NotProvided() => new("it has no live generation.");

    private async Task<ProjectionStoppedException?> LeadAsync(NpgsqlConnection connection, Action reached, CancellationToken ct)
    {
        await Sql.ExecuteAsync(connection, NoWaitForDiskSql, ct);
        await ProjectionRebuild.RemoveAbandonedAsync(database, projection, ct);
        while (true)
        {
            var epoch = await GenerationStore.EpochAsync(connection, ct);
            var live = await GenerationStore.LiveAsync(connection, projection.Name, ct) ?? throw NotProvided();
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
            await RenewAsync(connection, ct);
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

    /// <summary>The program has another version than the live generation: goes back to a kept one of this version, or rebuilds.</summary>
    private async Task RenewAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var all = await GenerationStore.ListAsync(connection, projection.Name, ct);
        if (all.FindLast(g => g.Role is "kept" && ProjectionProvision.IsCurrent(projection, g)) is { } kept)
        {
            logger.LogInformation("Projection {Projection} goes back to generation {Generation}", projection.Name, kept.Number);
            await GenerationSwitch.RunAsync(database, projection, kept, ct);
            return;
        }

        logger.LogInformation("Projection {Projection} is rebuilt for version {Version}; the old rows answer meanwhile", projection.Name, projection.Version);
        var built = await ProjectionRebuild.RunAsync(database, projection, ProjectionEngine.WorkersBesideOthers, keep: false, progress: null, ct);
        logger.LogInformation("Projection {Projection} now shows generation {Generation}", projection.Name, built.Number);
    }

    private static async Task WaitForEpochAsync(NpgsqlConnection connection, long epoch, CancellationToken ct)
    {
        while (await GenerationStore.EpochAsync(connection, ct) == epoch)
        {
            await Task.Delay(Idle, ct);
        }
    }
}
