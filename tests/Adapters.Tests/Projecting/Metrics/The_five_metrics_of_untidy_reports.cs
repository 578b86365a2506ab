using System.Globalization;
using static CdViz.Adapters.Tests.Projecting.Metrics.Delivery;

namespace CdViz.Adapters.Tests.Projecting.Metrics;

/// <summary>Deployments told several times, what runs deployed again, incidents that name only an environment.</summary>
public class The_five_metrics_of_untidy_reports
{
    private const int Hour = 3600;

    [Fact]
    public async Task blame_the_deployment_that_counts_where_repeats_do_not()
    {
        await using var log = await LogOf(
            Deployed("v0", 0), Deployed("v1", Hour), Deployed("v1", 2 * Hour), Detected("i", (2 * Hour) + 600, "shop"), Deployed("v1", (2 * Hour) + 1200),
            Resolved("i", (2 * Hour) + 1800, "shop"), Deployed("v1", 4 * Hour));
        await DefineAsync(log, countRepeats: false);
        (await log.Database.ColumnAsync<string>($"select affected || ' of ' || sample from cdviz.dora_change_failure_rate({All}, definition => 'ours')")).ShouldBe(["1 of 2"]);
        (await log.Database.ColumnAsync<double>($"select value from cdviz.dora_time_to_restore({All}, definition => 'ours')")).ShouldBe([1200]);
        (await log.Database.ColumnAsync<long>($"select affected from cdviz.dora_rework_rate({All}, definition => 'dora')")).ShouldBe([0]);
        (await log.Database.ColumnAsync<bool>($"select rework from cdviz.dora_verdict({All}, array['production'])")).ShouldAllBe(rework => !rework);
    }

    [Fact]
    public async Task count_a_deployment_once_that_two_tools_tell()
    {
        await using var log = await LogOf(Deployed("v0", 0), Deployed("v1", Hour), Deployed("v1", Hour + 60), Detected("i", Hour + 90, "shop"), Deployed("v1", 3 * Hour));
        (await SampleAsync(log, "dora")).ShouldBe([3]);
        (await SampleAsync(log, "dora@1")).ShouldBe([4]);
        (await log.Database.ColumnAsync<string>($"select version || ' ' || rule from cdviz.dora_evidence('deployment_frequency', {All}) order by occurred_at"))
            .ShouldBe(["v0 deployed", "v1 deployed", "v1 does not count", "v1 deployed"]);
        (await log.Database.ColumnAsync<DateTime>($"select occurred_at from cdviz.dora_verdict({All}, array['production']) where failed")).ShouldBe([Events.T(Hour).UtcDateTime]);
        (await log.Database.ColumnAsync<long>($"select affected from cdviz.dora_change_failure_rate({All})")).ShouldBe([1]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("9000000")]
    public async Task blame_the_last_report_that_counts_where_repeats_do(string known)
    {
        await using var log = await LogOf(
            Deployed("v0", 0), Deployed("v1", Hour), Deployed("v1", 2 * Hour), Deployed("v1", (2 * Hour) + 60), Detected("i", (2 * Hour) + 90, "shop"), Deployed("v2", 3 * Hour));
        string Rows(string column) =>
            $"select concat_ws(' ', version, occurred_at - '2026-03-02T09:00Z') from cdviz.dora_verdict({All}, array['production'], null, 'dora;count_repeats=true', {known}) where {column}";
        (await log.Database.ColumnAsync<string>(Rows("failed"))).ShouldBe(["v1 02:00:00"]);
        (await log.Database.ColumnAsync<string>(Rows("rework"))).ShouldBe(["v2 03:00:00"]);
        (await log.Database.ColumnAsync<long>($"select affected from cdviz.dora_rework_rate({All}, definition => 'dora;count_repeats=true', known => {known})")).ShouldBe([1]);
        (await log.Database.ColumnAsync<long>($"select affected from cdviz.dora_rework_rate({All}, known => {known})")).ShouldBe([1]);
    }

    [Fact]
    public async Task count_what_is_deployed_while_what_ran_before_fails_as_rework_however_often_that_was_told()
    {
        await using var log = await LogOf(Deployed("v1", 0), Detected("i", 60, "shop"), Deployed("v1", 2 * Hour), Deployed("v2", 3 * Hour));
        (await log.Database.ColumnAsync<string>($"select version from cdviz.dora_verdict({All}, array['production']) where rework")).ShouldBe(["v2"]);
        (await log.Database.ColumnAsync<long>($"select affected from cdviz.dora_rework_rate({All})")).ShouldBe([1]);
    }

    [Fact]
    public async Task show_incidents_that_nobody_is_blamed_for()
    {
        await using var log = await LogOf(
            [.. Enumerable.Range(1, 5).Select(n => Deployed($"v{n}", n * 1000)),
            .. Enumerable.Range(1, 6).Select(n => E($"i{n}", n * 1000 + 5, new IncidentDetected { Environment = new("production") })),
            E("elsewhere", 2000, new IncidentDetected { Environment = new("staging") }), Detected("blamed-in-staging", 2001, "shop") with { Content = new IncidentDetected { Environment = new("staging"), Service = new("shop") } }]);
        (await log.Database.ColumnAsync<double>($"select value from cdviz.dora_change_failure_rate({All})")).ShouldBe([0]);
        (await log.Database.ColumnAsync<string>($"select incident from cdviz.dora_unattributed({All})")).ShouldBe(["i1", "i2", "i3", "i4", "i5", "i6"]);
        (await log.Database.ColumnAsync<string>($"select incident from cdviz.dora_unattributed({All}, service => 'shop', known => 1000)")).ShouldBe(["i1", "i2", "i3", "i4", "i5", "i6"]);
        (await log.Database.ColumnAsync<long>($"select count(*) from cdviz.dora_evidence('change_failure_rate', {All}) where rule = 'unattributed' and deployment_id is null")).ShouldBe([6]);
        await DefineAsync(log, rules: "{link,artifact,service,environment}");
        (await log.Database.ColumnAsync<double>($"select value from cdviz.dora_change_failure_rate({All}, definition => 'ours')")).ShouldBe([1]);
        (await log.Database.ColumnAsync<string>($"select incident from cdviz.dora_unattributed({All}, definition => 'ours')")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pkg:oci/shop@{0}?repository_url=ghcr.io/acme")]
    [InlineData("pkg:oci/shop@{0}?repository_url=https://GHCR.io/acme/shop/")]
    [InlineData("pkg:oci/shop@{0}")]
    [InlineData("pkg:docker/acme/shop@{0}")]
    [InlineData("pkg:oci/shop@%40{0}")]
    [InlineData("ghcr.io/acme/shop@{0}")]
    [InlineData("{0}")]
    public async Task have_one_lead_time_however_the_digest_is_spelled(string spelling)
    {
        var digest = $"sha256:{new string('a', 64)}";
        await using var log = await LogOf(
            Deployed("0", 0), Merged("c1", 100),
            E($"pkg:oci/shop@{digest}?repository_url=ghcr.io/acme/shop&tag=1", 200, new ArtifactPackaged { Change = new("c1") }),
            E("shop", 3700, new ServiceDeployed { Environment = new("production"), ArtifactId = string.Format(CultureInfo.InvariantCulture, spelling, digest) }));

        (await log.Database.ColumnAsync<double>($"select value from cdviz.dora_lead_time({All})")).ShouldBe([3600]);
    }

    private static Task<List<long>> SampleAsync(ProjectedLog log, string definition) =>
        log.Database.ColumnAsync<long>($"select sample from cdviz.dora_deployment_frequency({All}, definition => '{definition}')");

    private static async Task DefineAsync(ProjectedLog log, bool countRepeats = true, string rules = "{link,artifact,service}")
    {
        await using var command = log.Database.CreateCommand($"""
            insert into cdviz.dora_definition
            select 'ours', 1, source, description, count_rollbacks, {countRepeats}, lead_steps, '{rules}', attribution_window, failure_rules, recovery_from, rework_rules, repeat_window
            from cdviz.dora_definition where name = 'dora' and version = 2
            """);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
