using System.Text;
using CdViz.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static CdViz.Adapters.Tests.Logs;

namespace CdViz.Adapters.Tests;

public sealed class An_appender(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    private readonly EventLog log = new(db.DataSource);

    [Theory]
    [InlineData("number", """{"number": 1e200000}""")]
    [InlineData("nul", """{"text": "\u0000"}""")]
    [InlineData("surrogate", """{"text": "\ud800"}""")]
    public async Task stores_the_neighbours_of_an_event_that_cannot_be_stored(string subject, string json)
    {
        await using var appender = db.DataSource.Appender();
        var head = await log.HeadAsync(Ct);
        var events = Enumerable.Range(0, 20).Select(i => Events.PipelineRunQueued($"{subject}-{i}", i)).ToArray();
        foreach (var bad in new[] { 0, 7, 8 })
        {
            events[bad] = events[bad] with { Json = Encoding.UTF8.GetBytes(json) };
        }

        var outcomes = await appender.AppendAsync(events);

        outcomes.Index().Where(outcome => outcome.Item is AppendOutcome.NotStored).Select(outcome => outcome.Index).ShouldBe([0, 7, 8]);
        outcomes.OfType<AppendOutcome.Appended>().Select(place => place.Position).ShouldBe(Enumerable.Range(1, 17).Select(i => head + i));
    }

    [Fact]
    public async Task writes_many_events_in_several_transactions_in_their_order()
    {
        await using var appender = db.DataSource.Appender(new AppenderOptions { BatchEvents = 70, BatchBytes = 20_000 });

        var outcomes = await appender.AppendAsync([.. Enumerable.Range(0, 1_000).Select(i => Events.PipelineRunQueued("many", i))]);

        outcomes.Select(outcome => outcome.ShouldBeAppended().Version).ShouldBe(Enumerable.Range(1, 1_000).Select(i => (long)i));
        outcomes.Cast<AppendOutcome.Appended>().DistinctBy(place => place.RecordedAt).Count().ShouldBeGreaterThan(10);
    }

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
                where application_name = 'cdviz appender' and datname = current_database() and state = 'active' and query like '%events.append%'
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

    [Fact]
    public async Task takes_out_what_a_caller_no_longer_wants()
    {
        await using var appender = db.DataSource.Appender();
        await using var held = await HeldLog.HoldAsync(db.DataSource);
        using var gone = new CancellationTokenSource();
        var inFlight = appender.AppendAsync(Events.PipelineRunQueued("in-flight", 1), "test", null, gone.Token).AsTask();
        await held.WaitForAppendAsync();
        var unwanted = appender.AppendAsync(Events.PipelineRunQueued("unwanted", 1), "test", null, gone.Token).AsTask();
        var wanted = appender.AppendAsync(Events.PipelineRunQueued("wanted", 1)).AsTask();

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => unwanted);
        await held.ReleaseAsync();
        var first = (await inFlight).ShouldBeAppended();
        (await wanted).ShouldBeAppended().Position.ShouldBe(first.Position + 1);
        (await log.StreamAsync(Events.PipelineRunQueued("unwanted", 1).Stream.ToString(), 0, 1, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task refuses_at_once_what_does_not_fit_and_takes_nothing_of_it()
    {
        await using var appender = db.DataSource.Appender(new AppenderOptions { QueueEvents = 3 });
        await using var held = await HeldLog.HoldAsync(db.DataSource);
        var inFlight = appender.AppendAsync(Events.PipelineRunQueued("full", 0)).AsTask();
        await held.WaitForAppendAsync();
        var waiting = appender.AppendAsync(Events.PipelineRunQueued("full", 1), Events.PipelineRunQueued("full", 2)).AsTask();

        (await appender.AppendAsync(Events.PipelineRunQueued("full", 3), Events.PipelineRunQueued("full", 4)))
            .ShouldAllBe(outcome => outcome is AppendOutcome.Overloaded);
        var last = appender.AppendAsync(Events.PipelineRunQueued("full", 5)).AsTask();
        (await appender.AppendAsync(Events.PipelineRunQueued("full", 6))).ShouldBeOfType<AppendOutcome.Overloaded>();
        appender.Waiting.ShouldBe(3);

        await held.ReleaseAsync();
        (await inFlight).ShouldBeAppended().Version.ShouldBe(1);
        (await waiting).Select(outcome => outcome.ShouldBeAppended().Version).ShouldBe([2, 3]);
        (await last).ShouldBeAppended().Version.ShouldBe(4);
        (await appender.AppendAsync([.. Enumerable.Range(10, 10).Select(i => Events.PipelineRunQueued("full", i))])).ShouldAllBe(outcome => outcome is AppendOutcome.Appended);
    }

    [Fact]
    public async Task counts_the_bytes_that_wait()
    {
        await using var appender = db.DataSource.Appender(new AppenderOptions { QueueBytes = 2_000 });
        await using var held = await HeldLog.HoldAsync(db.DataSource);
        var inFlight = appender.AppendAsync(Events.PipelineRunQueued("bytes", 0)).AsTask();
        await held.WaitForAppendAsync();
        var large = Events.PipelineRunQueued("bytes", 1);
        var waiting = appender.AppendAsync(large with { Json = (byte[])[.. large.Json.Span, .. new string(' ', 3_000).Select(space => (byte)space)] }).AsTask();

        (await appender.AppendAsync(Events.PipelineRunQueued("bytes", 2))).ShouldBeOfType<AppendOutcome.Overloaded>();

        await held.ReleaseAsync();
        (await inFlight).ShouldBeAppended();
        (await waiting).ShouldBeAppended();
    }

    [Fact]
    public async Task answers_only_when_it_is_committed()
    {
        await db.DataSource.ExecuteAsync("""
            create function events.refuse_late() returns trigger language plpgsql as $$
            begin
                raise exception using errcode = 'check_violation', message = 'not this one';
            end
            $$;
            create constraint trigger refuse_late after insert on events.mt_events deferrable initially deferred
            for each row when (new.data -> 'subject' ->> 'id' = 'refused') execute function events.refuse_late();
            """);
        await using var plain = db.DataSource.Appender();
        await using var inline = db.DataSource.Appender(inline: new Inline((_, _) => Task.CompletedTask));
        var head = await log.HeadAsync(Ct);

        foreach (var appender in new[] { plain, inline })
        {
            (await appender.AppendAsync(Events.PipelineRunQueued("refused", 1))).ShouldBeOfType<AppendOutcome.NotStored>().Violation.Message.ShouldContain("not this one");
        }

        (await log.StreamAsync(Events.PipelineRunQueued("refused", 1).Stream.ToString(), 0, 1, Ct)).ShouldBeEmpty();
        (await plain.AppendAsync(Events.PipelineRunQueued("accepted", 1))).ShouldBeAppended().Position.ShouldBe(head + 1);
    }

    [Fact]
    public async Task tries_again_what_failed_in_passing()
    {
        await db.DataSource.ExecuteAsync("""
            create sequence events.attempt;
            create function events.fail_twice() returns trigger language plpgsql as $$
            begin
                if nextval('events.attempt') < 3 then
                    raise exception using errcode = 'deadlock_detected';
                end if;
                return new;
            end
            $$;
            create trigger fail_twice before insert on events.mt_events
            for each row when (new.data -> 'subject' ->> 'id' = 'passing') execute function events.fail_twice();
            """);
        await using var appender = db.DataSource.Appender();
        var head = await log.HeadAsync(Ct);

        (await appender.AppendAsync(Events.PipelineRunQueued("passing", 1))).ShouldBeAppended().Position.ShouldBe(head + 1);
        (await db.DataSource.ScalarAsync<long>("select last_value from events.attempt")).ShouldBe(3);
    }

    [Fact]
    public async Task finishes_what_it_took_before_it_ends()
    {
        var appender = db.DataSource.Appender(new AppenderOptions { BatchEvents = 5 });
        await using var held = await HeldLog.HoldAsync(db.DataSource);
        var taken = Enumerable.Range(0, 50).Select(i => appender.AppendAsync(Events.PipelineRunQueued($"drain-{i}", 1)).AsTask()).ToArray();

        var ended = appender.DisposeAsync().AsTask();
        await held.ReleaseAsync();
        await ended;

        (await Task.WhenAll(taken)).ShouldAllBe(outcome => outcome is AppendOutcome.Appended);
        (await appender.AppendAsync(Events.PipelineRunQueued("too-late", 1))).ShouldBeOfType<AppendOutcome.Unavailable>();
    }

    private async Task TerminateAppenderAsync() =>
        (await db.DataSource.ColumnAsync<bool>("""
            select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'cdviz appender' and datname = current_database()
            """)).ShouldBe([true]);

    private static Appender New(NpgsqlDataSource dataSource, TimeProvider time) =>
        new(dataSource, new NoProjections(), new AppenderOptions(), time, NullLogger<Appender>.Instance);

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
