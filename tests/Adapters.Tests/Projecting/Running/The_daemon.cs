namespace CdViz.Adapters.Tests.Projecting.Running;

public class The_daemon
{
    private static readonly Projection Runs = ProjectionCatalogue.All.Single(p => p.Name == "pipeline_runs");
    private static readonly Projection Deployments = ProjectionCatalogue.All.Single(p => p.Name == "current_deployments");
    private static readonly Projection Tests = ProjectionCatalogue.All.Single(p => p.Name == "test_outcomes");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task follows_the_log()
    {
        await using var log = await ProjectedLog.CreateAsync();
        await using var daemon = await RunningDaemon.StartAsync(log);
        EventType[] types = [.. Runs.Reads, .. Deployments.Reads, .. Tests.Reads];
        await log.AppendAsync(new RandomEvents(1).Of(types, 300), batch: 7);
        await log.UntilAsync(all => all.All(p => p is { State: "running", Position: 300, LagEvents: 0, LagSeconds: 0 }));
        foreach (var projection in ProjectionCatalogue.All)
        {
            (await log.Engine.VerifyAsync(projection.Name, null, Ct)).Differences.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task stops_a_projection_that_fails_and_shows_it_and_the_others_go_on()
    {
        await using var log = await ProjectedLog.CreateAsync([new Poisoned(at: 20), Tests]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        var others = new RandomEvents(1).Of(Tests.Reads, 40);
        await log.AppendAsync([.. others[..10], Finished("before", 1), .. others[10..18], Finished("poison", 2), .. others[18..], Finished("after", 3)]);
        await log.UntilAsync(all => all.Single(p => p.Name == Tests.Name).Position == 43);
        var stopped = (await log.UntilAsync(all => all.Any(p => p.State == "stopped"))).Single(p => p.State == "stopped");
        stopped.Name.ShouldBe(Runs.Name);
        stopped.StoppedPosition.ShouldBe(20);
        stopped.Position.ShouldBe(19);
        stopped.LagEvents.ShouldBe(24);
        (await log.RowsAsync(Runs)).ShouldHaveSingleItem().ShouldContain("before");
        stopped.Reason!.ShouldContain("poison");
    }

    [Fact]
    public async Task remembers_a_stopped_projection_when_it_is_started_again()
    {
        var poisoned = new Poisoned(at: 1);
        await using var log = await ProjectedLog.CreateAsync([poisoned]);
        await log.AppendAsync([Finished("p", 1), Finished("q", 2)]);
        await using (await RunningDaemon.StartAsync(log))
        {
            await log.UntilAsync(all => all.Single().State == "stopped");
        }

        poisoned.Broken = false;
        await using var again = await RunningDaemon.StartAsync(log);
        await log.AppendAsync([Finished("r", 3)]);
        (await log.Engine.StatusAsync(Ct)).Single().ShouldSatisfyAllConditions(p => p.State.ShouldBe("stopped"), p => p.Position.ShouldBe(0));

        await log.Engine.RebuildAsync(Runs.Name, 1, keep: false, null, Ct);
        await log.UntilAsync(all => all.Single() is { State: "running", Position: 3 });
    }

    [Fact]
    public async Task leaves_appends_alone_when_an_inline_projection_fails()
    {
        await using var log = await ProjectedLog.CreateAsync([new Poisoned(at: 2, Lifecycle.Inline)]);
        await log.AppendAsync([Finished("p", 1)]);
        await log.AppendAsync([Finished("q", 2), Finished("r", 3)]);
        await log.AppendAsync([Finished("s", 4)]);
        var stopped = (await log.Engine.StatusAsync(Ct)).Single();
        stopped.ShouldSatisfyAllConditions(
            p => p.State.ShouldBe("stopped"), p => p.Position.ShouldBe(1), p => p.StoppedPosition.ShouldBe(2), p => p.LagEvents.ShouldBe(3));
    }

    [Fact]
    public async Task brings_an_inline_projection_up_to_date_and_hands_it_to_the_appends()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await log.AppendAsync(new RandomEvents(1).Of(Deployments.Reads, 100));
        var engine = new ProjectionEngine(log.Database, [Deployments]);
        await engine.ProvisionAsync(Ct);
        (await log.LiveAsync(Deployments)).Joined.ShouldBeFalse();
        await using var daemon = await RunningDaemon.StartAsync(log, engine);
        await WaitFor.TrueAsync(async () => (await log.LiveAsync(Deployments)) is { Joined: true, Position: 100 }, "joined");
        (await engine.VerifyAsync(Deployments.Name, null, Ct)).Differing.ShouldBe(0);
    }

    [Fact]
    public async Task comes_back_when_its_connections_are_cut()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        var events = new RandomEvents(1).Of(Runs.Reads, 300);
        for (var i = 0; i < 3; i++)
        {
            await log.AppendAsync(events.Skip(i * 100).Take(100));
            await log.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and application_name <> 'cdviz appender'");
            log.Database.Clear();
        }

        await log.UntilAsync(all => all.Single() is { Position: 300, State: "running" });
        (await log.Engine.VerifyAsync(Runs.Name, null, Ct)).Differing.ShouldBe(0);
    }

    [Fact]
    public async Task on_two_nodes_applies_each_event_once()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await using var one = await RunningDaemon.StartAsync(log);
        await using var other = await RunningDaemon.StartAsync(log, new ProjectionEngine(log.Database, [Runs]));
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 400), batch: 3);
        await one.DisposeAsync();
        await log.AppendAsync(new RandomEvents(2).Of(Runs.Reads, 100), batch: 3);
        await log.UntilAsync(all => all.Single() is { Position: 500, State: "running" });
        (await log.Engine.VerifyAsync(Runs.Name, null, Ct)).Differing.ShouldBe(0);
    }

    [Fact]
    public async Task follows_the_generation_that_somebody_else_has_switched_to_and_back()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 100));
        await log.UntilAsync(all => all.Single() is { Generation: 1, Position: 100 });

        await log.Engine.RebuildAsync(Runs.Name, 1, keep: false, null, Ct);
        await log.AppendAsync(new RandomEvents(2).Of(Runs.Reads, 50), batch: 5);
        await log.UntilAsync(all => all.Single() is { Generation: 2, Position: 150 });
        (await log.Engine.VerifyAsync(Runs.Name, null, Ct)).Differing.ShouldBe(0);

        await log.Engine.SwitchAsync(Runs.Name, 1, Ct);
        await log.AppendAsync(new RandomEvents(3).Of(Runs.Reads, 50), batch: 5);
        await log.UntilAsync(all => all.Single() is { Generation: 1, Position: 200 });
        (await log.Engine.VerifyAsync(Runs.Name, null, Ct)).Differing.ShouldBe(0);
    }

    [Fact]
    public async Task rebuilds_a_projection_whose_version_was_raised_while_the_old_rows_answer()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 100));
        await log.CatchUpAsync();
        await log.ExecuteAsync("update events.projection_generation set version = 0");
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.UntilAsync(all => all.Single() is { Generation: 2, Version: > 0, State: "running", Position: 100 });
        (await log.Engine.VerifyAsync(Runs.Name, null, Ct)).Differing.ShouldBe(0);
    }

    private static CDEvent Finished(string run, int at) =>
        new($"{run}-finished", "https://ci.example", Events.T(at), run, new PipelineRunFinished { Outcome = new("success") });
}
