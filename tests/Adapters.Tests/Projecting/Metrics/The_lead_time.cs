using System.Text.Json;
using static CdViz.Adapters.Tests.Projecting.Metrics.Delivery;

namespace CdViz.Adapters.Tests.Projecting.Metrics;

/// <summary>Where its clock may start, and whose changes it counts.</summary>
public class The_lead_time
{
    private const int Hour = 3600;

    private const string Leads =
        $"select concat_ws(' ', change_id, step, seconds) from cdviz.dora_change_lead({Delivery.All}, array['production'], definition => 'ours') order by deployed_at, ordinal";

    [Theory]
    [InlineData("{merged,packaged,published}", "c1 merged 7200")]
    [InlineData("{merged,created}", "c1 created 10800")]
    [InlineData("{published,packaged,merged,created,committed}", "c1 committed 14400")]
    [InlineData("{packaged,published}", "c1 packaged 3600")]
    [InlineData("{published}", "c1 published 1800")]
    public async Task begins_at_the_first_step_that_the_definition_names_and_that_is_known(string steps, string expected)
    {
        await using var log = await LogOf(
            Deployed("v0", 0), Proposed("c1", 2 * Hour, committed: Hour), Merged("c1", 3 * Hour), Packaged("v1", "c1", 4 * Hour),
            E("pkg:oci/shop?tag=v1", 4.5 * Hour, new ArtifactPublished()), Deployed("v1", 5 * Hour));
        await DefineAsync(log, steps);
        (await log.Database.ColumnAsync<string>(Leads)).ShouldBe([expected]);
        (await log.Database.ColumnAsync<string>($"select rule from cdviz.dora_evidence('lead_time', {Delivery.All}, definition => 'ours') where counts"))
            .ShouldBe([$"{expected.Split(' ')[1]}, by artifact"]);
        (await log.Database.ColumnAsync<string>($"select concat_ws(' ', value, sample, affected) from cdviz.dora_lead_time({Delivery.All}, definition => 'ours')"))
            .ShouldBe([$"{expected.Split(' ')[2]} 1 1"]);
    }

    [Theory]
    [InlineData("""{ "committedAt": "2026-03-02T10:30:00+01:00" }""", true)]
    [InlineData("""{ "commits": [{ "timestamp": "2026-03-02T09:45:00Z" }, { "timestamp": "2026-03-02T09:30:00Z" }, { "timestamp": 7 }] }""", true)]
    [InlineData("""{ "committedAt": "last week", "commits": "many" }""", false)]
    [InlineData("""{ "committedAt": "2026-13-02T09:30:00Z" }""", false)]
    [InlineData("[1]", false)]
    public async Task reads_when_a_change_was_committed_from_what_its_events_say(string said, bool known)
    {
        await using var log = await LogOf(
            Deployed("v0", 0), Merged("c1", 2 * Hour) with { CustomData = JsonElement.Parse(said) }, Packaged("v1", "c1", 2.5 * Hour), Deployed("v1", 3 * Hour));
        await DefineAsync(log, "{committed,merged}");
        (await log.Database.ColumnAsync<string>(Leads)).ShouldBe([known ? "c1 committed 9000" : "c1 merged 3600"]);
    }

    [Fact]
    public async Task counts_no_change_again_after_an_earlier_version_ran_in_between()
    {
        await using var log = await ProjectedLog.CreateAsync();
        foreach (var page in (CDEvent[][])
        [
            [Deployed("v0", 0), Merged("c1", 60), Packaged("v1", "c1", 70), Merged("c2", 80), Packaged("v2", "c2", 90), Deployed("v2", Hour)],
            [Deployed("v1", 2 * Hour)],
            [Merged("c3", 2.5 * Hour), Packaged("v3", "c3", 2.6 * Hour), Deployed("v3", 3 * Hour)],
        ])
        {
            await log.AppendAsync(page);
            await log.CatchUpAsync();
        }

        const string Changes = $"select version || ' ' || change_id from cdviz.dora_evidence('lead_time', {Delivery.All}) where counts order by occurred_at, change_id";
        var live = await log.Database.ColumnAsync<string>(Changes);
        live.ShouldContain("v3 c3");
        live.ShouldNotContain("v3 c2");
        await log.Engine.RebuildAsync("delivery", 1, keep: false, null, TestContext.Current.CancellationToken);
        (await log.Database.ColumnAsync<string>(Changes)).ShouldBe(live);
    }

    [Fact]
    public async Task is_said_to_be_none_where_the_merge_came_after_the_deployment()
    {
        await using var log = await LogOf(
            Deployed("v0", 0), Packaged("v1", "c1", Hour), Deployed("v1", 2 * Hour), Merged("c1", 3 * Hour),
            Deployed("v2", 4 * Hour) with { Links = [new Link.Relation("CAUSE", "c2-merged-18000")] }, Merged("c2", 5 * Hour));
        (await log.Database.ColumnAsync<string>($"select concat_ws(' ', version, counts, value, rule, change_id) from cdviz.dora_evidence('lead_time', {Delivery.All})"))
            .ShouldBe(["v0 f first_deployment", "v1 f merged_later, by artifact c1", "v2 f merged_later, by link c2"]);
        (await log.Database.ColumnAsync<string>($"select concat_ws(' ', value, sample, affected, reason) from cdviz.dora_lead_time({Delivery.All})")).ShouldBe(["0 0 merged_later"]);
    }

    [Fact]
    public async Task leaves_out_what_became_another_services_artifact_alone()
    {
        await using var log = await LogOf(
            Merged("c0", 0), Packaged("v0", "c0", 1), Deployed("v0", 2),
            Merged("for-cart", Hour), E("pkg:oci/cart?tag=v7", Hour + 1, new ArtifactPackaged { Change = new("for-cart") }),
            Merged("for-both", 2 * Hour), E("pkg:docker/acme/shop?tag=v1", (2 * Hour) + 1, new ArtifactPackaged { Change = new("for-both") }),
            E("pkg:oci/cart?tag=v8", (2 * Hour) + 1, new ArtifactPackaged { Change = new("for-both") }),
            Merged("for-nobody", 3 * Hour),
            Merged("c1", 4 * Hour), Packaged("v2", "c1", (4 * Hour) + 1), Deployed("v2", 5 * Hour));
        (await log.Database.ColumnAsync<string>($"select change_id from cdviz.dora_change_lead({Delivery.All}, array['production'])"))
            .ShouldBe(["for-both", "for-nobody", "c1"], ignoreOrder: true);
    }

    [Fact]
    public async Task leaves_out_what_touched_no_file_of_the_service()
    {
        await using var log = await ProjectedLog.CreateAsync(ProjectionCatalogue.Of(RunLife.Usual, Aliases.None, ServicePaths.Of(["shop=services/shop/*", "shop=libs/*"])));
        await log.AppendAsync(
        [
            Merged("c0", 0), Packaged("v0", "c0", 1), Deployed("v0", 2),
            Touching("cart", Hour, """{ "paths": ["services/cart/a.go", "README.md"] }"""),
            Touching("libs", 2 * Hour, """{ "commits": [{ "added": ["libs/x.go"], "modified": [] }, { "removed": ["services/cart/b.go"] }] }"""),
            Touching("unknown", 3 * Hour, """{ "paths": [] }"""),
            Touching("own", 4 * Hour, """{ "paths": ["services/shop/main.go"] }"""), Packaged("v1", "own", (4 * Hour) + 1), Deployed("v1", 5 * Hour),
        ]);
        await log.CatchUpAsync();
        (await log.Database.ColumnAsync<string>($"select change_id from cdviz.dora_change_lead({Delivery.All}, array['production'])"))
            .ShouldBe(["libs", "unknown", "own"], ignoreOrder: true);
    }

    [Fact]
    public async Task is_the_same_in_any_order_of_arrival_rebuilt_and_as_known_at_the_end()
    {
        List<CDEvent> events = [Deployed("v0", 0, "shop"), Merged("c0", 1), Packaged("v0", "c0", 2)];
        var dice = new Random(4);
        for (var n = 1; n < 40; n++)
        {
            var at = n * 1000;
            events.Add(Proposed($"c{n}", at - dice.Next(900), committed: at - 900 - dice.Next(900)));
            events.Add(Merged($"c{n}", at + dice.Next(300)));
            events.Add(E($"pkg:oci/{(dice.Next(3) == 0 ? "cart" : "shop")}?tag=v{n}", at + 400, new ArtifactPackaged { Change = new($"c{n}") }));
            events.Add(E($"pkg:oci/shop?tag=v{n}", at + 450, new ArtifactPublished()));
            events.Add(Deployed($"v{n}", at + 300 + dice.Next(300)));
        }

        List<string>? expected = null;
        for (var round = 0; round < 3; round++)
        {
            await using var log = await ProjectedLog.CreateAsync();
            await log.AppendAsync(round == 0 ? events : new RandomEvents(round).Shuffled(events), batch: 17);
            await log.CatchUpAsync(round == 0 ? 5000 : 7);
            await DefineAsync(log, "{committed,created,merged,packaged,published}");
            var leads = await AllAsync(log, "null");
            leads.Count.ShouldBeGreaterThan(20);
            leads.ShouldBe(expected ??= leads);
            (await AllAsync(log, "9000000")).ShouldBe(expected);
            await log.Engine.RebuildAsync("delivery", 1, keep: false, null, TestContext.Current.CancellationToken);
            (await AllAsync(log, "null")).ShouldBe(expected);
        }
    }

    private static Task<List<string>> AllAsync(ProjectedLog log, string known) => log.Database.ColumnAsync<string>(
        $"select concat_ws(' ', deployed_at, change_id, path, step, started_at, seconds, ordinal) from cdviz.dora_change_lead({Delivery.All}, array['production'], definition => 'ours', known => {known}) order by deployed_at, ordinal");

    private static CDEvent Proposed(string change, double at, double committed) =>
        E(change, at, new ChangeCreated { Repository = new("shop") }) with { CustomData = JsonSerializer.SerializeToElement(new { committedAt = Events.T(committed) }) };

    private static CDEvent Touching(string change, double at, string said) => Merged(change, at) with { CustomData = JsonElement.Parse(said) };

    private static Task<int> DefineAsync(ProjectedLog log, string steps) => log.Database.ExecuteAsync($$"""
        insert into cdviz.dora_definition
        select 'ours', 1, source, description, count_rollbacks, count_repeats, '{{steps}}', incident_rules, attribution_window, failure_rules, recovery_from, rework_rules, repeat_window
        from cdviz.dora_definition_of('dora')
        """);
}
