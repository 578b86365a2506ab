namespace CdViz.Adapters.Tests.Deployments;

public class Names_by_pattern
{
    [Theory]
    [InlineData("production", "production", true)]
    [InlineData("production", "*", true)]
    [InlineData("/production", "/production", true)]
    [InlineData("/eu/production", "*/production", true)]
    [InlineData("production", "*/production", false)]
    [InlineData("prod-eu-1", "prod-*", true)]
    [InlineData("preprod-eu-1", "prod-*", false)]
    [InlineData("/pro/us-1/cluster-33", "/pro/*", true)]
    [InlineData("prod%", "prod_", false)]
    [InlineData("prod_1", "prod_*", true)]
    [InlineData("prodX1", "prod_*", false)]
    [InlineData(@"a\b", @"a\*", true)]
    [InlineData("Production", "production", false)]
    public async Task fit_where_only_a_star_stands_for_others(string name, string pattern, bool fits)
    {
        await using var history = await History.CreateAsync();
        (await history.Log.Database.ScalarAsync<bool>("select cdviz.matches($1, $2)", name, pattern)).ShouldBe(fits);
    }

    [Fact]
    public async Task say_which_environments_are_production()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(
            history.Deployed("a:1", 1, "/pro/us-1/cluster-33"), history.Deployed("a:1", 1, "/pro/us-1/cluster-34"), history.Deployed("a:1", 1, "/dev/us-1/cluster-1"), history.Deployed("a:1", 1, "live"));
        await DoraSettings.ApplyAsync(history.Log.Database, ["/pro/*", "live", "not-yet"], [], new Dictionary<string, string>(), [], TestContext.Current.CancellationToken);

        (await history.RowsAsync("select environment from cdviz.production_environment order by 1"))
            .ShouldBe(["/pro/us-1/cluster-33", "/pro/us-1/cluster-34", "live", "not-yet"]);
        (await history.RowsAsync("select * from unnest(cdviz.dora_environments(null)) order by 1"))
            .ShouldBe(["/pro/us-1/cluster-33", "/pro/us-1/cluster-34", "live", "not-yet"]);
    }
}
