using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Subscribing;

/// <summary>
/// Runs subscriptions while the process does. Nodes share them: each is delivered by the one that has its lock, and by another when that ends. All locks of a node are held
/// by one session of the database, on which it also hears of changes.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="ofSettings">Subscriptions of the settings.</param>
/// <param name="box">Opens secrets of those that were made.</param>
/// <param name="outgoing">Where those that were made may send to.</param>
/// <param name="signal">Tells when the log has grown.</param>
/// <param name="meter">Counts.</param>
/// <param name="time">Times pauses.</param>
/// <param name="loggers">Where trouble is told.</param>
public sealed class SubscriptionEngine(
    NpgsqlDataSource database, IReadOnlyList<SubscriptionDefinition> ofSettings, SecretBox box, OutgoingSettings outgoing, LogSignal signal, SubscriptionMeter meter,
    TimeProvider time, ILoggerFactory loggers)
    : BackgroundService
{
    // Who has it is seen by its lock.
    private const string WantedSql = """
        with locks as materialized (
            select distinct l.objid from pg_locks l
            where l.locktype = 'advisory' and l.classid = 731087251 and l.granted and l.database = (select d.oid from pg_database d where d.datname = current_database())
        )
        select s.name, s.definition::text, s.position, s.revision, l.objid is not null
        from events.subscription s left join locks l on l.objid = hashtext(':subscription:' || s.name)::bit(32)::bigint::oid
        where not s.paused and ($1::text is null or s.name = $1)
        order by s.name
        """;

    private const string BeginSql = "update events.subscription set run_revision = $2 where name = $1 and revision = $2";
    private const string LockSql = "select pg_try_advisory_lock(731087251, hashtext(':subscription:' || $1))";
    private const string UnlockSql = "select pg_advisory_unlock(731087251, hashtext(':subscription:' || $1))";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookForKey = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromSeconds(5);

    private readonly ILogger logger = loggers.CreateLogger<SubscriptionEngine>();
    private readonly EventPages pages = new(database, signal);
    private readonly SubscriptionStore store = new(database, box);
    private readonly SubscriptionShare share = new(time);
    private readonly Dictionary<string, Run> running = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Dispose()
    {
        pages.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = TimeSpan.Zero; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                await KeepAsync(() => pause = TimeSpan.Zero, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!signal.News.Away(e) && pause == TimeSpan.Zero)
                {
                    logger.LogWarning("Subscriptions can't be run now; trying again until they can: {Reason}", e.Message);
                }

                pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(100) : pause * 2 < MaxBackOff ? pause * 2 : MaxBackOff;
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // It stops; another node takes over.
            }
        }
    }

    private async Task KeepAsync(Action works, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct).ConfigureAwait(false);
        try
        {
            await Sql.ExecuteAsync(connection, $"listen {SubscriptionStore.Channel}", ct).ConfigureAwait(false);
            await Sql.ExecuteAsync(connection, SubscriptionShare.JoinSql, ct).ConfigureAwait(false);
            foreach (var definition in ofSettings)
            {
                await store.AnnounceAsync(definition, ct).ConfigureAwait(false);
            }

            while (true)
            {
                await LookAsync(connection, ct).ConfigureAwait(false);
                works();
                await connection.WaitAsync(LookEvery, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(running.Keys.ToList().Select(StopAsync)).ConfigureAwait(false);
            // The session goes back to its pool without the locks.
            if (connection.FullState is System.Data.ConnectionState.Open)
            {
                await Sql.ExecuteAsync(connection, "select pg_advisory_unlock_all()", CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends what is not as it is wanted any more, lets go of what others should have, and begins what nobody delivers.</summary>
    private async Task LookAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var wanted = await WantedAsync(connection, null, ct).ConfigureAwait(false);
        await share.LookAsync(connection, wanted.Count, ct).ConfigureAwait(false);
        List<string> ended = [.. running.Keys.Where(name => running[name] is { Task.IsCompleted: true } || wanted.GetValueOrDefault(name)?.Revision != running[name].Revision)];
        List<string> surplus = share.Surplus([.. running.Keys.Except(ended)]);
        await Task.WhenAll(ended.Concat(surplus).Select(StopAsync)).ConfigureAwait(false);
        foreach (var name in ended.Concat(surplus))
        {
            await ScalarAsync(connection, UnlockSql, name, ct).ConfigureAwait(false);
        }

        foreach (var (name, row) in wanted.Where(row => row.Value.Definition is not null && !running.ContainsKey(row.Key) && !surplus.Contains(row.Key)))
        {
            if (row.IsTaken && !ended.Contains(name))
            {
                share.TakenByAnother(name);
            }
            else if (share.Takes(name, running.Count) && await ScalarAsync(connection, LockSql, name, ct).ConfigureAwait(false))
            {
                // What it says now, not what it said before the other node let go.
                if ((await WantedAsync(connection, name, ct).ConfigureAwait(false)).GetValueOrDefault(name) is { Definition: not null } now)
                {
                    share.Taken(name);
                    await BeginAsync(connection, now, ct).ConfigureAwait(false);
                }
                else
                {
                    await ScalarAsync(connection, UnlockSql, name, ct).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task BeginAsync(NpgsqlConnection connection, Row row, CancellationToken ct)
    {
        await Sql.ExecuteAsync(connection, BeginSql, ct, Sql.Value(row.Definition!.Name), Sql.Value(row.Revision)).ConfigureAwait(false);
        var ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
        running[row.Definition.Name] = new(row.Revision, Task.Run(() => RunAsync(row, ends.Token), CancellationToken.None), ends);
    }

    private async Task RunAsync(Row row, CancellationToken ct)
    {
        var name = row.Definition!.Name;
        try
        {
            var progress = new SubscriptionProgress(database, name, row.Revision);
            var definition = row.Definition.IsMade ? row.Definition.Opened(box) : row.Definition;
            await using var sink = SinkCatalogue.Create(definition, outgoing, time);
            var work = new SubscriptionWork(definition, sink, progress, await progress.HoldsAsync(ct).ConfigureAwait(false), meter, time, logger);
            work.Begin(row.Position);
            await new SubscriptionRunner(work, pages, signal, time, logger).RunAsync(ct).ConfigureAwait(false);
        }
        catch (SecretException fault)
        {
            await LockedAsync(new(database, name, row.Revision), name, fault.Message, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OvertakenSubscriptionException)
        {
            // Somebody has changed it, and it begins anew.
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // It is to end.
        }
        catch (Exception fault)
        {
            if (!signal.News.Away(fault))
            {
                logger.LogWarning(fault, "Subscription {Name}: begins anew after a fault: {Reason}", name, fault.Message);
            }

            await Task.Delay(LookEvery, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Its secrets can't be opened: it waits for a node that has the key.</summary>
    private async Task LockedAsync(SubscriptionProgress progress, string name, string reason, CancellationToken ct)
    {
        logger.LogError("Subscription {Name}: {Reason}", name, reason);
        await progress.FailAsync(1, time.GetUtcNow() + LookForKey, reason, ct).ConfigureAwait(false);
        await Task.Delay(LookForKey, time, ct).ConfigureAwait(false);
    }

    private async Task StopAsync(string name)
    {
        if (running.Remove(name, out var run))
        {
            await run.Ends.CancelAsync().ConfigureAwait(false);
            await run.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            run.Ends.Dispose();
        }
    }

    private async Task<Dictionary<string, Row>> WantedAsync(NpgsqlConnection connection, string? one, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(WantedSql, connection) { Parameters = { Sql.Text(one) } };
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        Dictionary<string, Row> rows = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            var name = reader.GetString(0);
            var definition = reader.IsDBNull(1) ? ofSettings.FirstOrDefault(known => known.Name == name)
                : SubscriptionDefinition.Stored(reader.GetString(1), name);
            rows[name] = new(definition, reader.GetInt64(2), reader.GetInt64(3), reader.GetBoolean(4));
        }

        return rows;
    }

    private static async Task<bool> ScalarAsync(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name, NpgsqlDbType = NpgsqlDbType.Text } } };
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) is true;
    }

    /// <summary>A subscription as the database has it; its definition is null where only other nodes have it in their settings.</summary>
    private sealed record Row(SubscriptionDefinition? Definition, long Position, long Revision, bool IsTaken);

    private sealed record Run(long Revision, Task Task, CancellationTokenSource Ends);
}
