using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

public sealed class An_append(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    private readonly EventLog log = new(db.DataSource);

    [Fact]
    public async Task gives_positions_and_versions_in_order()
    {
        await using var appender = db.DataSource.Appender();
        var head = await log.HeadAsync(Ct);

        var outcomes = await appender.AppendAsync(Events.PipelineRunQueued("order-1", 1), Events.PipelineRunQueued("order-2", 1), Events.PipelineRunStarted("order-1", 2));
        var later = (await appender.AppendAsync(Events.PipelineRunFinished("order-1", 3))).ShouldBeAppended();

        outcomes.Select(outcome => outcome.ShouldBeAppended().Position - head).ShouldBe([1, 2, 3]);
        outcomes.Select(outcome => outcome.ShouldBeAppended().Version).ShouldBe([1, 1, 2]);
        (later.Position - head, later.Version).ShouldBe((4, 3));
    }

    [Fact]
    public async Task answers_the_same_event_as_a_duplicate_and_changes_nothing()
    {
        await using var one = db.DataSource.Appender();
        await using var other = db.DataSource.Appender();
        var e = Events.PipelineRunStarted("duplicate", 1);
        var first = (await one.AppendAsync(e)).ShouldBeAppended();
        var before = await SnapshotAsync();

        foreach (var appender in new[] { one, other })
        {
            (await appender.AppendAsync(e)).ShouldBe(new AppendOutcome.Duplicate(first.Position, first.Version, first.RecordedAt));
        }

        (await SnapshotAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task answers_other_content_under_the_same_id_as_a_conflict_and_keeps_the_first()
    {
        await using var one = db.DataSource.Appender();
        await using var other = db.DataSource.Appender();
        var first = (await one.AppendAsync(Events.Of(new PipelineRunStarted { PipelineName = "a" }, "conflict", 1, id: "conflict"))).ShouldBeAppended();
        var before = await SnapshotAsync();

        foreach (var appender in new[] { one, other })
        {
            (await appender.AppendAsync(Events.Of(new PipelineRunStarted { PipelineName = "b" }, "conflict", 1, id: "conflict")))
                .ShouldBe(new AppendOutcome.Conflict(first.Position));
        }

        (await SnapshotAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task sorts_out_one_batch_by_itself()
    {
        await using var appender = db.DataSource.Appender();
        var known = (await appender.AppendAsync(Events.PipelineRunQueued("batch", 0))).ShouldBeAppended();
        var a = Events.Of(new PipelineRunStarted { PipelineName = "a" }, "batch", 1, id: "batch-1");

        var outcomes = await appender.AppendAsync(
            a,
            Events.PipelineRunQueued("batch", 0),
            a,
            Events.Of(new PipelineRunStarted { PipelineName = "b" }, "batch", 1, id: "batch-1"),
            Events.Of(new PipelineRunQueued { PipelineName = "b" }, "batch", 0, id: "batch-queued-0"),
            Events.PipelineRunFinished("batch", 2));

        var first = outcomes[0].ShouldBeAppended();
        outcomes.ShouldBe(
        [
            new AppendOutcome.Appended(known.Position + 1, 2, first.RecordedAt),
            new AppendOutcome.Duplicate(known.Position, 1, known.RecordedAt),
            new AppendOutcome.Duplicate(known.Position + 1, 2, first.RecordedAt),
            new AppendOutcome.Conflict(known.Position + 1),
            new AppendOutcome.Conflict(known.Position),
            new AppendOutcome.Appended(known.Position + 2, 3, first.RecordedAt),
        ]);
        (await log.StreamAsync(a.Stream.ToString(), 0, 10, Ct)).Events.Select(e => e.Version).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task leaves_no_hole_when_it_is_rolled_back()
    {
        var broken = true;
        await using var appender = db.DataSource.Appender(inline: new Inline((_, _) => broken ? throw new InvalidOperationException("broken") : Task.CompletedTask));
        var head = await log.HeadAsync(Ct);

        (await appender.AppendAsync(Events.PipelineRunQueued("hole", 1), Events.PipelineRunStarted("hole", 2)))
            .ShouldAllBe(outcome => outcome is AppendOutcome.Unavailable);
        await Until(async () => await SequenceAsync() == Math.Max(head, 1), "the sequence to be put back");
        broken = false;

        (await appender.AppendAsync(Events.PipelineRunFinished("hole", 3))).ShouldBeAppended().ShouldSatisfyAllConditions(
            place => place.Position.ShouldBe(head + 1), place => place.Version.ShouldBe(1));
        (await SequenceAsync()).ShouldBe(head + 1);
    }

    [Fact]
    public async Task finds_the_streams_of_a_subject_and_the_events_of_a_chain()
    {
        await using var appender = db.DataSource.Appender();
        var outcomes = await appender.AppendAsync(
            Events.Of(new PipelineRunStarted(), "a|b", 1, source: "https://one/|", chain: "chain"),
            Events.Of(new PipelineRunStarted(), "a|b", 1, source: "two"),
            Events.Of(new PipelineRunFinished(), "a|b", 2, source: "two", chain: "chain"),
            Events.Of(new TaskRunStarted(), "a|b", 1, source: "two"));

        (await db.DataSource.ColumnAsync<string>(
            "select stream_id from events.subject_stream where subject_type = 'pipelinerun' and subject_id = 'a|b' order by stream_id"))
            .ShouldBe(["pipelinerun|https://one/%7C|a|b", "pipelinerun|two|a|b"]);
        (await db.DataSource.ColumnAsync<long>("select position from events.chain_event where chain_id = 'chain' order by position"))
            .ShouldBe([outcomes[0].ShouldBeAppended().Position, outcomes[2].ShouldBeAppended().Position]);
    }

    [Fact]
    public async Task moves_the_progress_of_joined_projections_alone()
    {
        await db.DataSource.ExecuteAsync("""
            insert into events.projection_generation (projection, generation, version, lifecycle, role, joined, progress_name, schema_name)
            values ('joined', 1, 1, 'inline', 'live', true, 'joined:V1:All', 's1'), ('apart', 1, 1, 'async', 'live', false, 'apart:V1:All', 's2');
            insert into events.mt_event_progression (name, last_seq_id) values ('joined:V1:All', 0), ('apart:V1:All', 0);
            """);
        await using var appender = db.DataSource.Appender();

        var place = (await appender.AppendAsync(Events.PipelineRunQueued("progress", 1))).ShouldBeAppended();

        (await db.DataSource.ColumnAsync<string>("select name || ' ' || last_seq_id from events.mt_event_progression order by name"))
            .ShouldBe(["apart:V1:All 0", $"joined:V1:All {place.Position}"]);
    }

    [Fact]
    public async Task is_taken_back_when_somebody_has_drawn_a_number_beside_it()
    {
        await using var appender = db.DataSource.Appender();
        var head = (await appender.AppendAsync(Events.PipelineRunQueued("before", 1))).ShouldBeAppended().Position;
        await db.DataSource.ExecuteAsync("create function events.draw() returns trigger language plpgsql as $$ begin perform nextval('events.mt_events_sequence'); return new; end $$");
        await db.DataSource.ExecuteAsync("create trigger draw before insert on events.mt_streams for each row execute function events.draw()");

        (await appender.AppendAsync(Events.PipelineRunQueued("beside", 1))).ShouldBeOfType<AppendOutcome.Unavailable>();

        await db.DataSource.ExecuteAsync("drop function events.draw() cascade");
        (await appender.AppendAsync(Events.PipelineRunQueued("beside", 1))).ShouldBeAppended().Position.ShouldBe(head + 1);
    }

    private Task<long> SequenceAsync() => db.DataSource.ScalarAsync<long>("select last_value from events.mt_events_sequence");

    /// <summary>Everything an append may change.</summary>
    private Task<string> SnapshotAsync() => db.DataSource.ScalarAsync<string>("""
        select concat_ws('/',
            (select md5(string_agg(e::text, '' order by seq_id)) from events.mt_events e),
            (select md5(string_agg(s::text, '' order by id)) from events.mt_streams s),
            (select string_agg(p::text, '' order by name) from events.mt_event_progression p),
            (select last_value from events.mt_events_sequence),
            (select count(*) from events.subject_stream),
            (select count(*) from events.chain_event))
        """);
}
