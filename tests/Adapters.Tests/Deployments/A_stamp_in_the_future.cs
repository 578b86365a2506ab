namespace CdViz.Adapters.Tests.Deployments;

public class A_stamp_in_the_future
{
    private const string Now = "select environment, artifact_id from cdviz.current_deployment order by 1, 2";

    private static readonly double Today = (DateTimeOffset.UtcNow - Events.Epoch).TotalSeconds;

    [Fact]
    public async Task does_not_hide_what_runs_now()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed("a:1", 1), history.Upgraded("a:2", Today + 86_400), history.Deployed("b:1", 2, "test"), history.Deployed("b:2", Today + 60, "test"));

        (await history.RowsAsync(Now)).ShouldBe(["prod a:1", "test b:2"], "a clock may be a little ahead");
        (await history.RowsAsync("select environment, artifact_id from cdviz.deployments_at('infinity') order by 1, 2")).ShouldBe(["prod a:1", "test b:2"]);
        (await history.RowsAsync("select artifact_id, difference from (select one_artifact_id as artifact_id, difference from cdviz.environments_compared('prod', 'test')) c"))
            .ShouldBe(["a:1 different"]);
        (await history.RowsAsync("select environment, artifact_id, ahead from cdviz.deployment order by 1, 2"))
            .ShouldBe(["prod a:1 False", "prod a:2 True", "test b:1 False", "test b:2 False"]);
    }

    [Fact]
    public async Task nor_does_a_removal_end_it_before_its_time()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed("a:1", 1), history.Removed(Today + 86_400));

        (await history.RowsAsync(Now)).ShouldBe(["prod a:1"]);
    }

    [Fact]
    public async Task is_ahead_by_the_same_bound_in_SQL_as_in_the_warning()
    {
        await using var history = await History.CreateAsync();
        var recorded = new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc);
        foreach (var seconds in (double[])[-1, 0, StampAhead.Tolerance.TotalSeconds, StampAhead.Tolerance.TotalSeconds + 0.001, 1e6])
        {
            var e = ProjectedLog.Admit(history.Deployed("a:1", (recorded.AddSeconds(seconds) - Events.Epoch.UtcDateTime).TotalSeconds));
            var warned = StampAhead.Warned(new Admission.Admitted(e), recorded) is Admission.Admitted { Event.Warnings: [.., { Rule: "context.timestamp.ahead" }] };
            (await history.Log.Database.ScalarAsync<bool>("select cdviz.is_ahead($1, $2)", recorded.AddSeconds(seconds), recorded)).ShouldBe(warned, $"{seconds} s");
            warned.ShouldBe(seconds > StampAhead.Tolerance.TotalSeconds);
        }
    }
}
