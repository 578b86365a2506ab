using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Adapters.Tests.Projecting.Running;

public class The_shared_feed
{
    private static readonly Projection Runs = ProjectionCatalogue.All.Single(p => p.Name == "pipeline_runs");
    private static readonly Projection Tests = ProjectionCatalogue.All.Single(p => p.Name == "test_outcomes");
    private static readonly Projection Lake = ProjectionCatalogue.All.Single(p => p.Name == "cdevents_lake");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task hands_each_its_own_events_in_order_and_moves_on_those_that_have_none()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs, Tests, Lake]);
        await using var feed = new RunningFeed(log);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 30));
        var (runs, tests, lake) = (await PlaceAsync(log, Runs), await PlaceAsync(log, Tests), await PlaceAsync(log, Lake));
        var forTests = feed.Feed.NextAsync(tests, Ct);

        (await feed.Feed.NextAsync(runs, Ct)).ShouldBeOfType<FeedNews.Page>().ShouldSatisfyAllConditions(
            page => (page.From, page.UpTo).ShouldBe((0, 30)),
            page => page.Events.Select(e => e.Position).ShouldBe(Enumerable.Range(1, 30).Select(position => (long)position)));
        (await feed.Feed.NextAsync(lake, Ct)).ShouldBeOfType<FeedNews.Page>().ShouldSatisfyAllConditions(
            page => page.UpTo.ShouldBe(30), page => page.Events.ShouldBeEmpty());
        await log.UntilAsync(all => all.Single(p => p.Name == Tests.Name).Position == 30);

        await log.AppendAsync(new RandomEvents(2).Of(Tests.Reads, 5));
        (await forTests).ShouldBeOfType<FeedNews.Page>().ShouldSatisfyAllConditions(
            page => page.From.ShouldBe(30), page => page.UpTo.ShouldBeInRange(31, 35), page => page.Events[0].Position.ShouldBe(31));
    }

    [Fact]
    public async Task sends_away_who_is_too_far_behind_to_read_by_himself()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs, Tests]);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, FeedPage.Positions + 1));
        await using var feed = new RunningFeed(log);
        var runs = await PlaceAsync(log, Runs);

        (await feed.Feed.NextAsync(runs, Ct)).ShouldBe(new FeedNews.Behind(0, FeedPage.Positions + 1));

        // Once it is there it hears of what comes next.
        runs.Position = FeedPage.Positions + 1;
        var next = feed.Feed.NextAsync(runs, Ct);
        await log.AppendAsync(new RandomEvents(2).Of(Runs.Reads, 1));
        (await next).ShouldBeOfType<FeedNews.Page>().Events.ShouldHaveSingleItem().Position.ShouldBe(FeedPage.Positions + 2);
    }

    [Fact]
    public async Task lets_statements_begin_after_the_folds_but_does_not_wait_long_for_them()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs, Lake]);
        await using var feed = new RunningFeed(log);
        var (runs, lake, later) = (await PlaceAsync(log, Runs), await PlaceAsync(log, Lake), 0);
        for (var round = 1; round <= 20; round++)
        {
            var (forRuns, forLake) = (feed.Feed.NextAsync(runs, Ct), feed.Feed.NextAsync(lake, Ct));
            await log.AppendAsync(new RandomEvents(round).Of(Runs.Reads, 1));
            (await forRuns.WaitAsync(Patience, Ct)).ShouldBeOfType<FeedNews.Page>().UpTo.ShouldBe(round);
            await Task.Delay(3, Ct);
            later += forLake.IsCompleted ? 0 : 1;
            runs.Position = round;
            if (round % 2 == 0)
            {
                // The fold is done; otherwise it is never heard of again.
                forRuns = feed.Feed.NextAsync(runs, Ct);
            }

            (await forLake.WaitAsync(Patience, Ct)).ShouldBeOfType<FeedNews.Page>().UpTo.ShouldBe(round);
            (runs, lake) = (await PlaceAsync(log, Runs, round), await PlaceAsync(log, Lake, round));
        }

        later.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task goes_on_when_somebody_comes_back_after_all_were_away()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await using var feed = new RunningFeed(log);
        var runs = await PlaceAsync(log, Runs);
        for (var round = 1; round <= 3; round++)
        {
            await log.AppendAsync(new RandomEvents(round).Of(Runs.Reads, 1));
            (await feed.Feed.NextAsync(runs, Ct).WaitAsync(Patience, Ct)).ShouldBeOfType<FeedNews.Page>().UpTo.ShouldBe(round);
            runs.Position = round;
            await Task.Delay(100, Ct);
        }
    }

    [Fact]
    public async Task tells_who_waits_that_he_was_overtaken_or_that_the_generations_have_changed()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs, Tests]);
        await using var feed = new RunningFeed(log);
        var tests = feed.Feed.NextAsync(await PlaceAsync(log, Tests), Ct);
        await log.SetBackAsync(Tests, 3);
        (await tests).ShouldBeOfType<FeedNews.Changed>();

        var place = await PlaceAsync(log, Tests);
        place.Position = 0;
        tests = feed.Feed.NextAsync(place, Ct);
        await log.AppendAsync(new RandomEvents(2).Of(Runs.Reads, 5));
        (await tests).ShouldBe(new FeedNews.Overtaken(0));
    }

    private static async Task<FeedPlace> PlaceAsync(ProjectedLog log, Projection projection, long? position = null)
    {
        await using var connection = await log.Database.OpenConnectionAsync(Ct);
        var live = await log.LiveAsync(projection);
        return new(projection, live with { Position = position ?? live.Position }, await GenerationStore.EpochAsync(connection, Ct));
    }

    private sealed class RunningFeed : IAsyncDisposable
    {
        private readonly LogSignal signal;
        private readonly CancellationTokenSource stopping = new();
        private readonly Task running;

        public RunningFeed(ProjectedLog log)
        {
            signal = new(log.Database, TimeProvider.System, NullLogger<LogSignal>.Instance);
            signal.Start();
            Feed = new(log.Database, log.Engine.Projections, signal, NullLogger.Instance);
            running = Task.Run(() => Feed.RunAsync(stopping.Token), Ct);
        }

        public SharedFeed Feed { get; }

        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await running;
            await signal.DisposeAsync();
            stopping.Dispose();
        }
    }
}
