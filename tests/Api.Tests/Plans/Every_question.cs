using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CdViz.Api.Tests.Plans;

public class Every_question(LargeLog log) : IClassFixture<LargeLog>
{
    // A page, and what has to be looked at for it: a small part of any large table.
    private const long Few = 10_000;

    private static readonly DateTime Day = new(2026, 6, 20, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task of_a_list_is_answered_by_an_index()
    {
        var lists = log.Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<ListedBy>()).OfType<ListedBy>().ToList();
        lists.ShouldNotBeEmpty();
        var rows = await RowsAsync();
        rows["events.mt_events"].ShouldBeGreaterThan(180_000);
        List<string> faults = [];
        foreach (var list in lists)
        {
            foreach (var (question, values) in await QuestionsAsync(list))
            {
                var plans = await Plan.OfAsync(log.Database, list.Sql, Answers.Ct, values);
                plans.ShouldHaveSingleItem();
                faults.AddRange(plans[0].Faults(rows, Few).Select(fault => $"{list.Path} {question}: {fault}"));
            }
        }

        faults.ShouldBeEmpty(string.Join(Environment.NewLine, faults));
    }

    [Theory]
    [InlineData("select * from cdviz.pipelinerun where started_at >= $1 and started_at < $1 + interval '1 day'")]
    [InlineData("select * from cdviz.taskrun where started_at >= $1 and started_at < $1 + interval '1 day'")]
    [InlineData("select * from cdviz.testcaserun where started_at >= $1 and started_at < $1 + interval '1 day'")]
    [InlineData("select * from cdviz.testsuiterun where started_at >= $1 and started_at < $1 + interval '1 day'")]
    [InlineData("select * from cdviz.cdevents_lake where timestamp >= $1 and timestamp < $1 + interval '1 day' and subject = 'build'")]
    [InlineData("select * from cdviz.deployments_between($1, $1 + interval '1 day')")]
    [InlineData("select * from cdviz.test_statistics($1, $1 + interval '1 day')")]
    [InlineData("select * from cdviz.test_flakiness($1, $1 + interval '1 day')")]
    [InlineData("select cdviz.deployment_at(environment, service, $1) from (select environment, service from cdviz.current_deployment limit 1) one")]
    [InlineData("select * from cdviz.dora_deployment_frequency($1, $1 + interval '1 day')")]
    [InlineData("select * from cdviz.dora_lead_time($1, $1 + interval '1 day')")]
    [InlineData("select * from cdviz.dora_change_failure_rate($1, $1 + interval '1 day')")]
    [InlineData("select * from cdviz.dora_time_to_restore($1, $1 + interval '1 day')")]
    [InlineData("select * from cdviz.dora_rework_rate($1, $1 + interval '1 day')")]
    public async Task in_SQL_about_a_day_is_answered_by_an_index(string sql)
    {
        var rows = await RowsAsync();
        var plans = await Plan.OfAsync(log.Database, sql, Answers.Ct, Day);

        plans.ShouldNotBeEmpty();
        var faults = plans.SelectMany(plan => plan.Faults(rows, Few)).ToList();
        faults.ShouldBeEmpty(string.Join(Environment.NewLine, faults));
    }

    [Theory]
    [InlineData("pipelinerun")]
    [InlineData("pipelinerun_attempt")]
    [InlineData("taskrun")]
    [InlineData("taskrun_attempt")]
    [InlineData("test_run")]
    [InlineData("testcaserun")]
    [InlineData("testsuiterun")]
    [InlineData("build")]
    [InlineData("artifact")]
    [InlineData("change")]
    [InlineData("incident")]
    public async Task in_SQL_about_one_subject_is_answered_by_an_index(string view)
    {
        var rows = await RowsAsync();
        var id = await log.Database.ScalarAsync<string>($"select subject_id from cdviz.{view} limit 1");
        var plans = await Plan.OfAsync(log.Database, $"select * from cdviz.{view} where subject_id = $1", Answers.Ct, id);

        plans.ShouldNotBeEmpty();
        var faults = plans.SelectMany(plan => plan.Faults(rows, few: 1_000)).ToList();
        faults.ShouldBeEmpty(string.Join(Environment.NewLine, faults));
    }

    [Theory]
    [InlineData("select * from cdviz.graph_nodes where node_id = 'storefront'")]
    [InlineData("select * from cdviz.graph_edges where from_node_id = (select artifact_id from cdviz.current_deployment limit 1)")]
    [InlineData("select * from cdviz.graph_edges where to_node_id = (select artifact_id from cdviz.current_deployment limit 1)")]
    [InlineData("select * from cdviz.graph_deployments where service = 'storefront' and valid_from >= $1 and valid_from < $1 + interval '1 day'")]
    [InlineData("select * from cdviz.graph_ancestors('storefront')")]
    [InlineData("select * from cdviz.graph_ancestors('storefront', 10, $1)")]
    [InlineData("select * from cdviz.graph_ancestors((select subject_id from cdviz.incident limit 1))")]
    [InlineData("select * from cdviz.graph_descendants((select artifact_id from cdviz.current_deployment limit 1))")]
    [InlineData("select * from cdviz.graph_descendants((select subject_id from cdviz.change where merged_at < $1 order by merged_at desc limit 1), 10, $1)")]
    [InlineData("select cdviz.trace((select chain_id from cdviz.deployment where environment = 'production' and valid_from < $1 order by valid_from desc limit 1))")]
    [InlineData("select cdviz.trace(g.chain_key) from (select g.chain_key from cdviz.graph_events g where g.node_key = (select 'incident|' || i.subject_id from cdviz.incident i limit 1) limit 1) g")]
    public async Task of_the_graph_reads_what_it_tells_of_and_no_more(string sql)
    {
        var rows = await RowsAsync();
        rows["graph_g1.graph_edge"].ShouldBeGreaterThan(300_000);
        var plans = await Plan.OfAsync(log.Database, sql, Answers.Ct, Day);

        plans.ShouldNotBeEmpty();
        var faults = plans.SelectMany(plan => plan.Faults(rows, Few)).ToList();
        faults.ShouldBeEmpty(string.Join(Environment.NewLine, faults));
    }

    private async Task<List<(string Question, object?[] Values)>> QuestionsAsync(ListedBy list)
    {
        const int limit = 51;
        object?[] none = [.. list.Filters.Select(_ => (object?)null)];
        List<(string, object?[])> questions =
        [
            ("first page", [null, null, null, null, limit, .. none]),
            ("of a day", [Day, Day.AddDays(1), null, null, limit, .. none]),
            ("after a cursor", [null, null, Day, "x", limit, .. none]),
        ];
        for (var i = 0; i < list.Filters.Count; i++)
        {
            // The word that fewest rows have is the one for which a wrong plan looks at most.
            var seldom = await log.Database.ColumnAsync<string>(
                $"select {list.Filters[i]} from cdviz.{list.View} where {list.Filters[i]} is not null group by 1 order by count(*), 1 limit 1");
            if (seldom is [var word])
            {
                var (ofDay, ofAll) = (none.ToArray(), none.ToArray());
                (ofDay[i], ofAll[i]) = (word, word);
                questions.Add(($"{list.Filters[i]} is {word}", [null, null, null, null, limit, .. ofAll]));
                questions.Add(($"{list.Filters[i]} is {word} on a day", [Day, Day.AddDays(1), null, null, limit, .. ofDay]));
            }
        }

        return questions;
    }

    private async Task<Dictionary<string, long>> RowsAsync() => (await log.Database.RowsAsync(
        "select relnamespace::regnamespace || '.' || relname, reltuples::bigint from pg_class where relkind = 'r'",
        row => (row.GetString(0), row.GetInt64(1)))).ToDictionary();
}
