using Npgsql;

namespace CdViz.Adapters.Tests.Projecting.Files;

/// <summary>Files of <c>db/timescale/views</c> and <c>db/timescale/metrics</c>.</summary>
public class A_definition_over_several_projections
{
    private const string Deployments = """
        create or replace view cdviz.of_many as select environment, service from cdviz.deployment_latest;
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task of_this_program_is_applied_at_the_start()
    {
        await using var log = await ProjectedLog.CreateAsync();
        (await log.Database.ColumnAsync<string>("select name || ': ' || refused_reason from events.read_definition where refused_reason is not null")).ShouldBeEmpty();
        (await log.Database.ColumnAsync<string>("select name from events.read_definition")).ShouldBe(ReadDefinition.All.Select(d => d.Name), ignoreOrder: true);
    }

    [Fact]
    public async Task has_comments_on_all_it_makes()
    {
        await using var log = await ProjectedLog.CreateAsync();
        (await log.Database.ColumnAsync<string>("""
            select c.relname || coalesce('.' || a.attname, '')
            from pg_class c
            left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = 'cdviz'::regnamespace and c.relkind in ('r', 'v', 'p', 'm')
              and (obj_description(c.oid, 'pg_class') is null or a.attname is not null and col_description(c.oid, a.attnum) is null)
            union all
            select p.proname || '()' from pg_proc p where p.pronamespace = 'cdviz'::regnamespace and obj_description(p.oid, 'pg_proc') is null
            """)).ShouldBeEmpty();
    }

    [Fact]
    public async Task may_need_another_one_whatever_their_names()
    {
        await using var log = await ProjectedLog.CreateAsync([new CurrentDeployments(DeploymentPlaces.Usual)]);
        (await ApplyAsync(log, new("views/a.sql", "create or replace view cdviz.first as select * from cdviz.of_many"), new("views/b.sql", Deployments))).ShouldBeEmpty();
        (await log.Database.ScalarAsync<long>("select count(*) from cdviz.first")).ShouldBe(0);
    }

    [Fact]
    public async Task waits_for_what_it_reads()
    {
        await using var log = await ProjectedLog.CreateAsync([new CurrentDeployments(DeploymentPlaces.Usual)]);
        var early = new ReadDefinition("metrics/early.sql", "create or replace view cdviz.early as select * from cdviz.later");
        (await ApplyAsync(log, early)).ShouldHaveSingleItem().Value.ShouldContain("cdviz.later");
        (await log.Database.ScalarAsync<string>("select refused_reason from events.read_definition where name = 'metrics/early.sql'")).ShouldContain("42P01");
        await log.ExecuteAsync("create view cdviz.later as select 1 as one");
        (await ApplyAsync(log, early)).ShouldBeEmpty();
        (await log.Database.ScalarAsync<int>("select one from cdviz.early")).ShouldBe(1);
    }

    [Fact]
    public async Task that_is_wrong_ends_the_start_and_leaves_nothing()
    {
        await using var log = await ProjectedLog.CreateAsync([new CurrentDeployments(DeploymentPlaces.Usual)]);
        await Should.ThrowAsync<PostgresException>(() => ApplyAsync(log, new("views/good.sql", Deployments), new("views/wrong.sql", "create view cdviz.x as selec 1")));
        (await log.Database.ScalarAsync<bool>("select to_regclass('cdviz.of_many') is null")).ShouldBeTrue();
    }

    [Fact]
    public async Task is_applied_once_for_each_text_when_nodes_start_together()
    {
        await using var log = await ProjectedLog.CreateAsync([new CurrentDeployments(DeploymentPlaces.Usual)]);
        await log.ExecuteAsync("create table public.run (n int)");
        ReadDefinition Text(int n) => new("views/counted.sql", $"insert into public.run values ({n}); {Deployments}");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ApplyAsync(log, Text(1)), Ct)));
        await ApplyAsync(log, Text(2));
        (await log.Database.ColumnAsync<int>("select n from public.run")).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task waits_for_the_columns_that_the_trace_reads_when_it_is_called()
    {
        await using var log = await ProjectedLog.CreateAsync([new CurrentDeployments(DeploymentPlaces.Usual)]);
        (await ApplyAsync(log, ReadDefinition.All.Single(definition => definition.Name == "views/trace.sql"))).ShouldHaveSingleItem().Value.ShouldContain("cdviz.graph_nodes");
    }

    [Fact]
    public async Task survives_a_rebuild_of_what_it_reads()
    {
        var deployments = new CurrentDeployments(DeploymentPlaces.Usual);
        await using var log = await ProjectedLog.CreateAsync([deployments]);
        await ApplyAsync(log, new ReadDefinition("views/of_many.sql", Deployments));
        await log.AppendAsync(new RandomEvents(7).Of(deployments.Reads, 50));
        await log.CatchUpAsync();
        var before = await ReadAsync();
        before.ShouldNotBeEmpty();
        var old = await log.LiveAsync(deployments);
        await log.Engine.RebuildAsync(deployments.Name, 1, keep: false, null, Ct);
        await log.ExecuteAsync($"truncate {old.Schema}.deployment_state");
        (await ReadAsync()).ShouldBe(before);

        Task<List<string>> ReadAsync() => log.Database.ColumnAsync<string>("select environment || service from cdviz.of_many order by 1");
    }

    [Fact]
    public async Task that_waited_is_applied_after_a_switch()
    {
        var deployments = new CurrentDeployments(DeploymentPlaces.Usual);
        await using var log = await ProjectedLog.CreateAsync([deployments]);
        await log.ExecuteAsync("update events.read_definition set digest = null, refused_reason = 'not yet'");
        await log.Engine.RebuildAsync(deployments.Name, 1, keep: false, null, Ct);
        (await log.Database.ColumnAsync<string>("select name from events.read_definition where refused_reason = 'not yet'")).ShouldBeEmpty();
    }

    private static Task<IReadOnlyDictionary<string, string>> ApplyAsync(ProjectedLog log, params ReadDefinition[] definitions) =>
        ReadDefinitions.ApplyAsync(log.Database, definitions, Ct);
}
