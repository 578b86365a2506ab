using CdViz.Projections;
using CdViz.Support;

namespace CdViz.Adapters.Tests.Projecting;

public class The_next_page
{
    private static readonly Projection Runs = ProjectionCatalogue.All.Single(p => p.Name == "pipeline_runs");
    private static readonly Projection Tests = ProjectionCatalogue.All.Single(p => p.Name == "test_outcomes");
    private static readonly Projection Lake = ProjectionCatalogue.All.Single(p => p.Name == "cdevents_lake");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task reaches_as_far_as_it_was_asked_for_or_to_the_end_of_the_log_and_never_beyond()
    {
        await using var log = await ProjectedLog.CreateAsync();
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 30));
        await log.AppendAsync(new RandomEvents(2).Of(Tests.Reads, 20));
        await using var connection = await log.Database.OpenConnectionAsync(Ct);

        (await ReadAsync(Runs, after: 0, positions: 10)).ShouldBe((10, 50, 10));
        (await ReadAsync(Runs, after: 25, positions: 10)).ShouldBe((35, 50, 5));
        (await ReadAsync(Runs, after: 30, positions: 1000)).ShouldBe((50, 50, 0));
        (await ReadAsync(Runs, after: 50, positions: 1000)).ShouldBe((50, 50, 0));
        (await ReadAsync(Tests, after: 0, positions: 1000)).ShouldBe((50, 50, 20));
        (await ReadAsync(Lake, after: 5, positions: 10)).ShouldBe((15, 50, 0));

        async Task<(long Reached, long Head, int Events)> ReadAsync(Projection projection, long after, int positions)
        {
            var page = await EventFeed.NextAsync(connection, projection, after, positions, Ct);
            return (page.Reached, page.Head, page.Events.Count);
        }
    }

    [Fact]
    public async Task tells_when_the_generations_have_changed()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await using var connection = await log.Database.OpenConnectionAsync(Ct);
        var before = await EventFeed.NextAsync(connection, Runs, 0, 10, Ct);

        await log.Engine.RebuildAsync(Runs.Name, 1, keep: false, null, Ct);

        (await EventFeed.NextAsync(connection, Runs, 0, 10, Ct)).Epoch.ShouldBeGreaterThan(before.Epoch);
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
            var page = await EventFeed.NextAsync(connection, Runs, reached, 100, Ct);
            page.Events.Select(e => e.Position).ShouldBe(Enumerable.Range((int)reached + 1, (int)(page.Reached - reached)).Select(position => (long)position));
            reached = page.Reached;
        }

        await appending;
    }
}
