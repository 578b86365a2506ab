using static CdViz.Adapters.Tests.Projecting.Laws.AnyProjection;

namespace CdViz.Adapters.Tests.Projecting.Laws;

/// <summary>The law that a rebuild is as live, row for row.</summary>
public class Every_projection_again(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. All.Select(p => p.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task is_rebuilt_row_for_row(string name)
    {
        var projection = Named(name);
        var random = Random(output);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        await log.AppendAsync(random.Of(projection.Types(), 300, subjects: 20), batch: 9);
        await log.CatchUpAsync(40);
        var verified = await log.Engine.VerifyAsync(name, null, TestContext.Current.CancellationToken);
        (verified.Rows, verified.Differing).ShouldBe((await CountAsync(log, projection), 0));

        var live = await log.RowsAsync(projection);
        var built = await log.Engine.RebuildAsync(name, 3, keep: false, null, TestContext.Current.CancellationToken);
        (await log.LiveAsync(projection)).Number.ShouldBe(built.Number);
        (await log.RowsAsync(projection)).ShouldBe(live);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task is_rebuilt_while_events_come_in(string name)
    {
        var projection = Named(name);
        var random = Random(output);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        var events = random.Of(projection.Types(), 1000, subjects: 40);
        await log.AppendAsync(events.Take(500));
        await log.CatchUpAsync();
        var appending = log.AppendAsync(events.Skip(500), batch: 5);
        do
        {
            await log.Engine.RebuildAsync(name, 2, keep: false, null, TestContext.Current.CancellationToken);
        }
        while (!appending.IsCompleted);
        await appending;
        await log.CatchUpAsync();
        var verified = await log.Engine.VerifyAsync(name, null, TestContext.Current.CancellationToken);
        verified.Differences.ShouldBeEmpty();
        verified.Position.ShouldBe(1000);
    }

    private static async Task<long> CountAsync(ProjectedLog log, Projection projection) => (await log.RowsAsync(projection, alsoFormer: true)).Count;
}
