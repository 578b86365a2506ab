namespace CdViz.Adapters.Tests.Projecting;

public sealed class Events_of_very_many_weeks
{
    private const int Weeks = 5000;

    // The usual chunks of 2015 to 2020, and one each for what lies before 1970, before 2015 and after 2034. All twenty years would be 1,048, and take longer.
    private const int MostChunks = 310;

    private static readonly Projection[] ByTime = [.. ProjectionCatalogue.All.Where(p => p.Name is "test_outcomes" or "cdevents_lake")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task make_no_more_chunks_than_a_server_has_locks_for()
    {
        await using var log = await ProjectedLog.CreateAsync(ByTime);
        var first = new DateTimeOffset(1925, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await log.AppendAsync(Enumerable.Range(0, Weeks).Select(week => Finished(week, first.AddDays(7 * week))));

        await log.CatchUpAsync();

        var chunks = await log.Database.RowsAsync(
            "select hypertable_name::text, count(*) from timescaledb_information.chunks group by 1 order by 1", row => (row.GetString(0), Count: row.GetInt64(1)));
        chunks.Select(one => one.Item1).ShouldBe(["cdevents_lake", "test_outcome"]);
        chunks.ShouldAllBe(one => one.Count <= MostChunks);
        (await log.Database.ScalarAsync<long>("select count(*) from cdviz.cdevents_lake")).ShouldBe(Weeks);
        (await log.Database.ScalarAsync<long>("select count(*) from cdviz.test_outcome")).ShouldBe(Weeks);
        foreach (var projection in ByTime)
        {
            (await log.Engine.VerifyAsync(projection.Name, null, Ct)).Differing.ShouldBe(0);
        }
    }

    [Fact]
    public async Task long_ago_are_dropped_by_the_retention_of_the_lake_and_bounded_all_the_same()
    {
        var lake = ByTime.Single(p => p.Name == "cdevents_lake");
        await using var log = await ProjectedLog.CreateAsync([lake]);
        await log.AppendAsync([Finished(1, new(1, 3, 1, 0, 0, 0, TimeSpan.Zero)), Finished(2, new(1999, 1, 1, 0, 0, 0, TimeSpan.Zero)), Finished(3, new(2016, 1, 1, 0, 0, 0, TimeSpan.Zero)), Finished(4, DateTimeOffset.UtcNow)]);
        await log.CatchUpAsync();

        (await LakeRetention.RunAsync(log.Database, TimeSpan.FromDays(365), Ct)).ShouldBe(1);

        (await log.Database.ColumnAsync<string>("select context_id from cdviz.cdevents_lake")).ShouldBe(["finished-4"]);
        await log.AppendAsync([Finished(5, new(1975, 1, 1, 0, 0, 0, TimeSpan.Zero)), Finished(6, new(1976, 1, 1, 0, 0, 0, TimeSpan.Zero))]);
        var before = await ChunksAsync(log);
        await log.CatchUpAsync();
        (await ChunksAsync(log)).ShouldBe(before);
        (await LakeRetention.RunAsync(log.Database, TimeSpan.FromDays(365), Ct)).ShouldBe(0);
        (await log.Database.ColumnAsync<string>("select context_id from cdviz.cdevents_lake")).ShouldBe(["finished-4"]);
        (await log.Engine.VerifyAsync(lake.Name, null, Ct)).Differing.ShouldBe(0);
    }

    private static Task<long> ChunksAsync(ProjectedLog log) => log.Database.ScalarAsync<long>("select count(*) from timescaledb_information.chunks");

    private static CDEvent Finished(int number, DateTimeOffset at) =>
        new($"finished-{number}", "https://ci.example", at, $"case-{number}", new TestCaseRunFinished { Outcome = new("success") });
}
