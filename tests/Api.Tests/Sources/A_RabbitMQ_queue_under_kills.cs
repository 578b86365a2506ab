using RabbitMQ.Client;

namespace CdViz.Api.Tests.Sources;

[Trait("Category", "Nightly")]
[Collection(RabbitMq.Name)]
public sealed class A_RabbitMQ_queue_under_kills(Broker shared)
{
    private const int Messages = 20_000;
    private const string Queue = "killed";

    private readonly RabbitMqServer broker = shared.Server;

    [Fact]
    public async Task loses_nothing_and_doubles_nothing()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        (string, string?)[] settings =
        [
            ("Sources__ci__Type", "rabbitmq"), ("Sources__ci__Uri", broker.Uri), ("Sources__ci__Queue", Queue), ("Sources__ci__Prefetch", "500"), ("Projections__Run", "false"),
        ];
        await broker.DeclareAsync(Queue);
        var events = Enumerable.Range(0, Messages).Select(n => Events.PipelineRunQueued($"run-{n}", n % 3600)).ToList();
        await broker.SendAsync(Queue, events.Select(e => (e.Json, new BasicProperties())));

        // Two nodes compete. One is killed in the middle, and started again; the broker is killed, and started again; the other node is told to end.
        await using var other = await ServerProcess.StartAsync(database.ConnectionString, settings);
        var killed = await ServerProcess.StartAsync(database.ConnectionString, settings);
        await WaitFor.TrueAsync(async () => await database.DataSource.EventsAsync() >= Messages / 8, "some are recorded");
        await killed.KillAsync();
        await killed.DisposeAsync();
        var after = await database.DataSource.EventsAsync();
        await broker.KillAsync();
        await broker.StartAsync();
        await using var again = await ServerProcess.StartAsync(database.ConnectionString, settings);
        await WaitFor.TrueAsync(async () => await database.DataSource.EventsAsync() > after + (Messages / 8), "more are recorded");
        (await other.StopAsync()).ShouldBe(ExitCode.Done, other.Log);

        await WaitFor.TrueAsync(async () => await database.DataSource.EventsAsync() >= Messages, () => $"all are recorded\n{again.Log}\n{other.Log}");
        await WaitFor.TrueAsync(async () => (await broker.LookAsync(Queue)).MessageCount == 0, "the queue is empty");
        after.ShouldBeLessThan(Messages);
        (await database.DataSource.EventsAsync()).ShouldBe(Messages);
        (await database.DataSource.ScalarAsync<long>("select count(distinct id) from events.mt_events")).ShouldBe(Messages);
        (await database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(0);
        (await again.StopAsync()).ShouldBe(ExitCode.Done, again.Log);
    }
}
