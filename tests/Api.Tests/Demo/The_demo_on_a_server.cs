using System.Net;
using CdViz.Api.Demo;
using Microsoft.Extensions.DependencyInjection;

namespace CdViz.Api.Tests.Demo;

[Trait("Category", "Nightly")]
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
        var events = DemoCompany.Events(Seed, DemoMonth.End, 4).ToList();
        await using var api = await SentAsync(events.Select(e => e.Json));

        foreach (var projection in ProjectionCatalogue.All)
        {
            var comparison = await api.Services.GetRequiredService<ProjectionEngine>().VerifyAsync(projection.Name, null, Answers.Ct);
            comparison.Differing.ShouldBe(0, projection.Name);

            // The company doesn't tell of everything there is.
            if (projection.Reads.Any(type => events.Exists(e => e.Type.StartsWith($"{type}.", StringComparison.Ordinal))))
            {
                comparison.Rows.ShouldBeGreaterThan(0, projection.Name);
            }
        }
    }

    [Fact]
    public async Task leaves_rows_in_every_table_and_view_there_is_to_read()
    {
        // What nobody but an operator does: correct an event, handle a projection, group services into teams, ask for alerts. And what the company's tools don't say: all of it is
        // understood.
        string[] byHand =
        [
            "alert_status", "cloudevent_raw", "deployment_attempt_of_pipeline", "deployment_attempt_of_tool", "dora_correction", "dora_team", "inbox_status", "projection_action",
            "quarantine_status", "unknown_outcome",
        ];
        await using var api = await SentAsync(
            DemoCompany.Events(Seed, DemoMonth.End, 30, drafts: true).Select(e => e.Json), settings => settings with { Admission = new() { Drafts = true } });
        var relations = await api.Database.DataSource.ColumnAsync<string>(
            "select relname::text from pg_class where relnamespace = 'cdviz'::regnamespace and relkind in ('v', 'r', 'm') order by 1");
        relations.Count.ShouldBeGreaterThan(40);

        List<string> empty = [];
        foreach (var relation in relations)
        {
            if (!await api.Database.DataSource.ScalarAsync<bool>($"select exists (select from cdviz.{relation})"))
            {
                empty.Add(relation);
            }
        }

        empty.ShouldBe(byHand);
    }

    [Fact]
    public async Task can_be_asked_what_ran_then_and_what_was_known_then()
    {
        var random = new Random(Seed);
        var events = DemoCompany.Events(Seed, DemoMonth.End, 30).Select(e => e.Json).ToArray();
        random.Shuffle(events);
        await using var api = await SentAsync(events);
        var replay = await Replay.OfAsync(api.Database.DataSource);
        var times = replay.Times.ToArray();
        var asked = 0;

        for (var i = 0; i < 100; i++)
        {
            var (at, known) = (times[random.Next(times.Length)].At, i % 3 == 0 ? times[^1].Known : times[random.Next(times.Length)].Known);
            var answer = await api.Database.DataSource.ColumnAsync<string>(Replay.Answer, at, known);
            answer.Order(StringComparer.Ordinal).ToList().ShouldBe(replay.At(at, known), $"seed {Seed}, at {at:O}, known {known:O}");
            asked += answer.Count;
        }

        asked.ShouldBeGreaterThan(500);
    }

    private static async Task<TestApi> SentAsync(IEnumerable<ReadOnlyMemory<byte>> events, Func<Settings, Settings>? change = null)
    {
        var api = await TestApi.ListenAsync(change);
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
