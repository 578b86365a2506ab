using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

[Trait("Category", "Nightly")]
public class A_database_restarted_under_load
{
    [Fact]
    public async Task keeps_all_that_was_acknowledged_and_is_written_to_again_by_itself()
    {
        await using var database = await RestartableDatabase.CreateAsync();
        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        var load = new Load(() => server.Url, "restarted");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var sending = load.RunAsync(16, stop.Token);
        foreach (var crash in (bool[])[false, true, false, true])
        {
            await load.MoreAsync(200, () => server.Log);
            await database.RestartAsync(crash);
        }

        await load.MoreAsync(200, () => server.Log);
        await stop.CancelAsync();
        await sending;

        using var client = new HttpClient { BaseAddress = server.Url };
        await WaitFor.TrueAsync(async () => (await client.GetAsync("/health/ready", Ct)).IsSuccessStatusCode, () => $"the server is ready: {server.Log}");
        await database.DataSource.VisibleAsync();
        await A_killed_server.ShouldHoldAsync(database.DataSource, load);
    }
}
