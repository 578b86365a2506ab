using static CdViz.Adapters.Tests.Projecting.Metrics.Delivery;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>The history of deployments and the metrics say the same of what a roll-back is.</summary>
public class A_rollback(ITestOutputHelper output)
{
    private const int Seed = 20260427;

    [Fact]
    public async Task to_what_was_never_seen_makes_that_the_older_one()
    {
        await using var log = await LogOf(Deployed("2.0", 1), Back("1.0", 2), Deployed("2.0", 3), Deployed("1.0", 4));
        (await HistoryAsync(log)).ShouldBe(["2.0 none", "1.0 sent", "2.0 none", "1.0 inferred"]);
        (await MetricsAsync(log)).ShouldBe(["2.0 none", "1.0 sent", "2.0 none", "1.0 inferred"]);
        (await FailedAsync(log, "dora")).ShouldBe(["2.0", "2.0"]);
    }

    [Theory]
    [InlineData("dora")]
    [InlineData("cdviz")]
    public async Task that_names_what_runs_says_that_what_it_replaces_has_failed(string definition)
    {
        await using var log = await LogOf(Deployed("1", 1), Deployed("2", 2), Back("2", 3));
        (await FailedAsync(log, definition)).ShouldBe(["2"]);
        (await MetricsAsync(log)).ShouldBe(["1 none", "2 none", "2 sent"]);
    }

    [Fact]
    public async Task that_is_told_twice_fails_one_deployment_alone()
    {
        await using var log = await LogOf(Deployed("1", 1), Deployed("2", 2), Deployed("2", 3), Back("1", 4), Back("1", 5));
        (await log.Database.ColumnAsync<string>($"select version || ' ' || occurred_at::time(0) from cdviz.dora_verdict({All}, array['production']) where failed"))
            .ShouldBe([$"2 {Events.T(2):HH:mm:ss}"]);
    }

    [Fact]
    public async Task is_the_same_in_the_history_and_in_the_metrics_for_any_history()
    {
        output.WriteLine($"seed {Seed}");
        var dice = new Random(Seed);
        var random = new RandomEvents(Seed);
        for (var round = 0; round < 4; round++)
        {
            List<CDEvent> events = [];
            for (var n = 0; n < 150; n++)
            {
                var (service, at, version) = ($"s{dice.Next(3)}", dice.Next(100), $"{dice.Next(5)}");
                var artifact = dice.Next(12) == 0 ? null : $"pkg:oci/{service}?tag={version}";
                events.Add(new($"{round}-{n}", Events.Source, Events.T(at), service, dice.Next(5) switch
                {
                    0 => new ServiceRolledBack { Environment = new("production"), ArtifactId = artifact },
                    1 => new ServiceUpgraded { Environment = new("production"), ArtifactId = artifact },
                    2 when dice.Next(3) == 0 => new ServiceRemoved { Environment = new("production") },
                    _ => new ServiceDeployed { Environment = new("production"), ArtifactId = artifact },
                }));
            }

            await using var log = await ProjectedLog.CreateAsync();
            await log.AppendAsync(random.Shuffled(events), batch: 30);
            await log.CatchUpAsync(7 + (40 * round));
            var history = await log.Database.ColumnAsync<string>(
                "select concat_ws(' ', service, valid_from, version, position, rollback, previous_version) from cdviz.deployment order by position");
            history.Count.ShouldBeGreaterThan(100);
            history.Count(row => row.Contains("inferred", StringComparison.Ordinal)).ShouldBeGreaterThan(10);
            (await log.Database.ColumnAsync<string>("""
                select concat_ws(' ', d.service, d.occurred_at, d.version, d.position, d.rollback, p.version)
                from cdviz.dora_deployment d left join cdviz.dora_deployment p on p.id = d.previous_id order by d.position
                """)).ShouldBe(history);
            (await log.Database.ColumnAsync<bool>("select d is not distinct from k from cdviz.dora_deployment d full join cdviz.dora_deployment_then(1000) k using (id)"))
                .ShouldAllBe(same => same);
        }
    }

    private static CDEvent Back(string version, double at) =>
        E("shop", at, new ServiceRolledBack { Environment = new("production"), ArtifactId = $"pkg:oci/shop?tag={version}" });

    private static Task<List<string>> HistoryAsync(ProjectedLog log) =>
        log.Database.ColumnAsync<string>("select version || ' ' || coalesce(rollback, 'none') from cdviz.deployment order by valid_from");

    private static Task<List<string>> MetricsAsync(ProjectedLog log) =>
        log.Database.ColumnAsync<string>("select version || ' ' || coalesce(rollback, 'none') from cdviz.dora_deployment order by occurred_at");

    private static Task<List<string>> FailedAsync(ProjectedLog log, string definition) => log.Database.ColumnAsync<string>(
        $"select version from cdviz.dora_verdict({All}, array['production'], definition => '{definition}') where failed order by occurred_at");
}
