using static CdViz.Adapters.Tests.Projecting.Metrics.Delivery;

namespace CdViz.Adapters.Tests.Projecting.Metrics;

/// <summary>The worked examples of docs/metrics.md.</summary>
public class The_five_metrics
{
    private const int Hour = 3600;

    [Fact]
    public async Task count_lead_time_from_the_merge_of_every_change_since_what_ran_before()
    {
        await using var log = await LogOf(
            Merged("c0", 0), Packaged("v0", "c0", 1), Deployed("v0", 2),
            Merged("c1", 4 * Hour), Packaged("v1", "c1", (4 * Hour) + 1), Deployed("v1", 5 * Hour),
            Merged("c2", 6 * Hour), Merged("c3", 7 * Hour), Packaged("v2", "c3", (7 * Hour) + 60), Deployed("v2", 10 * Hour));
        (await log.Database.ColumnAsync<string>(
            $"select change_id || ' ' || value || ' ' || rule from cdviz.dora_evidence('lead_time', {All}) where version = 'v2' order by 1"))
            .ShouldBe(["c2 14400 merged, by batch", "c3 10800 merged, by artifact"]);
        (await NumberAsync(log, "lead_time", "service => 'shop', from_time => '2026-03-02T18:00Z'")).ShouldBe(3.5 * Hour);
    }

    [Fact]
    public async Task give_the_first_deployment_no_lead_time()
    {
        await using var log = await LogOf(Merged("c0", 0), Merged("c1", 1), Packaged("v1", "c1", 2), Deployed("v1", 5));
        (await ReasonAsync(log, "lead_time")).ShouldBe("first_deployment");
        (await ReasonAsync(log, "time_to_restore")).ShouldBe("no_failures");
        (await NumberAsync(log, "change_failure_rate")).ShouldBe(0);
        (await log.Database.ScalarAsync<string>($"select reason from cdviz.dora_metric('rework_rate', {All}, environment => 'nowhere')")).ShouldBe("no_deployments");
    }

    [Fact]
    public async Task take_the_median_of_recoveries()
    {
        await using var log = await LogOf(
            Deployed("v1", 0), Detected("i1", 10, "shop"), Resolved("i1", 110, "shop"),
            Deployed("v2", 1000), Detected("i2", 1010, "shop"), Resolved("i2", 1310, "shop"),
            Deployed("v3", 2000), Detected("i3", 2010, "shop"), Resolved("i3", 2810, "shop"));
        (await NumberAsync(log, "time_to_restore")).ShouldBe(300);
    }

    [Fact]
    public async Task count_failed_deployments_and_not_incidents()
    {
        await using var log = await LogOf(
            [.. Enumerable.Range(1, 5).Select(n => Deployed($"v{n}", n * 1000)),
            .. Enumerable.Range(1, 4).Select(n => Detected($"i{n}", 2000 + n, "shop")),
            .. Enumerable.Range(5, 2).Select(n => Detected($"i{n}", 4000 + n, "shop"))]);
        (await NumberAsync(log, "change_failure_rate")).ShouldBe(0.4);
        (await ReasonAsync(log, "time_to_restore")).ShouldBe("not_restored");
    }

    [Fact]
    public async Task blame_the_deployment_after_the_one_that_was_gone_back_to()
    {
        await using var log = await LogOf(Deployed("v1", 1), Deployed("v2", 2), Deployed("v3", 3), Deployed("v1", 4));
        (await VersionsAsync(log, "failed")).ShouldBe(["v2"]);
        (await VersionsAsync(log, "rework")).ShouldBe(["v1"]);
    }

    [Theory]
    [InlineData("FIX")]
    [InlineData("fixes")]
    [InlineData("HOTFIX")]
    [InlineData("REMEDIATES")]
    public async Task blame_the_deployment_that_the_next_one_says_it_mends(string kind)
    {
        await using var log = await LogOf(Deployed("v1", 0), Deployed("v2", 100), Deployed("v3", 700) with { Links = [new Link.Relation(kind, "shop-deployed-100")] }, Deployed("v4", 900));
        (await log.Database.ColumnAsync<string>(
            $"select version || ' ' || failure_rule || ' ' || recovery_seconds from cdviz.dora_verdict({All}, array['production'], definition => 'datadog') where failed"))
            .ShouldBe(["v2 roll_forward 600"]);
        (await log.Database.ColumnAsync<string>($"select version || ' ' || rework_rule from cdviz.dora_verdict({All}, array['production']) where rework")).ShouldBe(["v3 fix"]);
        (await VersionsAsync(log, "failed", "devlake")).ShouldBeEmpty();
    }

    [Fact]
    public async Task blame_nothing_for_a_link_that_mends_nothing()
    {
        await using var log = await LogOf(Deployed("v1", 0), Deployed("v2", 100), Deployed("v3", 700) with { Links = [new Link.Relation("TRIGGER", "shop-deployed-100")] });
        (await VersionsAsync(log, "failed or rework")).ShouldBeEmpty();
    }

    [Fact]
    public async Task do_not_take_a_second_try_for_a_rollback()
    {
        await using var log = await LogOf(Deployed("v1", 1), Deployed("v2", 2), Deployed("v1", 3), Deployed("v2", 4));
        (await VersionsAsync(log, "rollback is not null")).ShouldBe(["v1"]);
        (await VersionsAsync(log, "failed")).ShouldBe(["v2"]);
    }

    [Fact]
    public async Task give_an_incident_before_the_first_deployment_and_one_long_after_to_none()
    {
        await using var log = await LogOf(Detected("early", 1, "shop"), Deployed("v1", 2), Detected("late", 2 + (25 * Hour), "shop"));
        (await VersionsAsync(log, "failed")).ShouldBeEmpty();
        (await VersionsAsync(log, "failed", "devlake")).ShouldBe(["v1"]);
        (await log.Database.ColumnAsync<string>($"select version || ' ' || array_to_string(differs, ',') from cdviz.dora_difference('dora', 'devlake', {All})"))
            .ShouldBe(["v1 change_failure_rate"]);
    }

    [Fact]
    public async Task have_no_number_for_a_day_without_deployments()
    {
        await using var log = await LogOf(Deployed("v1", 0), Deployed("v2", 1), Deployed("v3", 2));
        (await log.Database.ColumnAsync<string>(
            "select concat_ws(' ', value, reason) from cdviz.dora_deployment_frequency('2026-03-02', '2026-03-04', bucket => 'day')")).ShouldBe(["3", "no_deployments"]);
        (await log.Database.ScalarAsync<double>("select value from cdviz.dora_deployment_frequency('2026-03-02', '2026-03-04')")).ShouldBe(1.5);
    }

    [Theory]
    [InlineData("dora", "4 1350 0.25 1800 0.25")]
    [InlineData("devlake", "4 1350 0.25 2400 not_defined")]
    [InlineData("datadog", "4 1350 0.25 1800 not_defined")]
    [InlineData("cdviz", "3 no_new_change_known 0.3333 1800 not_defined")]
    public async Task differ_by_definition_over_one_history(string definition, string expected)
    {
        await using var log = await LogOf(
            Deployed("v1", 0), Merged("c2", 1800), Packaged("v2", "c2", 1900), Deployed("v2", Hour), Detected("i", 4200, "shop"),
            E("shop", 5400, new ServiceRolledBack { Environment = new("production"), ArtifactId = "pkg:oci/shop?tag=v1" }),
            Resolved("i", 6000, "shop"), Merged("c3", 6300), Packaged("v3", "c3", 6400), Deployed("v3", 2 * Hour));
        (await log.Database.ColumnAsync<string>($"""
            select string_agg(coalesce(case m when 'deployment_frequency' then n.sample::text else round(n.value::numeric, 4)::float::text end, n.reason), ' ' order by nth)
            from unnest(array['deployment_frequency', 'lead_time', 'change_failure_rate', 'time_to_restore', 'rework_rate']) with ordinality u (m, nth),
                 cdviz.dora_metric(m, {All}, definition => '{definition}') n
            """)).ShouldBe([expected]);
    }

    [Fact]
    public async Task judge_a_deployment_the_same_whatever_time_is_asked_for()
    {
        await using var log = await LogOf(Deployed("v1", 1), Deployed("v2", 2), Deployed("v3", Hour), Deployed("v1", 20 * Hour));
        (await log.Database.ColumnAsync<bool>("select failed from cdviz.dora_verdict('2026-03-02T09:00:02Z', '2026-03-02T09:00:03Z', '{production}')")).ShouldBe([true]);
    }

    private static Task<double> NumberAsync(ProjectedLog log, string metric, string more = "from_time => '2026-03-01'") =>
        log.Database.ScalarAsync<double>($"select value from cdviz.dora_metric('{metric}', to_time => '2026-04-01', {more})");

    private static Task<string> ReasonAsync(ProjectedLog log, string metric) =>
        log.Database.ScalarAsync<string>($"select reason from cdviz.dora_metric('{metric}', {All})");

    private static Task<List<string>> VersionsAsync(ProjectedLog log, string condition, string definition = "dora") => log.Database.ColumnAsync<string>(
        $"select version from cdviz.dora_verdict({All}, array['production'], definition => '{definition}') where {condition} order by occurred_at");
}
