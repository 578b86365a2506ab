using System.Globalization;
using System.Net;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public class A_read_of_ones_own_write(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task is_there_when_the_position_of_the_write_is_waited_for()
    {
        for (var i = 0; i < 30; i++)
        {
            using var written = await api.PostAsync(Events.PipelineRunQueued($"own-{i}", i, "own").Json);
            var position = Position(written);
            position.ShouldBe((await written.ShouldAnswerAsync(HttpStatusCode.Created)).Whole("position"));

            using var read = await api.Client.GetAsync($"/pipeline-runs?name=own&wait={position}", Ct);
            var runs = (await read.ShouldAnswerAsync(HttpStatusCode.OK)).GetProperty("items");
            runs.EnumerateArray().Select(run => run.Text("subjectId")).ShouldContain($"own-{i}");
            Position(read).ShouldBeGreaterThanOrEqualTo(position);
        }
    }

    [Fact]
    public async Task of_many_events_waits_for_the_last()
    {
        var events = Enumerable.Range(0, 3000).Select(i => Events.PipelineRunQueued($"many-{i}", i, "many").Json);
        using var written = await api.PostAsync(Lines(events), "application/x-ndjson");
        Position(written).ShouldBe((await written.ManyAsync())!.LastPosition!.Value);
        await api.GetAsync($"/pipeline-runs?wait={Position(written)}");
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from cdviz.pipelinerun_attempt where name = 'many'")).ShouldBe(3000);
    }

    [Fact]
    public async Task is_refused_when_the_position_does_not_come()
    {
        var late = await (await api.Client.GetAsync("/pipeline-runs?wait=1000000", Ct)).ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable);
        late.Text("detail")!.ShouldMatch(@"^The log ends at position \d+, before 1000000\.$");
    }

    [Fact]
    public async Task on_a_node_without_projections_waits_for_the_node_that_has_them()
    {
        await using var taking = await TestApi.StartAsync(settings => settings with { Projections = settings.Projections with { Run = false } });
        using var written = await taking.PostAsync(Events.PipelineRunQueued("shared", 1, "shared").Json);
        var path = $"/task-runs?wait={Position(written)}";
        (await taking.Client.GetAsync(path, Ct)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await using var working = await Server.StartAsync(new Settings { EventStore = taking.Database.ConnectionString, Urls = ["http://127.0.0.1:0"] }, Ct);
        (await taking.Client.GetAsync(path, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await working.StopAsync(Ct);
    }

    [Theory]
    [InlineData("/deployments"), InlineData("/pipeline-runs"), InlineData("/test-runs")]
    public async Task is_refused_when_the_position_is_none(string path)
    {
        var wrong = await (await api.Client.GetAsync($"{path}?wait=soon", Ct)).ShouldRefuseAsync(HttpStatusCode.BadRequest);
        wrong.FirstError().ShouldBe(("/wait", "query.number", "'soon' was found; a whole number from 0 to 9223372036854775807 is allowed."));
    }

    [Fact]
    public async Task of_a_stopped_projection_is_refused_at_once_with_the_reason()
    {
        await using var own = await TestApi.StartAsync();
        await own.Database.DataSource.ExecuteAsync("""
            update events.projection_generation set joined = false, stopped_at = now(), stopped_position = 1, stopped_reason = 'poison';
            update events.projection_epoch set epoch = epoch + 1
            """);
        foreach (var (path, projection) in ((string, string)[])
            [("deployments", "current_deployments"), ("pipeline-runs", "pipeline_runs"), ("test-runs", "test_outcomes")])
        {
            var refused = await (await own.Client.GetAsync($"/{path}?wait=1000", Ct)).ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable);
            refused.Text("detail").ShouldBe($"Projection '{projection}' is stopped at position 0, before 1000: poison");
        }
    }

    private static long Position(HttpResponseMessage response) =>
        long.Parse(response.Headers.GetValues("CdViz-Position").ShouldHaveSingleItem(), CultureInfo.InvariantCulture);
}
