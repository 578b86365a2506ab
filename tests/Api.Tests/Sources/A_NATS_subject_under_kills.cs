using NATS.Client.Core;

namespace CdViz.Api.Tests.Sources;

[Trait("Category", "Nightly")]
public sealed class A_NATS_subject_under_kills
{
    private const int Messages = 20_000;
    private const string Stream = "KILLED";

    [Fact]
    public async Task loses_nothing_and_doubles_nothing()
    {
        await using var nats = new NatsBroker();
        await nats.StartAsync();
        await using var database = await TestDatabase.CreateProvisionedAsync();
        (string, string?)[] settings =
        [
            ("Sources__ci__Type", "nats"), ("Sources__ci__Uri", nats.Uri), ("Sources__ci__Subject", "killed.*"), ("Sources__ci__Stream", Stream), ("Sources__ci__Prefetch", "20"),
            ("Projections__Run", "false"),
        ];
        await nats.DeclareAsync(Stream, "killed.*");
        await nats.SendAsync("killed.now", Enumerable.Range(0, Messages).Select(n => (Events.PipelineRunQueued($"run-{n}", n % 3600).Json, (NatsHeaders?)null)));

        // Two nodes compete. One is killed in the middle, and started again; so is the broker.
        await using var other = await ServerProcess.StartAsync(database.ConnectionString, settings);
        var killed = await ServerProcess.StartAsync(database.ConnectionString, settings);
        await WaitFor.TrueAsync(async () => await database.DataSource.EventsAsync() >= Messages / 40, "some are recorded");
        await killed.KillAsync();
        await killed.DisposeAsync();
        await nats.KillAsync();
        var after = await database.DataSource.EventsAsync();
        await nats.StartAsync();
        await using var again = await ServerProcess.StartAsync(database.ConnectionString, settings);

        await WaitFor.TrueAsync(async () => await database.DataSource.EventsAsync() >= Messages, () => $"all are recorded\n{again.Log}\n{other.Log}");
        after.ShouldBeLessThan(Messages);
        (await database.DataSource.EventsAsync()).ShouldBe(Messages);
        (await database.DataSource.ScalarAsync<long>("select count(distinct id) from events.mt_events")).ShouldBe(Messages);
        (await database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(0);
        (await other.StopAsync()).ShouldBe(ExitCode.Done, other.Log);
        (await again.StopAsync()).ShouldBe(ExitCode.Done, again.Log);
    }
}
