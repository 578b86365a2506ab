using System.Text;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

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
    public async Task waits_for_half_of_the_callers_it_has_just_answered_and_writes_them_together()
    {
        await using var appender = db.DataSource.Appender(new AppenderOptions { Gather = TimeSpan.FromMinutes(1) });
        await AnswerNineAsync(appender, "gathered");

        var again = Enumerable.Range(1, 3).Select(i => appender.AppendAsync(Events.PipelineRunStarted($"gathered-{i}", 2)).AsTask()).ToList();
        await Task.Delay(TimeSpan.FromMilliseconds(300), Ct);
        again.ShouldAllBe(append => !append.IsCompleted);
        again.Add(appender.AppendAsync(Events.PipelineRunStarted("gathered-4", 2)).AsTask());

        (await Task.WhenAll(again)).Select(outcome => outcome.ShouldBeAppended().RecordedAt).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task does_not_wait_for_long_for_callers_that_do_not_come_again()
    {
        await using var appender = db.DataSource.Appender();
        await AnswerNineAsync(appender, "gone");

        (await appender.AppendAsync(Events.PipelineRunStarted("gone-0", 2)).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Ct)).ShouldBeAppended();
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
        (await log.StreamAsync(Events.PipelineRunQueued("unwanted", 1).Stream.ToString(), 0, 1, Ct)).Events.ShouldBeEmpty();
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
            (await appender.AppendAsync(Events.PipelineRunQueued("refused", 1))).ShouldBeOfType<AppendOutcome.NotStored>().Violation.Message.ShouldContain("23514");
        }

        (await log.StreamAsync(Events.PipelineRunQueued("refused", 1).Stream.ToString(), 0, 1, Ct)).Events.ShouldBeEmpty();
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

    /// <summary>Nine callers at about the same time, each with one event.</summary>
    private async Task AnswerNineAsync(Appender appender, string subject)
    {
        await using var held = await HeldLog.HoldAsync(db.DataSource);
        var inFlight = appender.AppendAsync(Events.PipelineRunQueued($"{subject}-0", 1)).AsTask();
        await held.WaitForAppendAsync();
        var others = Enumerable.Range(1, 8).Select(i => appender.AppendAsync(Events.PipelineRunQueued($"{subject}-{i}", 1)).AsTask()).ToList();
        await held.ReleaseAsync();
        await Task.WhenAll([inFlight, .. others]);
    }
}
