using System.Net;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

public class A_killed_rebuild
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task is_shown_no_longer_after_seconds_and_makes_way_for_the_next()
    {
        await using var api = await TestApi.StartAsync();
        await (await api.PostAsync(Events.PipelineRunStarted("killed", 1).Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        await api.VisibleAsync();
        // Who reads the view keeps the rebuild from its switch.
        await using var reader = await api.Database.DataSource.OpenConnectionAsync(Ct);
        await using var reading = await reader.BeginTransactionAsync(Ct);
        await using (var command = new Npgsql.NpgsqlCommand("select count(*) from cdviz.pipelinerun_attempt", reader))
        {
            await command.ExecuteScalarAsync(Ct);
        }

        using var rebuild = TestProgram.Start(["projections", "rebuild", "pipeline_runs"], ("ConnectionStrings__EventStore", api.Database.ConnectionString));
        await WaitFor.TrueAsync(async () => await StateAsync(api) == "rebuilding", "it is under way");
        using (var refused = await api.Client.PostAsync("/projections/pipeline_runs/rebuild", null, Ct))
        {
            await refused.ShouldRefuseAsync(HttpStatusCode.Conflict);
        }

        rebuild.Kill();
        await rebuild.WaitForExitAsync(Ct);
        var killed = TimeProvider.System.GetTimestamp();
        await WaitFor.TrueAsync(async () => await StateAsync(api) == "running", "it is shown no longer");

        TimeProvider.System.GetElapsedTime(killed).ShouldBeLessThan(Seconds);
        await reading.RollbackAsync(Ct);
        using var next = await api.Client.PostAsync("/projections/pipeline_runs/rebuild", null, Ct);
        await next.ShouldAnswerAsync(HttpStatusCode.Accepted);
        await WaitFor.TrueAsync(async () => (await PipelineRunsAsync(api)).Whole("generation") > 1, "the next one is done");
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from pg_namespace where nspname ~ '^pipeline_runs_g'")).ShouldBe(2);
    }

    private static async Task<string?> StateAsync(TestApi api) => (await PipelineRunsAsync(api)).Text("state");

    private static async Task<System.Text.Json.JsonElement> PipelineRunsAsync(TestApi api) =>
        (await api.GetAsync("/projections")).GetProperty("items").EnumerateArray().Single(one => one.Text("name") == "pipeline_runs");
}
