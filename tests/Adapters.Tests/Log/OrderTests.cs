using System.Collections.Concurrent;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

public sealed class The_order_of_the_log(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task is_seen_by_every_reader_while_many_write_on_two_nodes()
    {
        const int writers = 16, each = 60;
        await using var one = db.DataSource.Appender();
        await using var other = db.DataSource.Appender(new AppenderOptions { BatchEvents = 3 });
        using var written = new CancellationTokenSource();
        var given = new ConcurrentDictionary<long, string>();

        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => FollowAsync(writers * each))).ToArray();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var appender = writer % 2 == 0 ? one : other;
            for (var i = 0; i < each; i++)
            {
                // Every third event goes to a stream that all write to.
                var e = Events.PipelineRunStarted(i % 3 == 0 ? $"shared-{i}" : $"own-{writer}-{i}", writer);
                var place = (await appender.AppendAsync(e)).ShouldBeAppended();
                given.TryAdd(place.Position, $"{e.Stream}/{place.Version}").ShouldBeTrue("a position was given twice");
            }
        })));

        foreach (var reader in readers)
        {
            (await reader).ShouldBe(given.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value)));
        }

        given.Keys.Order().ShouldBe(Enumerable.Range(1, writers * each).Select(i => (long)i));
        (await db.DataSource.ScalarAsync<long>("""
            select count(*) from (select version, row_number() over (partition by stream_id order by seq_id) as place from events.mt_events) e where version <> place
            """)).ShouldBe(0);
        (await db.DataSource.ScalarAsync<long>("""
            select count(*) from (select timestamp, lag(timestamp) over (order by seq_id) as before from events.mt_events) e where timestamp < before
            """)).ShouldBe(0);
    }

    [Fact]
    public async Task is_kept_by_a_lock_that_every_event_is_written_under()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.DataSource.ExecuteAsync("""
            create function events.is_locked() returns trigger language plpgsql as $$
            begin
                if not exists (select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and ((classid::bigint << 32) | objid::bigint) = 7310872512 and granted) then
                    raise exception 'an event is written without the lock of the appends';
                end if;
                return new;
            end
            $$;
            create trigger is_locked before insert on events.mt_events for each row execute function events.is_locked();
            """);
        await using var appender = database.DataSource.Appender(new AppenderOptions { BatchEvents = 3 });
        await using var listener = await database.DataSource.OpenConnectionAsync(Ct);
        var told = new List<string>();
        listener.Notification += (_, notification) => told.Add(notification.Payload);
        await Sql.ExecuteAsync(listener, "listen mt_events_appended", Ct);

        var outcomes = await appender.AppendAsync([.. Enumerable.Range(0, 9).Select(i => Events.PipelineRunQueued($"locked-{i % 2}", i))]);

        outcomes.Select(outcome => outcome.ShouldBeAppended().Position).ShouldBe(Enumerable.Range(1, 9).Select(i => (long)i));
        await Until(async () => await listener.WaitAsync(TimeSpan.FromMilliseconds(10), Ct) && told.Contains("9"), "those who listen to be told of the last event");
    }

    /// <summary>All events in the order a reader meets them that asks again and again for what lies beyond the last position it saw.</summary>
    private async Task<List<(long, string)>> FollowAsync(int count)
    {
        var seen = new List<(long, string)>();
        var position = 0L;
        await Until(
            async () =>
            {
                foreach (var e in await db.DataSource.RowsAsync(
                    "select seq_id, stream_id || '/' || version from events.mt_events where seq_id > $1 order by seq_id",
                    row => (row.GetInt64(0), row.GetString(1)), position))
                {
                    seen.Add(e);
                    position = e.Item1;
                }

                return position >= count;
            },
            "the reader to see the end");
        return seen;
    }
}
