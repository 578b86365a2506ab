namespace CdViz.Adapters.Tests.Deployments;

public class A_history_of_deployments
{
    private const string Intervals = "select version, valid_from, valid_to, kind, ended_by from cdviz.deployment order by valid_from, ordinal";

    private const string V1 = "pkg:oci/cart?tag=1";
    private const string V2 = "pkg:oci/cart?tag=2";

    [Fact]
    public async Task has_an_interval_for_each_deployment_closed_by_the_next_or_by_removal()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed(V1, 1), history.Upgraded(V2, 5), history.Removed(9), history.Deployed(V2, 20));
        (await history.RowsAsync(Intervals)).ShouldBe(["1 1 5 deployed upgraded", "2 5 9 upgraded removed", "2 20 - deployed -"]);
        (await history.RowsAsync("select ordinal, previous_version, duration, position from cdviz.deployment order by ordinal"))
            .ShouldBe(["1 - 4 1", "2 1 4 2", "3 2 - 4"]);
    }

    [Fact]
    public async Task has_the_right_intervals_when_events_come_late()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Upgraded(V2, 259_200), history.Removed(5), history.Deployed(V1, 1));
        (await history.RowsAsync(Intervals)).ShouldBe(["1 1 5 deployed removed", "2 259200 - upgraded -"]);
    }

    [Fact]
    public async Task is_one_whichever_tool_reported_it_and_one_for_each_environment()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed(V1, 1, source: "argocd"), history.Upgraded(V2, 2, source: "jenkins"), history.Upgraded(V2, 3, "dev"));
        (await history.RowsAsync("select environment, ordinal, version, source, valid_to from cdviz.deployment order by 1, 2"))
            .ShouldBe(["dev 1 2 ci -", "prod 1 1 argocd 2", "prod 2 2 jenkins -"]);
    }

    [Fact]
    public async Task is_not_ended_by_a_removal_that_does_not_say_where()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed(V1, 1), history.Removed(5, environment: null));
        (await history.RowsAsync(Intervals)).ShouldBe(["1 1 - deployed -"]);
    }

    [Fact]
    public async Task knows_an_instant_whatever_its_offset()
    {
        await using var history = await History.CreateAsync();
        var e = history.Deployed(V1, 0) with { Timestamp = Events.T(90).ToOffset(TimeSpan.FromHours(2)) };
        await history.SendAsync(e);
        (await history.RowsAsync(Intervals)).ShouldBe(["1 90 - deployed -"]);
    }

    [Fact]
    public async Task ends_an_interval_at_once_when_two_deployments_are_of_one_instant()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Upgraded(V2, 1), history.Deployed(V1, 1));
        (await history.RowsAsync(Intervals)).ShouldBe(["1 1 1 deployed upgraded", "2 1 - upgraded -"]);
        (await history.RowsAsync("select version from cdviz.deployments_at($1)", Events.T(1).UtcDateTime)).ShouldBe(["2"]);
    }
}
