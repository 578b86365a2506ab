namespace CdViz.Adapters.Tests.Projecting.Running;

public class A_stopped_projection
{
    private static readonly RepairBy Somebody = new("ada", "the run never happened");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Lifecycle> Lifecycles => [Lifecycle.Inline, Lifecycle.Async];

    [Theory, MemberData(nameof(Lifecycles))]
    public async Task goes_on_when_its_code_is_mended_and_it_is_told_to_try_again(Lifecycle lifecycle)
    {
        var poisoned = new Poisoned(at: 2, lifecycle);
        await using var log = await ProjectedLog.CreateAsync([poisoned]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.AppendAsync([Finished("p", 1), Finished("q", 2), Finished("r", 3)]);
        await log.UntilAsync(all => all.Single() is { State: "stopped", StoppedPosition: 2 });

        await log.Engine.RetryAsync(poisoned.Name, Somebody, Ct);
        await log.UntilAsync(all => all.Single() is { State: "stopped", StoppedPosition: 2 });
        poisoned.Broken = false;
        await log.Engine.RetryAsync(poisoned.Name, Somebody, Ct);

        await log.UntilAsync(all => all.Single() is { State: "running", Position: 3, LagEvents: 0, Skipped: 0 });
        (await log.RowsAsync(poisoned)).Count.ShouldBe(3);
        (await ActionsAsync(log)).ShouldBe(["retry 2 ada the run never happened poison", "retry 2 ada the run never happened poison"]);
        await WaitFor.TrueAsync(async () => (await log.LiveAsync(poisoned)).Joined == (lifecycle is Lifecycle.Inline), "handed to the appends");
    }

    [Theory, MemberData(nameof(Lifecycles))]
    public async Task leaves_out_the_event_it_is_told_to_skip_live_and_in_every_rebuild(Lifecycle lifecycle)
    {
        var poisoned = new Poisoned(at: 2, lifecycle);
        await using var log = await ProjectedLog.CreateAsync([poisoned]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.AppendAsync([Started("p", 1), Finished("p", 3), Started("q", 1), Finished("q", 3)]);
        await log.UntilAsync(all => all.Single() is { State: "stopped", StoppedPosition: 2 });

        await log.Engine.SkipAsync(poisoned.Name, 2, Somebody, Ct);

        await log.UntilAsync(all => all.Single() is { State: "running", LagEvents: 0, Skipped: 1 });
        // An event that comes late makes the whole key be folded again: without the one that is left out.
        await log.AppendAsync([new CDEvent("p-queued", "https://ci.example", Events.T(0), "p", new PipelineRunQueued())]);
        await log.UntilAsync(all => all.Single() is { State: "running", LagEvents: 0 });
        var rows = await log.RowsAsync(poisoned);
        rows.Single(row => row.Contains("\"p\"", StringComparison.Ordinal)).ShouldContain("\"finished_at\": null");
        (await ActionsAsync(log)).ShouldBe(["skip 2 ada the run never happened poison"]);

        (await log.Engine.VerifyAsync(poisoned.Name, null, Ct)).Differing.ShouldBe(0);
        await log.Engine.RebuildAsync(poisoned.Name, 2, keep: false, null, Ct);
        (await log.RowsAsync(poisoned)).ShouldBe(rows);
    }

    [Fact]
    public async Task is_read_again_by_a_higher_version_of_it()
    {
        var poisoned = new Poisoned(at: 2);
        await using var log = await ProjectedLog.CreateAsync([poisoned]);
        await using (await RunningDaemon.StartAsync(log))
        {
            await log.AppendAsync([Started("p", 1), Finished("p", 3)]);
            await log.UntilAsync(all => all.Single() is { State: "stopped" });
            await log.Engine.SkipAsync(poisoned.Name, 2, Somebody, Ct);
            await log.UntilAsync(all => all.Single() is { State: "running", LagEvents: 0 });
        }

        var mended = new Poisoned(at: 2) { Broken = false, Raised = 1 };
        var engine = new ProjectionEngine(log.Database, [mended]);
        await using var daemon = await RunningDaemon.StartAsync(log, engine);
        await log.UntilAsync(all => all.Single() is { Generation: 2, State: "running", LagEvents: 0, Skipped: 0 });
        (await log.RowsAsync(mended)).ShouldHaveSingleItem().ShouldNotContain("\"finished_at\": null");
    }

    [Fact]
    public async Task can_only_be_skipped_where_it_is_stopped()
    {
        var poisoned = new Poisoned(at: 2);
        await using var log = await ProjectedLog.CreateAsync([poisoned]);
        (await Should.ThrowAsync<InvalidOperationException>(() => log.Engine.RetryAsync(poisoned.Name, Somebody, Ct)))
            .Message.ShouldBe("Projection 'pipeline_runs' is not stopped.");
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.AppendAsync([Finished("p", 1), Finished("q", 2)]);
        await log.UntilAsync(all => all.Single() is { State: "stopped" });

        (await Should.ThrowAsync<InvalidOperationException>(() => log.Engine.SkipAsync(poisoned.Name, 1, Somebody, Ct)))
            .Message.ShouldBe("Projection 'pipeline_runs' is stopped at position 2, not at 1; only where it is stopped can be skipped.");
        await Should.ThrowAsync<UnknownProjectionException>(() => log.Engine.SkipAsync("nothing", 1, Somebody, Ct));
        (await ActionsAsync(log)).ShouldBeEmpty();
    }

    private static CDEvent Started(string run, int at) => new($"{run}-started", "https://ci.example", Events.T(at), run, new PipelineRunStarted());

    private static CDEvent Finished(string run, int at) =>
        new($"{run}-finished", "https://ci.example", Events.T(at), run, new PipelineRunFinished { Outcome = new("success") });

    private static Task<List<string>> ActionsAsync(ProjectedLog log) => log.Database.ColumnAsync<string>(
        "select concat_ws(' ', action, position, actor, reason, substring(failure from 'poison')) from cdviz.projection_action order by id");
}
