namespace CdViz.Api.Tests.Sources;

[Trait("Category", "Nightly")]
public sealed class A_Kafka_topic_under_kills
{
    private const int Messages = 20_000;
    private const string Topic = "killed";

    [Fact]
    public async Task loses_nothing_and_doubles_nothing()
    {
        using var kafka = new KafkaBroker();
        await using var database = await TestDatabase.CreateProvisionedAsync();
        (string, string?)[] settings =
        [
            ("Sources__ci__Type", "kafka"), ("Sources__ci__Uri", kafka.Address), ("Sources__ci__Topics", Topic), ("Sources__ci__Prefetch", "20"),
            ("Sources__ci__Options__session.timeout.ms", "6000"), ("Projections__Run", "false"),
        ];
        kafka.Send(Topic, Enumerable.Range(0, Messages).Select(n => ((ReadOnlyMemory<byte>?)Events.PipelineRunQueued($"run-{n}", n % 3600).Json, Array.Empty<(string, string)>())));

        await using var other = await ServerProcess.StartAsync(database.ConnectionString, settings);
        var killed = await ServerProcess.StartAsync(database.ConnectionString, settings);
        await WaitFor.TrueAsync(async () => await database.DataSource.EventsAsync() >= Messages / 40, "some are recorded");
        await killed.KillAsync();
        await other.KillAsync();
        var after = await database.DataSource.EventsAsync();
        await killed.DisposeAsync();
        await using var again = await ServerProcess.StartAsync(database.ConnectionString, settings);

        await WaitFor.TrueAsync(async () => await database.DataSource.EventsAsync() >= Messages, () => $"all are recorded\n{again.Log}");
        after.ShouldBeLessThan(Messages);
        (await database.DataSource.EventsAsync()).ShouldBe(Messages);
        (await database.DataSource.ScalarAsync<long>("select count(distinct id) from events.mt_events")).ShouldBe(Messages);
        (await database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(0);
        (await again.StopAsync()).ShouldBe(ExitCode.Done, again.Log);
    }
}
