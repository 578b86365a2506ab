using static CdViz.Adapters.Tests.Projecting.Metrics.Delivery;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>The list of incidents and the metrics tell one story: they read one table.</summary>
public class An_incident(ITestOutputHelper output)
{
    private const int Seed = 20260611;
    private const int Hour = 3600;
    private const int Detection = Hour;

    // Occurrence: detected, reported, resolved, skewed.
    private const string ListSql = """
        select concat_ws(' ', occurrence, coalesce(to_char(detected_at, 'HH24:MI:SS'), '-'), coalesce(to_char(reported_at, 'HH24:MI:SS'), '-'),
                         coalesce(to_char(resolved_at, 'HH24:MI:SS'), '-'), state, extract(epoch from time_to_resolve)::int, case when skewed then 'skewed' end)
        from cdviz.incident order by source, subject_id, occurrence
        """;

    [Fact]
    public async Task is_detected_reported_and_resolved()
    {
        await using var log = await LogOf(
            E("i", 1, new IncidentDetected { Description = "slow", Environment = new("production"), Service = new("shop"), ArtifactId = "pkg:oci/cart?tag=1" }),
            E("i", 3, new IncidentReported { Environment = new("production"), TicketUri = "https://tickets/1" }), Resolved(9));
        (await log.Database.ColumnAsync<string>(ListSql)).ShouldBe(["1 09:00:01 09:00:03 09:00:09 resolved 8"]);
        (await log.Database.ColumnAsync<string>("select concat_ws(' ', description, environment, service, artifact_id, ticket_uri, position) from cdviz.incident"))
            .ShouldBe(["slow production shop pkg:oci/cart?tag=1 https://tickets/1 3"]);
    }

    [Fact]
    public async Task may_be_known_by_its_end_alone_and_then_nobody_knows_how_long_it_took()
    {
        await using var log = await LogOf(Deployed("v1", 0), Deployed("v2", 60), Resolved(Detection), Deployed("v3", 2 * Hour));
        (await log.Database.ColumnAsync<string>(ListSql)).ShouldBe(["1 - - 10:00:00 resolved"]);
        (await MetricsAsync(log)).ShouldBe(["v2 failed", "1 of 3, null s of 0, 0 reworked"]);
    }

    [Fact]
    public async Task is_over_when_it_is_resolved_first()
    {
        await using var log = await LogOf(Deployed("v1", 0), Deployed("v2", 60), Detected(Detection), Resolved(Detection + 60), Resolved(Detection + (4 * Hour)), Deployed("v3", 2 * Hour));
        (await log.Database.ColumnAsync<string>(ListSql)).ShouldBe(["1 10:00:00 - 10:01:00 resolved 60"]);
        (await MetricsAsync(log)).ShouldBe(["v2 failed", "1 of 3, 60 s of 1, 0 reworked"]);
    }

    [Fact]
    public async Task has_no_duration_when_its_end_is_stamped_before_its_beginning()
    {
        await using var log = await LogOf(Deployed("v1", 0), Deployed("v2", 60), Resolved(Detection - 2), Detected(Detection), Deployed("v3", 2 * Hour));
        (await log.Database.ColumnAsync<string>(ListSql)).ShouldBe(["1 10:00:00 - 09:59:58 resolved skewed"]);
        (await MetricsAsync(log)).ShouldBe(["v2 failed", "1 of 3, null s of 0, 0 reworked"]);
    }

    [Fact]
    public async Task is_the_same_when_it_is_reported_again_after_its_end()
    {
        await using var log = await LogOf(
            Deployed("v1", 0), Deployed("v2", 60), Detected(Detection), Reported(Detection + 30), Resolved(Detection + 60), Reported(Detection + Hour), Deployed("v3", 2 * Hour));
        (await log.Database.ColumnAsync<string>(ListSql)).ShouldBe(["1 10:00:00 10:00:30 10:01:00 resolved 60"]);
        (await MetricsAsync(log)).ShouldBe(["v2 failed", "1 of 3, 60 s of 1, 0 reworked"]);
    }

    [Theory]
    [InlineData(600, "10:10:00")]
    [InlineData(601, "10:10:01")]
    public async Task is_another_when_it_is_detected_again_in_the_second_in_which_it_is_resolved_or_later(int again, string second)
    {
        await using var log = await LogOf(
            Deployed("v1", 0), Deployed("v2", 60), Detected(Detection), Resolved(Detection + 600), Detected(Detection + again), Deployed("v3", 2 * Hour), Resolved(3 * Hour));
        (await log.Database.ColumnAsync<string>(ListSql))
            .ShouldBe(["1 10:00:00 - 10:10:00 resolved 600", $"2 {second} - 12:00:00 resolved {(2 * Hour) - again}"]);
        (await MetricsAsync(log)).ShouldBe(["v2 failed", $"1 of 3, {2 * Hour} s of 1, 1 reworked"]);
    }

    [Fact]
    public async Task is_one_when_its_monitor_repeats_itself_while_it_goes_on()
    {
        await using var log = await LogOf(Detected(Detection), Detected(Detection + 60), Detected(Detection + 120), Resolved(Detection + 122), Resolved(Detection + 124));
        (await log.Database.ColumnAsync<string>(ListSql)).ShouldBe(["1 10:00:00 - 10:02:02 resolved 122"]);
    }

    [Fact]
    public async Task comes_again_with_an_end_that_is_stamped_before_its_beginning()
    {
        await using var log = await LogOf(Detected(Detection), Resolved(Detection + 60), Resolved((2 * Hour) - 2), Detected(2 * Hour));
        (await log.Database.ColumnAsync<string>(ListSql)).ShouldBe(["1 10:00:00 - 10:01:00 resolved 60", "2 11:00:00 - 10:59:58 resolved skewed"]);
    }

    [Fact]
    public async Task is_one_of_two_when_two_trackers_have_one_of_its_id()
    {
        await using var log = await LogOf(Detected(1), Detected(2) with { Source = "/other" }, Resolved(9));
        (await log.Database.ColumnAsync<string>("select state from cdviz.incident order by source = '/other'")).ShouldBe(["resolved", "open"]);
        (await log.Database.ColumnAsync<bool>("select resolved_at is null from cdviz.dora_incident order by 1")).ShouldBe([false, true]);
    }

    [Fact]
    public async Task is_told_the_same_by_the_list_and_by_the_metrics_whatever_the_history_and_the_order()
    {
        output.WriteLine($"seed {Seed}");
        var dice = new Random(Seed);
        List<CDEvent> events =
        [
            .. Enumerable.Range(0, 40).Select(n => Deployed($"v{n}", dice.Next(200)) with { Id = $"d{n}" }),
            .. Enumerable.Range(0, 260).Select(n => E($"i{dice.Next(40)}", dice.Next(200) / 2.0, Told(dice)) with { Id = $"{n}" }),
        ];
        List<string>? expected = null;
        for (var round = 0; round < 4; round++)
        {
            await using var log = await ProjectedLog.CreateAsync();
            await log.AppendAsync(new RandomEvents(Seed + round).Shuffled(events), batch: 20);
            await log.CatchUpAsync(7 + (40 * round));
            List<string> told =
            [
                .. await log.Database.ColumnAsync<string>(ListSql),
                .. await log.Database.ColumnAsync<string>("select concat_ws(' ', incident, occurrence, rule, seconds) from cdviz.dora_candidate join cdviz.dora_incident using (id, incident) order by 1"),
            ];
            told.Count(row => row.StartsWith("2 ", StringComparison.Ordinal)).ShouldBeGreaterThan(5);
            told.ShouldBe(expected ??= told);
            (await log.Database.ColumnAsync<bool>("""
                select (i.subject_id, i.occurrence, i.resolved_at, coalesce(i.detected_at, i.reported_at), i.environment, i.service) is not distinct from
                       (d.incident, d.occurrence, d.resolved_at, d.begun_at, d.environment, d.service)
                from cdviz.incident i full join cdviz.dora_incident d using (id)
                """)).ShouldAllBe(same => same);
            (await log.Database.ColumnAsync<bool>("select d is not distinct from k from cdviz.dora_incident d full join cdviz.dora_incident_then(1000) k using (id)"))
                .ShouldAllBe(same => same);
            (await log.Engine.VerifyAsync("delivery", null, TestContext.Current.CancellationToken)).Differing.ShouldBe(0);
        }
    }

    private static CDEvent Detected(double at) => Metrics.Delivery.Detected("i", at, "shop");

    private static CDEvent Resolved(double at) => Metrics.Delivery.Resolved("i", at, "shop");

    private static CDEvent Reported(double at) => E("i", at, new IncidentReported { Environment = new("production"), Service = new("shop"), TicketUri = "https://tickets/1" });

    private static SubjectContent Told(Random dice) => dice.Next(5) switch
    {
        0 or 1 => new IncidentDetected { Environment = new("production"), Service = new("shop") },
        2 => new IncidentReported { Environment = new("production"), TicketUri = "https://tickets/1" },
        _ => new IncidentResolved { Environment = new("production") },
    };

    private static async Task<List<string>> MetricsAsync(ProjectedLog log) =>
    [
        .. await log.Database.ColumnAsync<string>($"select version || ' failed' from cdviz.dora_verdict({All}, array['production']) where failed"),
        .. await log.Database.ColumnAsync<string>($"""
            select concat(f.affected, ' of ', f.sample, ', ', coalesce(r.value::text, 'null'), ' s of ', r.sample, ', ', w.affected, ' reworked')
            from cdviz.dora_change_failure_rate({All}) f, cdviz.dora_time_to_restore({All}) r, cdviz.dora_rework_rate({All}) w
            """),
    ];
}
