using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

public sealed class The_log_signal(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task wakes_everyone_who_waits_when_the_log_grows()
    {
        await using var appender = db.DataSource.Appender();
        await using var signal = await ListeningAsync();
        var head = await new EventLog(db.DataSource).HeadAsync(Ct);
        var waiting = Enumerable.Range(0, 10).Select(_ => signal.WaitBeyondAsync(head, Long, Ct)).ToArray();

        var place = (await appender.AppendAsync(Events.PipelineRunQueued("signal", 1))).ShouldBeAppended();

        (await Task.WhenAll(waiting)).ShouldAllBe(known => known == place.Position);
        (await signal.WaitBeyondAsync(0, Long, Ct)).ShouldBe(place.Position);
    }

    [Fact]
    public async Task hears_of_an_append_of_its_own_process_without_the_database()
    {
        await using var deaf = new LogSignal(db.DataSource, TimeProvider.System, NullLogger<LogSignal>.Instance);
        await using var appender = new Appender(
            db.DataSource, EventStore.For(db.DataSource, []), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance, deaf);

        var place = (await appender.AppendAsync(Events.PipelineRunQueued("own", 1))).ShouldBeAppended();
        (await deaf.WaitBeyondAsync(0, Long, Ct)).ShouldBe(place.Position);

        // What was there already is no news.
        await appender.AppendAsync(Events.PipelineRunQueued("own", 1));
        deaf.Head.ShouldBe(place.Position);
        deaf.Reach(place.Position - 1);
        deaf.Head.ShouldBe(place.Position);
    }

    [Fact]
    public async Task learns_of_an_append_by_its_notification()
    {
        await using var appender = db.DataSource.Appender();
        await using var signal = await ListeningAsync();
        var began = TimeProvider.System.GetTimestamp();

        // Twenty in a row: what is asked for once a second would take as many seconds.
        for (var i = 0; i < 20; i++)
        {
            var waiting = signal.WaitBeyondAsync(signal.Head, Long, Ct);
            var place = (await appender.AppendAsync(Events.PipelineRunQueued($"notified-{i}", 1))).ShouldBeAppended();
            (await waiting).ShouldBe(place.Position);
        }

        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("1000001")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("soon")]
    [InlineData("")]
    public async Task does_not_believe_what_others_notify(string payload)
    {
        await using var its = NpgsqlDataSource.Create($"{db.ConnectionString};Application Name=signal {payload}.");
        await using var signal = await ListeningAsync(its);
        var listens = $"select pid from pg_stat_activity where application_name = 'signal {payload}.'";
        List<int> before = [];
        await Until(async () => (before = await db.DataSource.ColumnAsync<int>(listens)).Count == 1, "the connection that listens");
        var head = signal.Head;

        for (var i = 0; i < 100; i++)
        {
            await db.DataSource.ExecuteAsync("select pg_notify('mt_events_appended', $1)", payload);
        }

        (await signal.WaitBeyondAsync(head, TimeSpan.FromMilliseconds(500), Ct)).ShouldBe(head);
        (await db.DataSource.ColumnAsync<int>(listens)).ShouldBe(before);
    }

    [Fact]
    public async Task tells_when_the_time_was_up()
    {
        await using var signal = await ListeningAsync();
        var head = await new EventLog(db.DataSource).HeadAsync(Ct);

        (await signal.WaitBeyondAsync(head, TimeSpan.FromMilliseconds(20), Ct)).ShouldBe(head);
    }

    [Fact]
    public async Task ends_a_wait_that_is_no_longer_wanted()
    {
        await using var signal = await ListeningAsync();
        using var gone = new CancellationTokenSource();
        var waiting = signal.WaitBeyondAsync(1_000_000, Long, gone.Token);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task listens_again_after_it_lost_its_connection()
    {
        await using var appender = db.DataSource.Appender();
        await using var its = NpgsqlDataSource.Create($"{db.ConnectionString};Application Name=signal");
        await using var signal = await ListeningAsync(its);
        await Until(
            async () => await db.DataSource.ColumnAsync<bool>("select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = 'signal'") is [true],
            "the connection that listens to be there and cut");

        var place = (await appender.AppendAsync(Events.PipelineRunQueued("lost", 1))).ShouldBeAppended();

        (await signal.WaitBeyondAsync(place.Position - 1, Long, Ct)).ShouldBe(place.Position);
    }

    [Fact]
    public async Task does_not_depend_on_notifications()
    {
        await using var signal = await ListeningAsync();
        var head = await new EventLog(db.DataSource).HeadAsync(Ct);
        var waiting = signal.WaitBeyondAsync(head, Long, Ct);

        // As if the notification had got lost.
        await db.DataSource.ExecuteAsync("""
            insert into events.mt_events (seq_id, id, version, data, type) select coalesce(max(seq_id), 0) + 1, gen_random_uuid(), 1, '{}', 'x' from events.mt_events
            """);

        (await waiting).ShouldBe(head + 1);
    }

    [Fact]
    public async Task asks_the_log_again_when_less_than_a_millisecond_of_the_silence_is_left()
    {
        await using var its = NpgsqlDataSource.Create($"{db.ConnectionString};Application Name=hasty signal");
        await using var signal = await ListeningAsync(its, new AlmostASecondEachTime());

        var asked = await AskedAsync();
        await Until(async () => await AskedAsync() > asked, "the signal to ask again");

        Task<DateTime> AskedAsync() => db.DataSource.ScalarAsync<DateTime>("select max(query_start) from pg_stat_activity where application_name = 'hasty signal'");
    }

    private async Task<LogSignal> ListeningAsync(NpgsqlDataSource? its = null, TimeProvider? time = null)
    {
        var signal = new LogSignal(its ?? db.DataSource, time ?? TimeProvider.System, NullLogger<LogSignal>.Instance);
        signal.Start();
        await Until(async () => signal.Head == await new EventLog(db.DataSource).HeadAsync(Ct), "the signal to know the head");
        return signal;
    }

    /// <summary>A clock by which so much passes between any two looks at it that less than a millisecond is left of a second.</summary>
    private sealed class AlmostASecondEachTime : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref now, TimeSpan.TicksPerSecond - 1000);
    }
}
