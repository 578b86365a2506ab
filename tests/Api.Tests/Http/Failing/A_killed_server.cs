using Npgsql;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

[Trait("Category", "Nightly")]
public class A_killed_server
{
    private const int Kills = 4;

    [Fact]
    public async Task has_all_that_it_acknowledged_once_and_in_order()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        var server = await ServerProcess.StartAsync(database.ConnectionString);
        var current = server.Url;
        var load = new Load(() => current, "killed");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var sending = load.RunAsync(16, stop.Token);
        for (var kill = 0; kill < Kills; kill++)
        {
            await load.MoreAsync(200, () => server.Log);
            await server.KillAsync();
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(database.ConnectionString);
            current = server.Url;
        }

        await stop.CancelAsync();
        await sending;
        await using (server)
        {
            await database.DataSource.VisibleAsync();
            await ShouldHoldAsync(database.DataSource, load);
            (await server.StopAsync()).ShouldBe(ExitCode.Done, server.Log);
        }
    }

    internal static async Task ShouldHoldAsync(NpgsqlDataSource database, Load load)
    {
        var stored = await database.RowsAsync(
            "select id, seq_id from events.mt_events order by seq_id", row => (Id: row.GetGuid(0), Position: row.GetInt64(1)));
        var places = stored.ToDictionary(one => one.Id, one => one.Position);

        load.Acknowledged.Count(one => places.GetValueOrDefault(one.Id) != one.Position).ShouldBe(0, "acknowledged events that are not where the answer said");
        stored.Select(one => one.Position).ShouldBe(Enumerable.Range(1, stored.Count).Select(position => (long)position), "positions without holes");
        foreach (var projection in ProjectionCatalogue.All)
        {
            var comparison = await new ProjectionEngine(database, ProjectionCatalogue.All).VerifyAsync(projection.Name, null, Ct);
            comparison.Differing.ShouldBe(0, projection.Name);
        }
    }
}
