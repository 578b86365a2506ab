namespace CdViz.Adapters.Tests.Projecting.Laws;

/// <summary>Every projection of the catalogue and the guide's, for tests with nothing written for any one of them.</summary>
internal static class AnyProjection
{
    public const int Seed = 20260302;

    public static readonly Projection[] All = [.. ProjectionCatalogue.All, GuideExample.EventsPerDay];

    public static Projection Named(string name) => All.Single(p => p.Name == name);

    public static RandomEvents Random(ITestOutputHelper output, int seed = Seed)
    {
        output.WriteLine($"seed {seed}");
        return new(seed);
    }

    /// <summary>The types it reads; a statement may read any, and those whose names stand in it come more often.</summary>
    public static IReadOnlyList<EventType> Types(this Projection projection)
    {
        if (projection is not SqlProjection statement)
        {
            return projection.Reads;
        }

        EventType[] any = [.. EventTypes.Current, EventTypes.Custom];
        var text = DefinitionFile.Joined(DefinitionFile.Of(statement));
        var named = any.Where(type => text.Contains($"'{type.Alias}'", StringComparison.Ordinal));
        return [.. any, .. Enumerable.Repeat(named, 10).SelectMany(types => types)];
    }

    /// <summary>What becomes of events that arrive so, in a log of their own.</summary>
    public static async Task<List<string>> RowsAsync(this Projection projection, IEnumerable<CDEvent> arrival, int batch = 1000, int page = 5000)
    {
        await using var log = await ProjectedLog.CreateAsync([projection]);
        await log.AppendAsync(arrival, batch);
        await log.CatchUpAsync(page);
        return await log.RowsAsync(projection);
    }
}
