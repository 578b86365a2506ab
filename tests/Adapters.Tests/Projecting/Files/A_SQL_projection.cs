namespace CdViz.Adapters.Tests.Projecting.Files;

public class A_SQL_projection
{
    private const int Seed = 20261124;

    private static readonly EventType[] Types = [.. EventTypes.Current.Where(t => t.Content != typeof(CustomEvent))];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task follows_the_log_on_two_nodes_and_counts_each_event_once()
    {
        await using var log = await ProjectedLog.CreateAsync([GuideExample.EventsPerDay]);
        await using var one = await RunningDaemon.StartAsync(log);
        await using var other = await RunningDaemon.StartAsync(log, new ProjectionEngine(log.Database, [GuideExample.EventsPerDay]));
        await log.AppendAsync(new RandomEvents(Seed).Of(Types, 300), batch: 3);
        await one.DisposeAsync();
        await log.AppendAsync(new RandomEvents(Seed + 1).Of(Types, 100), batch: 3);
        await log.UntilAsync(all => all.Single() is { Position: 400, State: "running" });
        (await SumAsync(log)).ShouldBe(400);
    }

    [Fact]
    public async Task counts_each_event_once_when_the_connections_of_its_daemon_are_cut()
    {
        await using var log = await ProjectedLog.CreateAsync([GuideExample.EventsPerDay]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        var events = new RandomEvents(Seed).Of(Types, 500);
        for (var i = 0; i < 5; i++)
        {
            await log.AppendAsync(events.Skip(i * 100).Take(100), batch: 7);
            await log.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'cdviz appender'");
            log.Database.Clear();
        }

        await log.UntilAsync(all => all.Single() is { Position: 500, State: "running" });
        (await SumAsync(log)).ShouldBe(500);
    }

    [Theory]
    [InlineData("-- @parallel")]
    [InlineData("-- pages one after the other")]
    public async Task is_rebuilt_by_several_workers_while_readers_see_the_old_rows(string parallel)
    {
        var projection = Own("-- @parallel", parallel);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        var workers = 4;
        await log.AppendAsync(new RandomEvents(Seed).Of(Types, 1000), batch: 500);
        await CopyLogAsync(log, times: 24);
        await log.CatchUpAsync();
        using var stop = new CancellationTokenSource();
        var polling = Task.Run(async () =>
        {
            HashSet<long> seen = [];
            while (!stop.IsCancellationRequested)
            {
                seen.Add(await SumAsync(log));
            }

            return seen;
        }, Ct);
        for (var i = 0; i < 3; i++)
        {
            await log.Engine.RebuildAsync(projection.Name, workers, keep: false, null, Ct);
        }

        await stop.CancelAsync();
        (await polling).ShouldBe([25_000]);
        (await log.LiveAsync(projection)).Number.ShouldBe(4);
        (await log.Engine.CompareAsync(projection.Name, 3, 4, Ct)).ShouldSatisfyAllConditions(c => c.Rows.ShouldBeGreaterThan(5), c => c.Differing.ShouldBe(0));
        (await log.Engine.VerifyAsync(projection.Name, null, Ct)).Differing.ShouldBe(0);
    }

    [Fact]
    public async Task that_was_tampered_with_is_found_by_verify()
    {
        await using var log = await ProjectedLog.CreateAsync([GuideExample.EventsPerDay]);
        await log.AppendAsync(new RandomEvents(Seed).Of(Types, 100));
        await log.CatchUpAsync();
        await log.ExecuteAsync("update events_per_day_g1.event_count set events = events + 1 where type = (select min(type) from events_per_day_g1.event_count)");
        (await log.Engine.VerifyAsync("events_per_day", null, Ct)).ShouldSatisfyAllConditions(
            c => c.Differing.ShouldBe(2), c => c.Differences.ShouldContain(d => d.Table == "event_count" && d.Row.Contains("events")));
    }

    [Fact]
    public async Task is_rebuilt_when_its_text_has_changed_and_goes_back_when_it_is_changed_back()
    {
        await using var log = await ProjectedLog.CreateAsync([GuideExample.EventsPerDay]);
        await log.AppendAsync(new RandomEvents(Seed).Of(Types, 100));
        await log.CatchUpAsync();
        var changed = Own("count(*)", "10 * count(*)");
        await using (await RunningDaemon.StartAsync(log, new ProjectionEngine(log.Database, [changed])))
        {
            await log.UntilAsync(all => all.Single() is { Generation: 2, State: "running", Position: 100 });
            (await SumAsync(log)).ShouldBe(1000);
        }

        await using var before = await RunningDaemon.StartAsync(log);
        await log.UntilAsync(all => all.Single() is { Generation: 1, State: "running", Position: 100 });
        (await SumAsync(log)).ShouldBe(100);
    }

    [Fact]
    public async Task is_stopped_alone_before_the_event_its_statement_fails_at()
    {
        var poisoned = Own("count(*)", "count(*) / min(case when data #>> '{subject,id}' = 'poison' then 0 else 1 end)");
        await using var log = await ProjectedLog.CreateAsync([poisoned, Lake]);
        await log.AppendAsync([.. Made(1, 40), Run("poison", 41), .. Made(42, 60)]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        var all = await log.UntilAsync(all => all.Any(p => p.State == "stopped") && all.Single(p => p.Name == Lake.Name).Position == 60);
        all.Single(p => p.State == "stopped").ShouldSatisfyAllConditions(
            p => p.Name.ShouldBe(poisoned.Name),
            p => p.StoppedPosition.ShouldBe(41),
            p => p.Position.ShouldBe(40),
            p => p.LagEvents.ShouldBe(20),
            p => p.Reason!.ShouldStartWith("Projection 'events_per_day' failed at position 41, in a page of positions 1 to 60: 22012: division by zero"));
        (await SumAsync(log)).ShouldBe(40);
    }

    [Fact]
    public async Task leaves_out_the_event_it_is_told_to_skip_live_and_when_it_is_rebuilt()
    {
        var poisoned = Own("count(*)", "count(*) / min(case when data #>> '{subject,id}' = 'poison' then 0 else 1 end)");
        await using var log = await ProjectedLog.CreateAsync([poisoned]);
        await log.AppendAsync([.. Made(1, 40), Run("poison", 41), .. Made(42, 60)]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.UntilAsync(all => all.Single() is { State: "stopped", StoppedPosition: 41 });
        await log.Engine.SkipAsync(poisoned.Name, 41, new("ada", "spoilt"), Ct);
        await log.UntilAsync(all => all.Single() is { State: "running", Position: 60, Skipped: 1 });
        (await SumAsync(log)).ShouldBe(59);
        (await log.Engine.VerifyAsync(poisoned.Name, null, Ct)).Differing.ShouldBe(0);
        await log.Engine.RebuildAsync(poisoned.Name, 2, keep: false, null, Ct);
        (await SumAsync(log)).ShouldBe(59);
    }

    [Fact]
    public async Task that_fails_over_two_events_of_one_page_says_at_which()
    {
        // A row may be changed once by one statement: this lacks its 'group by'.
        var twice = Own("count(*)\nfrom events.mt_events\nwhere seq_id > $1 and seq_id <= $2\ngroup by 1, 2\norder by 1, 2\n", "1\nfrom events.mt_events\nwhere seq_id > $1 and seq_id <= $2\n");
        await using var log = await ProjectedLog.CreateAsync([twice]);
        await log.AppendAsync([Run("a", 1), new("other", "https://ci.example", Events.T(2), "a", new PipelineRunStarted()), Run("b", 3), Run("c", 4)]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        (await log.UntilAsync(all => all.Single().State == "stopped")).Single().ShouldSatisfyAllConditions(
            p => p.StoppedPosition.ShouldBe(3), p => p.Position.ShouldBe(2), p => p.Reason!.ShouldContain("21000"));
    }

    [Fact]
    public async Task that_takes_too_long_is_stopped_with_the_page()
    {
        var slow = Own("count(*)\n", "count(*) + (select count(*) from pg_sleep(5)) - 1\n", TimeSpan.FromMilliseconds(200));
        await using var log = await ProjectedLog.CreateAsync([slow]);
        await log.AppendAsync(Made(1, 10));
        await using var daemon = await RunningDaemon.StartAsync(log);
        (await log.UntilAsync(all => all.Single().State == "stopped")).Single().ShouldSatisfyAllConditions(
            p => p.StoppedPosition.ShouldBe(1),
            p => p.Position.ShouldBe(0),
            p => p.Reason!.ShouldContain("in a page of positions 1 to 10: It took longer than 00:00:00.2"));
    }

    [Fact]
    public async Task whose_rebuild_fails_leaves_the_live_rows_and_says_where()
    {
        await using var log = await ProjectedLog.CreateAsync([GuideExample.EventsPerDay]);
        await log.AppendAsync([.. Made(1, 9), Run("poison", 10), .. Made(11, 20)]);
        await log.CatchUpAsync();
        var failing = new ProjectionEngine(log.Database, [Own("count(*)", "count(*) / min(case when data #>> '{subject,id}' = 'poison' then 0 else 1 end)")]);
        (await Should.ThrowAsync<ProjectionFailedException>(() => failing.RebuildAsync("events_per_day", 2, keep: false, null, Ct))).Position.ShouldBe(10);
        (await SumAsync(log)).ShouldBe(20);
        (await log.GenerationsAsync(GuideExample.EventsPerDay)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task whose_changed_text_fails_is_stopped_with_the_old_rows_until_it_is_mended()
    {
        await using var log = await ProjectedLog.CreateAsync([GuideExample.EventsPerDay]);
        await log.AppendAsync([.. Made(1, 9), Run("poison", 10), .. Made(11, 20)]);
        await log.CatchUpAsync();
        var failing = Own("count(*)", "count(*) / min(case when data #>> '{subject,id}' = 'poison' then 0 else 1 end)");
        await using (await RunningDaemon.StartAsync(log, new ProjectionEngine(log.Database, [failing])))
        {
            (await log.UntilAsync(all => all.Single().State == "stopped")).Single().ShouldSatisfyAllConditions(
                p => p.StoppedPosition.ShouldBe(10),
                p => p.Generation.ShouldBe(1),
                p => p.Reason!.ShouldStartWith("It can't be rebuilt: Projection 'events_per_day' failed at position 10"));
            (await SumAsync(log)).ShouldBe(20);
            await new ProjectionEngine(log.Database, [failing]).RetryAsync("events_per_day", new("ada", null), Ct);
            await log.UntilAsync(all => all.Single().State == "stopped");
        }

        await using var mended = await RunningDaemon.StartAsync(log, new ProjectionEngine(log.Database, [Own("count(*)", "2 * count(*)")]));
        await log.UntilAsync(all => all.Single() is { State: "running", Generation: > 1 });
        (await SumAsync(log)).ShouldBe(40);
    }

    [Fact]
    public async Task that_is_set_back_by_hand_is_not_filled_twice()
    {
        await using var log = await ProjectedLog.CreateAsync([Lake]);
        await log.AppendAsync(Made(1, 10));
        await log.CatchUpAsync();
        await log.SetBackAsync(Lake, 5);
        (await Should.ThrowAsync<ProjectionFailedException>(() => log.CatchUpAsync())).Position.ShouldBe(6);
        (await log.RowsAsync(Lake)).Count.ShouldBe(10);
    }

    private static Projection Lake => ProjectionCatalogue.All.Single(p => p.Name == "cdevents_lake");

    private static SqlProjection Own(string right, string wrong, TimeSpan? timeout = null)
    {
        GuideExample.Text.ShouldContain(right);
        return new("events_per_day", 1) { Definition = GuideExample.Text.Replace(right, wrong, StringComparison.Ordinal), StatementTimeout = timeout };
    }

    private static IEnumerable<CDEvent> Made(int from, int to) => Enumerable.Range(from, to - from + 1).Select(at => Run($"run-{at}", at));

    private static CDEvent Run(string run, int at) => new($"{run}-queued", "https://ci.example", Events.T(at), run, new PipelineRunQueued());

    private static Task<long> SumAsync(ProjectedLog log) => log.Database.ScalarAsync<long>("select coalesce(sum(events), 0)::bigint from cdviz.events_per_day");

    /// <summary>Makes the log so many times longer, which sending would take minutes for.</summary>
    private static Task CopyLogAsync(ProjectedLog log, int times) => log.ExecuteAsync($"""
        insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
        select e.seq_id + 1000 * n, gen_random_uuid(), e.stream_id, e.version + 1000 * n, e.data, e.type, e.timestamp, e.headers
        from events.mt_events e, generate_series(1, {times}) n
        where e.seq_id <= 1000
        """);
}
