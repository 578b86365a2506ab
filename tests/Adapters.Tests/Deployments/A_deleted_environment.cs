namespace CdViz.Adapters.Tests.Deployments;

public class A_deleted_environment
{
    private const string Now = "select environment, artifact_id from cdviz.current_deployment order by 1, 2";
    private const string Life = "select environment, artifact_id, valid_from, valid_to, ended_by, end_inferred from cdviz.deployment order by 1, 3";

    [Fact]
    public async Task runs_nothing_until_something_is_deployed_again()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed("a:1", 1), history.Deployed("a:1", 1, "test"), history.Deleted("prod", 5));
        (await history.RowsAsync(Now)).ShouldBe(["test a:1"]);
        (await history.RowsAsync(Life)).ShouldBe(["prod a:1 1 5 removed True", "test a:1 1 - - -"]);

        await history.SendAsync(history.Deployed("a:2", 9));
        (await history.RowsAsync(Now)).ShouldBe(["prod a:2", "test a:1"]);
        (await history.RowsAsync("select environment, artifact_id from cdviz.deployments_at($1) order by 1", Events.T(7).UtcDateTime)).ShouldBe(["test a:1"]);
    }

    [Fact]
    public async Task ends_what_is_told_later_of_before()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deleted("prod", 5), history.Deployed("a:1", 1), history.Removed(3));
        (await history.RowsAsync(Now)).ShouldBeEmpty();
        (await history.RowsAsync(Life)).ShouldBe(["prod a:1 1 3 removed False"]);
    }

    [Fact]
    public async Task that_was_not_deleted_after_all_runs_what_it_ran()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed("a:1", 1), history.Deleted("prod", 5));
        await history.CorrectAsync(2, "amend", ("occurredAt", Events.T(7).ToString("O")));
        await history.Log.CatchUpAsync();
        (await history.RowsAsync(Life)).ShouldBe(["prod a:1 1 7 removed True"]);

        await history.CorrectAsync(2, "retract");
        await history.Log.CatchUpAsync();
        (await history.RowsAsync(Life)).ShouldBe(["prod a:1 1 - - -"]);
        (await history.RowsAsync(Now)).ShouldBe(["prod a:1"]);
    }
}
