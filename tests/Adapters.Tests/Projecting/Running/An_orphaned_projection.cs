namespace CdViz.Adapters.Tests.Projecting.Running;

public class An_orphaned_projection
{
    private static readonly Projection Runs = ProjectionCatalogue.All.Single(p => p.Name == "pipeline_runs");
    private static readonly Projection Days = GuideExample.EventsPerDay;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task keeps_its_rows_fails_nobody_and_goes_on_when_its_file_is_back()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs, Days]);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 50));
        await log.CatchUpAsync();
        var without = new ProjectionEngine(log.Database, [Runs]);
        await without.ProvisionAsync(Ct);
        await using (await RunningDaemon.StartAsync(log, without))
        {
            await log.AppendAsync(new RandomEvents(2).Of(Runs.Reads, 30));
            var all = await log.UntilAsync(all => all.Single(p => p.Name == Runs.Name).Position == 80);
            all.Single(p => p.Name == Days.Name).ShouldSatisfyAllConditions(p => p.State.ShouldBe("orphaned"), p => p.Position.ShouldBe(50), p => p.LagEvents.ShouldBe(30));
            (await SumAsync(log)).ShouldBe(50);
        }

        await log.Engine.ProvisionAsync(Ct);
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.UntilAsync(all => all.All(p => p is { State: "running", Position: 80 }));
        (await SumAsync(log)).ShouldBe(80);
    }

    [Fact]
    public async Task is_none_while_another_node_has_it()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs, Days]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 20));
        await log.UntilAsync(all => all.All(p => p.Position == 20));
        await new ProjectionEngine(log.Database, [Runs]).ProvisionAsync(Ct);
        await log.AppendAsync(new RandomEvents(2).Of(Runs.Reads, 20));
        await log.UntilAsync(all => all.All(p => p is { State: "running", Position: 40 }));
    }

    [Fact]
    public async Task can_be_dropped_and_nothing_of_it_is_left()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs, Days]);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 20));
        await log.CatchUpAsync();
        await log.Engine.RebuildAsync(Days.Name, 2, keep: false, null, Ct);
        (await Should.ThrowAsync<InvalidOperationException>(() => ProjectionEngine.DropAsync(log.Database, Days.Name, Ct))).Message.ShouldContain("is no orphan");
        await new ProjectionEngine(log.Database, [Runs]).ProvisionAsync(Ct);
        await log.ExecuteAsync("create view public.mine as select * from cdviz.events_per_day");
        (await Should.ThrowAsync<InvalidOperationException>(() => ProjectionEngine.DropAsync(log.Database, Days.Name, Ct))).Message.ShouldContain("public.mine would be lost");
        (await log.GenerationsAsync(Days)).Count.ShouldBe(2);

        await log.ExecuteAsync("drop view public.mine");
        await ProjectionEngine.DropAsync(log.Database, Days.Name, Ct);
        (await log.GenerationsAsync(Days)).ShouldBeEmpty();
        (await log.Database.ScalarAsync<long>("""
            select (select count(*) from pg_namespace where nspname like 'events_per_day%') + (select count(*) from pg_class where relname = 'events_per_day')
                 + (select count(*) from events.mt_event_progression where name like 'events_per_day%')
            """)).ShouldBe(0);
        await Should.ThrowAsync<UnknownProjectionException>(() => ProjectionEngine.DropAsync(log.Database, Days.Name, Ct));
        (await log.Engine.StatusAsync(Ct)).ShouldHaveSingleItem().Name.ShouldBe(Runs.Name);
    }

    [Fact]
    public async Task is_dropped_when_the_program_had_it_once_and_nothing_shows_it_any_more()
    {
        var former = GuideExample.Named(ProjectionCatalogue.Former[0]);
        await using var log = await ProjectedLog.CreateAsync([Runs, former]);
        await new ProjectionEngine(log.Database, [Runs]).ProvisionAsync(Ct);
        (await log.GenerationsAsync(former)).ShouldHaveSingleItem("Its view shows its rows still.");

        // As another projection does that takes the view over.
        await log.ExecuteAsync("drop view cdviz.events_per_day");
        await new ProjectionEngine(log.Database, [Runs]).RebuildAsync(Runs.Name, 1, keep: false, null, Ct);
        (await log.GenerationsAsync(former)).ShouldBeEmpty();
        (await log.Engine.StatusAsync(Ct)).ShouldHaveSingleItem().Name.ShouldBe(Runs.Name);
    }

    private static Task<long> SumAsync(ProjectedLog log) => log.Database.ScalarAsync<long>("select sum(events)::bigint from cdviz.events_per_day");
}
