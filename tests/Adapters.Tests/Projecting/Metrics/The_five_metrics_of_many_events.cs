using static CdViz.Adapters.Tests.Projecting.Metrics.Delivery;

namespace CdViz.Adapters.Tests.Projecting.Metrics;

/// <summary>The laws for the numbers made from many events.</summary>
public class The_five_metrics_of_many_events
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task are_those_of_the_verdicts_they_sum_up()
    {
        await using var log = await LogOf([.. Many()]);
        foreach (var definition in (string[])["dora", "devlake", "datadog", "cdviz"])
        {
            (await log.Database.ColumnAsync<bool>($"""
                with v as (select * from cdviz.dora_verdict({All}, array['production'], definition => '{definition}') where counts)
                select (select sample from cdviz.dora_deployment_frequency({All}, definition => '{definition}')) = count(*)
                    and (select affected from cdviz.dora_change_failure_rate({All}, definition => '{definition}')) = count(*) filter (where failed)
                    and (select affected from cdviz.dora_rework_rate({All}, definition => '{definition}')) = count(*) filter (where rework)
                    and (select value from cdviz.dora_time_to_restore({All}, definition => '{definition}'))
                        is not distinct from percentile_cont(0.5) within group (order by recovery_seconds) filter (where failed)
                from v
                """)).ShouldBe([true], definition);
        }
    }

    [Theory]
    [InlineData("dora", "null")]
    [InlineData("devlake", "null")]
    [InlineData("cdviz", "null")]
    [InlineData("dora", "400")]
    public async Task are_side_by_side_for_all_services_what_they_are_for_each_alone(string definition, string known)
    {
        await using var log = await LogOf([.. Many()]);
        var beside = await log.Database.ColumnAsync<string>($"""
            select concat_ws(' ', service_id, deployment_frequency, deployments, '|', lead_time, changes, '|', change_failure_rate, failed, '|', time_to_restore, restored, '|', rework_rate, reworked)
            from cdviz.dora_by_service({All}, definition => '{definition}', known => {known})
            """);
        beside.Count.ShouldBe(3);
        beside.ShouldBe(await log.Database.ColumnAsync<string>($"""
            select concat_ws(' ', s, f.value, f.sample, '|', l.value, l.sample, '|', c.value, c.affected, '|', r.value, r.sample, '|', w.value, w.affected)
            from unnest(array['service-0', 'service-1', 'service-2']) s,
                 cdviz.dora_deployment_frequency({All}, service => s, definition => '{definition}', known => {known}) f,
                 cdviz.dora_lead_time({All}, service => s, definition => '{definition}', known => {known}) l,
                 cdviz.dora_change_failure_rate({All}, service => s, definition => '{definition}', known => {known}) c,
                 cdviz.dora_time_to_restore({All}, service => s, definition => '{definition}', known => {known}) r,
                 cdviz.dora_rework_rate({All}, service => s, definition => '{definition}', known => {known}) w
            """));
    }

    [Fact]
    public async Task start_the_clock_where_the_table_keeps_it_as_they_do_where_they_look_for_each_step()
    {
        await using var log = await LogOf([.. Many(), .. Unmerged()]);
        const string Columns = "concat_ws(' ', deployment_id, change_id, step, started_at, event_id, seconds, event_position, ordinal)";
        foreach (var known in (string[])["null", "400"])
        {
            var kept = await log.Database.ColumnAsync<string>($"select {Columns} from cdviz.dora_lead({All}, array['production'], null, array['merged', 'packaged', 'published'], {known}) order by 1");
            kept.ShouldBe(await log.Database.ColumnAsync<string>(
                $"select {Columns} from cdviz.dora_lead({All}, array['production'], null, array['committed', 'created', 'merged', 'packaged', 'published'], {known}) order by 1"));
            kept.Select(row => row.Split(' ')[2]).Distinct().Order(StringComparer.Ordinal).ShouldBe(known is "null" ? ["merged", "packaged", "published"] : ["merged"]);
        }
    }

    [Fact]
    public async Task leave_the_readers_settings_as_they_are()
    {
        await using var log = await LogOf([.. Many()]);
        await using var connection = await log.Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await Sql.ExecuteAsync(connection, $"select count(*) from cdviz.dora_difference('dora', 'cdviz', {All}, known => 400), cdviz.dora_by_service({All}, known => 400)", Ct);
        await using var command = new Npgsql.NpgsqlCommand("select concat_ws(' ', current_setting('enable_nestloop'), current_setting('enable_mergejoin'), current_setting('jit'))", connection);
        (await command.ExecuteScalarAsync(Ct)).ShouldBe(await log.Database.ScalarAsync<string>(
            "select concat_ws(' ', current_setting('enable_nestloop'), current_setting('enable_mergejoin'), current_setting('jit'))"));
    }

    [Fact]
    public async Task are_the_same_whatever_the_order_of_arrival_repeated_and_rebuilt_and_as_known_at_the_end()
    {
        var random = new RandomEvents(11);
        List<CDEvent> events = [.. Many()];
        List<string>? expected = null;
        for (var round = 0; round < 4; round++)
        {
            await using var log = await ProjectedLog.CreateAsync();
            await log.AppendAsync(round == 0 ? events : random.Shuffled(events.Concat(events.Take(50))), batch: 40);
            await log.CatchUpAsync(round == 0 ? 5000 : 13 * round);
            var numbers = await NumbersAsync(log, "null");
            numbers.Count.ShouldBeGreaterThan(100);
            numbers.ShouldBe(expected ??= numbers);
            (await NumbersAsync(log, "9000000")).ShouldBe(expected);
            await log.Engine.RebuildAsync("delivery", 1, keep: false, null, Ct);
            (await NumbersAsync(log, "null")).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task are_reproduced_as_they_were_known_at_any_position()
    {
        await using var log = await ProjectedLog.CreateAsync();
        var known = new Dictionary<long, List<string>>();
        foreach (var some in new RandomEvents(5).Shuffled(Many()).Chunk(60))
        {
            await log.AppendAsync(some);
            await log.CatchUpAsync();
            known[await log.Database.ScalarAsync<long>("select max(seq_id) from events.mt_events")] = await NumbersAsync(log, "null");
        }

        foreach (var (position, numbers) in known)
        {
            (await NumbersAsync(log, $"{position}")).ShouldBe(numbers);
        }
    }

    private static IEnumerable<CDEvent> Many()
    {
        var dice = new Random(3);
        for (var n = 0; n < 120; n++)
        {
            var at = n * 600;
            yield return Merged($"c{n}", at, $"repo-{n % 3}");
            yield return Packaged($"v{n}", $"c{n}", at + 5);
            yield return Deployed($"v{(dice.Next(6) == 0 ? Math.Max(0, n - 3) : n)}", at + 10 + dice.Next(900), $"service-{n % 3}");
            if (dice.Next(4) == 0)
            {
                yield return Detected($"i{n}", at + dice.Next(2000), $"service-{n % 3}");
                yield return Resolved($"i{n}", at + 3000, $"service-{n % 3}");
            }
        }
    }

    /// <summary>Artifacts of which nobody says what change they came from.</summary>
    private static IEnumerable<CDEvent> Unmerged()
    {
        for (var n = 0; n < 20; n++)
        {
            var (version, at) = ($"u{n}", 100_000 + (n * 600));
            yield return E($"pkg:oci/shop?tag={version}", at, new ArtifactPublished());
            if (n % 2 == 0)
            {
                yield return Packaged(version, $"nobody-{n}", at - 5);
            }

            yield return Deployed(version, at + 100, "unmerged");
        }
    }

    private static Task<List<string>> NumbersAsync(ProjectedLog log, string known) => log.Database.ColumnAsync<string>($"""
        select concat_ws(' ', m, s, n.period, n.value, n.sample, n.affected, n.reason)
        from unnest(array['deployment_frequency', 'lead_time', 'change_failure_rate', 'time_to_restore', 'rework_rate']) m,
             unnest(array['service-0', 'service-1', 'service-2', null]) s,
             cdviz.dora_metric(m, '2026-03-01', '2026-03-08', 'day', 'UTC', service => s, known => {known}) n
        order by m, s, n.period
        """);
}
