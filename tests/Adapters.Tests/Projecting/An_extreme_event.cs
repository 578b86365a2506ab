namespace CdViz.Adapters.Tests.Projecting;

public class An_extreme_event(ITestOutputHelper output)
{
    private const int Seed = 20260501;

    private static readonly Lazy<List<AdmittedEvent>> All = new(() => ExtremeEvents.Of([.. EventTypes.Current, .. EventTypes.Drafts, EventTypes.Custom], Seed));

    public static TheoryData<string> Names => [.. ProjectionCatalogue.All.Select(p => p.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task stops_no_projection(string name)
    {
        output.WriteLine($"seed {Seed}, {All.Value.Count} events");
        var ct = TestContext.Current.CancellationToken;
        var projection = ProjectionCatalogue.All.Single(p => p.Name == name);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        foreach (var some in All.Value.Where(e => projection.Reads.Count == 0 || projection.Reads.Contains(e.Type)).Chunk(50))
        {
            (await log.Appender.AppendAsync(some, "test", null, ct)).ShouldAllBe(outcome => outcome is AppendOutcome.Appended || outcome is AppendOutcome.Conflict);
        }

        await log.CatchUpAsync(pageSize: 200);
        var rows = (await log.RowsAsync(projection)).Count;
        await log.Engine.RebuildAsync(name, 1, keep: false, null, ct);
        (await log.RowsAsync(projection)).Count.ShouldBe(rows);
    }
}
