using System.Net;

namespace CdViz.Api.Tests.Demo;

public class The_metrics_of_the_demo_company
{
    private const int Seed = 5;

    [Fact]
    public async Task equal_a_calculation_from_the_raw_events_for_every_service_environment_and_month()
    {
        var plain = new PlainDora(DemoMonth.Of(Seed));
        await using var api = await TestApi.ListenAsync();
        var lines = Answers.Lines(DemoMonth.Of(Seed).Select(e => e.Event.Json));
        (await (await api.PostAsync(lines, "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK)).Whole("rejected").ShouldBe(0);
        await api.VisibleAsync();
        // Two tables tell roll-backs, by one rule.
        (await api.Database.DataSource.ColumnAsync<long>("""
            select d.position from cdviz.deployment d join cdviz.dora_deployment m on m.position = d.position where m.rollback is distinct from d.rollback
            """)).ShouldBeEmpty();

        var (compared, failed, reworked) = (0, 0, 0);
        foreach (var (service, environment) in plain.Keys)
        {
            var rows = await api.Database.DataSource.RowsAsync(
                """
                select p.period,
                       (select n.sample from cdviz.dora_deployment_frequency(p.period, p.ends, service => $1, environment => $2) n),
                       l.value, l.sample,
                       (select n.affected from cdviz.dora_change_failure_rate(p.period, p.ends, service => $1, environment => $2) n),
                       (select n.value from cdviz.dora_time_to_restore(p.period, p.ends, service => $1, environment => $2) n),
                       (select n.affected from cdviz.dora_rework_rate(p.period, p.ends, service => $1, environment => $2) n)
                from cdviz.dora_periods('2026-06-01Z', '2026-08-01Z', 'month', 'UTC') p, cdviz.dora_lead_time(p.period, p.ends, service => $1, environment => $2) l
                order by 1
                """,
                row => (row.GetDateTime(0), ((int)row.GetInt64(1), Number(row, 2), (int)row.GetInt64(3), (int)row.GetInt64(4), Number(row, 5), (int)row.GetInt64(6))),
                service, environment);
            rows.Count.ShouldBe(2);
            foreach (var (month, (deployments, lead, changes, failures, recovery, rework)) in rows)
            {
                var expected = plain.Of(service, environment, month, month.AddMonths(1));
                var name = $"{service} {environment} {month:yyyy-MM}";
                (deployments, changes, failures, rework).ShouldBe((expected.Deployments, expected.Changes, expected.Failed, expected.Rework), name);
                Same(lead, expected.Lead, name);
                Same(recovery, expected.Recovery, name);
                (compared, failed, reworked) = (compared + deployments, failed + failures, reworked + rework);
            }
        }

        compared.ShouldBeGreaterThan(200);
        failed.ShouldBeGreaterThan(5);
        reworked.ShouldBeGreaterThan(2);
    }

    private static double? Number(Npgsql.NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);

    private static void Same(double? found, double? expected, string name)
    {
        (found is null).ShouldBe(expected is null, name);
        (found ?? 0).ShouldBe(expected ?? 0, 0.001, name);
    }
}
