namespace CdViz.Adapters.Tests.Projecting.Running;

public class A_look_at_the_log
{
    private static readonly Projection Runs = ProjectionCatalogue.All.Single(p => p.Name == "pipeline_runs");
    private static readonly Projection Tests = ProjectionCatalogue.All.Single(p => p.Name == "test_outcomes");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task reaches_as_far_as_it_was_asked_to_or_to_the_end_of_the_log_and_never_beyond()
    {
        await using var log = await ProjectedLog.CreateAsync();
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 30));
        await log.AppendAsync(new RandomEvents(2).Of(Tests.Reads, 20));
        await using var connection = await log.Database.OpenConnectionAsync(Ct);

        (await LookAsync(Runs.Reads, after: 0, positions: 10)).ShouldBe((10, 50, 10));
        (await LookAsync(Runs.Reads, after: 25, positions: 10)).ShouldBe((35, 50, 5));
        (await LookAsync(Runs.Reads, after: 30, positions: 1000)).ShouldBe((50, 50, 0));
        (await LookAsync(Runs.Reads, after: 50, positions: 1000)).ShouldBe((50, 50, 0));
        (await LookAsync(Tests.Reads, after: 0, positions: 1000)).ShouldBe((50, 50, 20));
        (await LookAsync([.. Runs.Reads, .. Tests.Reads], after: 0, positions: 1000)).ShouldBe((50, 50, 50));
        (await LookAsync([], after: 5, positions: 10)).ShouldBe((15, 50, 0));

        async Task<(long Reached, long Head, int Events)> LookAsync(IReadOnlyList<EventType> types, long after, int positions)
        {
            var look = await EventFeed.LookAsync(connection, types, after, positions, [], Ct);
            return (look.Page.UpTo, look.Head, look.Page.Events.Count);
        }
    }

    [Fact]
    public async Task reaches_less_far_over_large_events_and_the_next_asks_for_less()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        var errors = new string('x', (int)FeedPage.MostBytes / 10);
        await log.AppendAsync([.. Enumerable.Range(0, 24).Select(i => Finished($"run-{i}", errors))]);
        await using var connection = await log.Database.OpenConnectionAsync(Ct);

        var first = await EventFeed.LookAsync(connection, Runs.Reads, 0, 5000, [], Ct);
        (first.Page.UpTo, first.Page.Events.Count, first.Page.IsCut, first.Head).ShouldBe((10, 10, true, 24));
        first.Page.Next(0, 5000, 5000).ShouldBe(10);

        var second = await EventFeed.LookAsync(connection, Runs.Reads, 10, 10, [], Ct);
        (second.Page.UpTo, second.Page.IsCut).ShouldBe((20, false));
        second.Page.Next(10, 10, 5000).ShouldBe(20);

        await log.CatchUpAsync();
        (await log.RowsAsync(Runs)).Count.ShouldBe(24);
    }

    [Fact]
    public async Task tells_when_the_generations_have_changed()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await using var connection = await log.Database.OpenConnectionAsync(Ct);
        var before = await EventFeed.LookAsync(connection, Runs.Reads, 0, 10, [], Ct);

        await log.Engine.RebuildAsync(Runs.Name, 1, keep: false, null, Ct);

        (await EventFeed.LookAsync(connection, Runs.Reads, 0, 10, [], Ct)).Epoch.ShouldBeGreaterThan(before.Epoch);
    }

    [Fact]
    public async Task has_all_events_up_to_where_it_reaches_while_others_append()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await using var connection = await log.Database.OpenConnectionAsync(Ct);
        var appending = Task.Run(() => log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 1500), batch: 3), Ct);
        long reached = 0;
        while (reached < 1500)
        {
            var look = await EventFeed.LookAsync(connection, Runs.Reads, reached, 100, [], Ct);
            look.Page.Events.Select(e => e.Position)
                .ShouldBe(Enumerable.Range((int)reached + 1, (int)(look.Page.UpTo - reached)).Select(position => (long)position));
            reached = look.Page.UpTo;
        }

        await appending;
    }

    [Fact]
    public async Task moves_on_those_who_have_nothing_to_do_leaves_the_one_that_is_held_and_says_who_was_overtaken()
    {
        await using var log = await ProjectedLog.CreateAsync();
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 30));
        Generation[] all = [.. await Task.WhenAll(ProjectionCatalogue.All.Where(p => p.Lifecycle is Lifecycle.Async).Take(3).Select(log.LiveAsync))];
        await using var connection = await log.Database.OpenConnectionAsync(Ct);
        await GenerationStore.SetProgressAsync(connection, all[1], 20, Ct);
        await using var other = await log.Database.OpenConnectionAsync(Ct);
        await using var holding = await other.BeginTransactionAsync(Ct);
        await GenerationStore.LockProgressAsync(other, all[2], Ct);

        var look = await EventFeed.LookAsync(connection, [], 30, 10, [.. all.Select(live => (live.ProgressName, 0L))], Ct);

        all.Select(live => look.Idle[live.ProgressName]).ShouldBe([IdleProgress.Moved, IdleProgress.Overtaken, IdleProgress.Held]);
        await holding.RollbackAsync(Ct);
        var status = await log.Engine.StatusAsync(Ct);
        all.Select(live => status.Single(p => p.Name == live.Projection).Position).ShouldBe([30L, 20L, 0L]);
    }

    private static CDEvent Finished(string id, string errors) => new(id, "https://ci.example.com", Events.T(0), id, new PipelineRunFinished { Errors = errors });
}
