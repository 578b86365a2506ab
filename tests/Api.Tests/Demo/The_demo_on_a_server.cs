using System.Net;
using CdViz.Adapters;
using CdViz.Api.Demo;
using CdViz.Projections;
using CdViz.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CdViz.Api.Tests.Demo;

public class The_demo_on_a_server
{
    private const int Seed = 7;

    private static readonly string[] Views = ["current_deployment", "deployment", "pipelinerun_attempt", "taskrun_attempt", "build", "test_outcome", "test_run", "test_output", "test_verdict"];

    [Fact]
    public async Task leaves_the_same_rows_in_whatever_order_and_however_often_it_is_sent()
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}");
        var events = DemoCompany.Events(Seed, DemoMonth.End, 4).Select(e => e.Json).ToList();
        var random = new Random(Seed);
        var again = events.Concat(random.GetItems(events.ToArray(), events.Count / 10)).ToArray();
        random.Shuffle(again);

        await using var inOrder = await SentAsync(events);
        await using var shuffled = await SentAsync(again);

        foreach (var view in Views)
        {
            var rows = await RowsAsync(inOrder, view);
            rows.Count.ShouldBeGreaterThan(10, view);
            (await RowsAsync(shuffled, view)).ShouldBe(rows, view);
        }
    }

    [Fact]
    public async Task stands_the_check_against_a_rebuild()
    {
        await using var api = await SentAsync(DemoCompany.Events(Seed, DemoMonth.End, 4).Select(e => e.Json));

        foreach (var projection in ProjectionCatalogue.All)
        {
            var comparison = await api.Services.GetRequiredService<ProjectionEngine>().VerifyAsync(projection.Name, null, Answers.Ct);
            comparison.Rows.ShouldBeGreaterThan(5, projection.Name);
            comparison.Differing.ShouldBe(0, projection.Name);
        }
    }

    private static async Task<TestApi> SentAsync(IEnumerable<ReadOnlyMemory<byte>> events)
    {
        var api = await TestApi.StartAsync();
        var receipt = await (await api.PostAsync(Answers.Lines(events), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);
        receipt.Whole("rejected").ShouldBe(0);
        receipt.Whole("quarantined").ShouldBe(0);
        await api.VisibleAsync();
        return api;
    }

    // Where in the log an event lies depends on its arrival; nothing else does.
    private static Task<List<string>> RowsAsync(TestApi api, string view) =>
        api.Database.DataSource.ColumnAsync<string>($"select (to_jsonb(v) - 'position' - 'recorded_at')::text from cdviz.{view} v order by 1");
}
