using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

public sealed class An_appender_whose_connection_breaks(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task loses_only_the_batch_in_flight_with_its_connection()
    {
        await using var appender = db.DataSource.Appender();
        await using var held = await HeldLog.HoldAsync(db.DataSource);
        var inFlight = appender.AppendAsync(Events.PipelineRunQueued("lost", 1)).AsTask();
        await held.WaitForAppendAsync();
        var waiting = appender.AppendAsync(Events.PipelineRunQueued("waiting", 1)).AsTask();

        await TerminateAppenderAsync();

        (await inFlight).ShouldBeOfType<AppendOutcome.Unavailable>();
        await held.ReleaseAsync();
        (await waiting).ShouldBeAppended();
        (await appender.AppendAsync(Events.PipelineRunQueued("lost", 1))).ShouldBeAppended();
    }

    [Fact]
    public async Task loses_nothing_it_acknowledged_while_its_connection_is_cut_again_and_again()
    {
        const int cuts = 15;
        var left = cuts;
        await using var appender = db.DataSource.Appender();
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var acknowledged = new List<(long Position, Guid Id)>();
            for (var i = 0; Volatile.Read(ref left) > 0; i++)
            {
                var e = Events.PipelineRunStarted($"cut-{writer}-{i}", i);
                acknowledged.Add((
                    await appender.AppendAsync(e) switch
                    {
                        AppendOutcome.Appended place => place.Position,
                        AppendOutcome.Duplicate place => place.Position,
                        _ => 0,
                    },
                    e.Id));
            }

            return acknowledged;
        })).ToArray();

        while (Volatile.Read(ref left) > 0)
        {
            var cut = await db.DataSource.ColumnAsync<bool>("""
                select pg_terminate_backend(pid, 10000)
                from pg_stat_activity
                where application_name = 'cdviz appender' and datname = current_database() and state = 'active' and query like '%mt_quick_append_events%'
                """);
            Interlocked.Add(ref left, -cut.Count);
        }

        var all = (await Task.WhenAll(writers)).SelectMany(written => written).ToList();
        var stored = (await db.DataSource.RowsAsync(
            "select seq_id, id from events.mt_events where stream_id like '%|cut-%'", row => (Position: row.GetInt64(0), Id: row.GetGuid(1)))).ToHashSet();
        all.Where(written => written.Position > 0).ShouldAllBe(acknowledged => stored.Contains(acknowledged));
        all.ShouldContain(written => written.Position == 0);
        (await db.DataSource.ScalarAsync<bool>("select count(*) = max(seq_id) from events.mt_events")).ShouldBeTrue("there is a hole");
    }

    [Fact]
    public async Task notices_that_an_idle_connection_has_died()
    {
        var time = new ShiftedTime();
        await using var appender = New(db.DataSource, time);
        (await appender.AppendAsync(Events.PipelineRunQueued("idle", 1))).ShouldBeAppended();

        await TerminateAppenderAsync();
        time.Shift += TimeSpan.FromMinutes(1);

        (await appender.AppendAsync(Events.PipelineRunStarted("idle", 2))).ShouldBeAppended();
    }

    [Fact]
    public async Task answers_at_once_while_the_database_is_away()
    {
        await using var nowhere = NpgsqlDataSource.Create($"{db.ConnectionString};Database=cdviz_nowhere");
        await using var appender = New(nowhere, new StoppedTime());

        // Between its attempts it would pause for ever: nobody may wait for the next one.
        for (var i = 0; i < 3; i++)
        {
            (await appender.AppendAsync(Events.PipelineRunQueued("nowhere", i)).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct))
                .ShouldBeOfType<AppendOutcome.Unavailable>();
        }
    }

    [Fact]
    public async Task comes_back_by_itself_when_the_database_does()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var appender = database.DataSource.Appender(new AppenderOptions { MaxBackOff = TimeSpan.FromMilliseconds(100) });
        (await appender.AppendAsync(Events.PipelineRunQueued("back", 1))).ShouldBeAppended();

        await database.CloseAsync();
        await Until(async () => await appender.AppendAsync(Events.PipelineRunStarted("back", 2)) is AppendOutcome.Unavailable, "the database to be away");
        await database.OpenAsync();

        await Until(async () => await appender.AppendAsync(Events.PipelineRunStarted("back", 2)) is AppendOutcome.Appended { Version: 2 }, "the database to be back");
    }

    private async Task TerminateAppenderAsync() =>
        (await db.DataSource.ColumnAsync<bool>("""
            select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'cdviz appender' and datname = current_database()
            """)).ShouldBe([true]);

    private static Appender New(NpgsqlDataSource dataSource, TimeProvider time) =>
        new(dataSource, EventStore.For(dataSource, []), new AppenderOptions(), time, NullLogger<Appender>.Instance);

    /// <summary>A clock that can be put forward.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Shift.TotalSeconds * TimestampFrequency);
    }

    /// <summary>A clock on which no time passes.</summary>
    private sealed class StoppedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
