namespace CdViz.Adapters.Tests.Projecting;

public class The_retention_of_the_lake
{
    private static readonly Projection Lake = ProjectionCatalogue.All.Single(p => p.Name == "cdevents_lake");

    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task drops_whole_weeks_and_nothing_of_the_log()
    {
        await using var log = await FilledAsync();

        (await LakeRetention.RunAsync(log.Database, Year, Ct)).ShouldBe(1);

        (await TimesAsync(log)).ShouldBe([-300, -1]);
        (await log.Database.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(4);
        (await log.Database.ScalarAsync<bool>("select dropped_before <= now() - interval '365 days' from events.projection_generation where role = 'live'")).ShouldBeTrue();
        (await LakeRetention.RunAsync(log.Database, Year, Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task takes_a_late_event_and_drops_it_again()
    {
        await using var log = await FilledAsync();
        await LakeRetention.RunAsync(log.Database, Year, Ct);

        await log.AppendAsync([At("late", -1000)]);
        await log.CatchUpAsync();

        (await TimesAsync(log)).ShouldBe([-1000, -300, -1]);
        (await LakeRetention.RunAsync(log.Database, Year, Ct)).ShouldBe(1);
        (await TimesAsync(log)).ShouldBe([-300, -1]);
    }

    [Fact]
    public async Task leaves_the_lake_equal_to_its_rebuild()
    {
        await using var log = await FilledAsync();
        await LakeRetention.RunAsync(log.Database, Year, Ct);

        var verified = await log.Engine.VerifyAsync(Lake.Name, null, Ct);
        (verified.Rows, verified.Differing).ShouldBe((2, 0));

        await log.Engine.RebuildAsync(Lake.Name, 1, keep: false, null, Ct);
        (await log.Engine.CompareAsync(Lake.Name, 1, 2, Ct)).Differing.ShouldBe(0);
        (await LakeRetention.RunAsync(log.Database, Year, Ct)).ShouldBe(1);
        (await TimesAsync(log)).ShouldBe([-300, -1]);
    }

    [Fact]
    public async Task hides_no_difference_in_what_is_kept()
    {
        await using var log = await FilledAsync();
        await LakeRetention.RunAsync(log.Database, Year, Ct);
        await log.ExecuteAsync("delete from cdevents_lake_g1.cdevents_lake where timestamp < now() - interval '100 days'");

        (await log.Engine.VerifyAsync(Lake.Name, null, Ct)).Differing.ShouldBe(1);
    }

    [Fact]
    public async Task is_undone_by_a_rebuild_when_all_is_to_be_kept_again()
    {
        await using var log = await FilledAsync();
        await LakeRetention.RunAsync(log.Database, Year, Ct);

        await log.Engine.RebuildAsync(Lake.Name, 1, keep: false, null, Ct);

        (await TimesAsync(log)).ShouldBe([-800, -800, -300, -1]);
    }

    [Fact]
    public async Task waits_while_generations_are_compared()
    {
        await using var log = await FilledAsync();
        await using (var comparing = await log.Database.OpenConnectionAsync(Ct))
        {
            await LakeRetention.HoldAsync(comparing, Ct);
            (await LakeRetention.RunAsync(log.Database, Year, Ct)).ShouldBeNull();
            await LakeRetention.ReleaseAsync(comparing);
        }

        (await LakeRetention.RunAsync(log.Database, Year, Ct)).ShouldBe(1);
    }

    private static async Task<ProjectedLog> FilledAsync()
    {
        var log = await ProjectedLog.CreateAsync([Lake]);
        await log.AppendAsync([At("a", -800), At("b", -800), At("c", -300), At("d", -1)]);
        await log.CatchUpAsync();
        return log;
    }

    private static CDEvent At(string id, int day) => new(
        id, "https://tool.example/a", DateTimeOffset.UtcNow.AddDays(day), id, new PipelineRunQueued { PipelineName = "build" });

    /// <summary>The days of the lake's events, counted from today.</summary>
    private static Task<List<int>> TimesAsync(ProjectedLog log) => log.Database.ColumnAsync<int>(
        "select round(extract(epoch from timestamp - now()) / 86400)::int from cdviz.cdevents_lake order by 1");
}
