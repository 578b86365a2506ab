using System.Collections.Concurrent;
using static CdViz.Adapters.Tests.Projecting.Laws.AnyProjection;

namespace CdViz.Adapters.Tests.Projecting.Laws;

/// <summary>The law of convergence: the rows depend on the set of events, not on the order in which they arrived.</summary>
public class Every_projection_of_disorderly_events(ITestOutputHelper output)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<(List<CDEvent> Events, List<string> Rows)>>> InOrder = [];

    public static TheoryData<string> Names => [.. All.Select(p => p.Name)];

    public static TheoryData<string> Folds => [.. ProjectionCatalogue.All.Where(p => p is not SqlProjection).Select(p => p.Name)];

    /// <summary>Each with sizes of pages; those between are for the night.</summary>
    public static IEnumerable<TheoryDataRow<string, int>> Pages =>
        from projection in All
        from page in (int[])[1, 7, 50, 5000]
        select page is 1 or 50 ? new(projection.Name, page) : new TheoryDataRow<string, int>(projection.Name, page).WithTrait("Category", "Nightly");

    [Theory, MemberData(nameof(Pages))]
    public async Task has_the_same_rows_whatever_the_order_of_arrival_the_batches_the_pages_and_the_repeats(string name, int page)
    {
        var (events, expected) = await InOrderAsync(name);
        expected.Count.ShouldBeGreaterThanOrEqualTo(5);
        var random = Random(output, Seed + page);
        var arrival = random.Shuffled(events.Concat(events.Take(random.Next(300))));
        (await Named(name).RowsAsync(arrival, batch: 1 + random.Next(40), page)).ShouldBe(expected);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task has_the_same_rows_when_it_is_rebuilt_at_any_moment_of_a_disorderly_arrival(string name)
    {
        var projection = Named(name);
        var (events, expected) = await InOrderAsync(name);
        var random = Random(output);
        List<CDEvent> arrival = [.. random.Shuffled(events.Concat(events.Take(random.Next(300))))];
        await using var log = await ProjectedLog.CreateAsync([projection]);
        var moment = random.Next(arrival.Count);
        await log.AppendAsync(arrival[..moment], batch: 1 + random.Next(40));
        await log.CatchUpAsync(1 + random.Next(60));
        await log.Engine.RebuildAsync(name, 1 + random.Next(3), keep: false, null, TestContext.Current.CancellationToken);
        await log.AppendAsync(arrival[moment..], batch: 1 + random.Next(40));
        await log.CatchUpAsync(1 + random.Next(60));
        (await log.RowsAsync(projection)).ShouldBe(expected);
    }

    [Theory, MemberData(nameof(Folds))]
    public async Task has_the_same_rows_when_a_long_stretch_of_disorder_is_applied_as_a_whole(string name)
    {
        var projection = Named(name);
        var (events, expected) = await InOrderAsync(name);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        foreach (var some in Random(output).Shuffled(events).Chunk(100))
        {
            await log.AppendAsync(some, batch: 50);
            await log.CatchUpAsync(pageSize: 20, longRest: 40);
        }

        (await log.RowsAsync(projection)).ShouldBe(expected);
        (await log.Engine.VerifyAsync(name, null, TestContext.Current.CancellationToken)).Differing.ShouldBe(0);
    }

    /// <summary>Events that a projection reads, and what becomes of them where they arrive in order: made once for all tests.</summary>
    private static Task<(List<CDEvent> Events, List<string> Rows)> InOrderAsync(string name) => InOrder.GetOrAdd(name, _ => new(async () =>
    {
        var events = new RandomEvents(Seed).Of(Named(name).Types(), 300, subjects: 7);
        return (events, await Named(name).RowsAsync(events.OrderBy(e => e.Timestamp)));
    })).Value;
}
