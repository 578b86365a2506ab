using System.Collections.Concurrent;
using Npgsql;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

public sealed class The_inbox
{
    [Fact]
    public async Task keeps_events_while_no_server_runs_and_gives_them_to_the_next_one_in_order()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        var events = Enumerable.Range(0, 2500).Select(i => Events.PipelineRunStarted($"run-{i}", i)).ToList();
        await database.DataSource.StoreAsync(events);
        (await database.DataSource.EventsAsync()).ShouldBe(0);

        await using var server = await ServerProcess.StartAsync(database.ConnectionString);
        await database.DataSource.TakenAsync();

        (await database.DataSource.ColumnAsync<string>("select headers ->> 'contextId' from events.mt_events order by seq_id"))
            .ShouldBe(events.Select(e => e.ContextId));
    }

    [Fact]
    public async Task loses_nothing_and_takes_nothing_twice_when_servers_are_killed_and_run_beside_each_other()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        var storing = Task.Run(() => database.DataSource.StoreAsync(Enumerable.Range(0, 3000).Select(i => Events.PipelineRunStarted($"run-{i}", i))), Ct);
        for (var round = 1; round <= 2; round++)
        {
            var (one, other) = (await ServerProcess.StartAsync(database.ConnectionString), await ServerProcess.StartAsync(database.ConnectionString));
            await using var _ = one;
            await using var __ = other;
            var seen = await database.DataSource.EventsAsync();
            await WaitFor.TrueAsync(async () => storing.IsCompleted || await database.DataSource.EventsAsync() > seen, "something is taken");
            await one.KillAsync();
            await other.KillAsync();
        }

        await storing;
        await using var last = await ServerProcess.StartAsync(database.ConnectionString);
        await database.DataSource.TakenAsync();

        (await database.DataSource.EventsAsync()).ShouldBe(3000);
        (await database.DataSource.ScalarAsync<long>("select count(*) from events.inbox where state = 'done'")).ShouldBe(3000);
    }

    [Fact]
    public async Task takes_from_ten_writers_with_crossing_ids_without_a_deadlock_or_a_loss()
    {
        const int Writers = 10, Each = 200;
        await using var api = await TestApi.ListenAsync();
        // Everybody reports the same few services in the same few environments, each in an order of his own; every tenth event is everybody's.
        AdmittedEvent Event(int writer, int nth) => Events.Of(
            new ServiceDeployed { Environment = new Reference($"env-{nth % 4}"), ArtifactId = $"pkg:oci/svc-{nth % 5}@sha256%3A{nth}" },
            $"svc-{nth % 5}", nth, id: nth % 10 == 0 ? $"shared-{nth}" : $"{writer}-{nth}");
        var faults = new ConcurrentBag<Exception>();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var order = Enumerable.Range(0, Each).ToArray();
            new Random(writer).Shuffle(order);
            await using var connection = await api.Database.DataSource.OpenConnectionAsync(Ct);
            foreach (var group in order.Chunk(7))
            {
                try
                {
                    await using var transaction = await connection.BeginTransactionAsync(Ct);
                    foreach (var nth in group)
                    {
                        await SqlDoor.StoreAsync(connection, Event(writer, nth).Text());
                    }

                    await transaction.CommitAsync(Ct);
                }
                catch (PostgresException fault)
                {
                    faults.Add(fault);
                }
            }
        })));
        await api.Database.DataSource.TakenAsync();

        faults.ShouldBeEmpty();
        (await api.Database.DataSource.ColumnAsync<string>("select headers ->> 'contextId' from events.mt_events")).ShouldBe(
            Enumerable.Range(0, Writers).SelectMany(writer => Enumerable.Range(0, Each).Select(nth => Event(writer, nth).ContextId)).Distinct(),
            ignoreOrder: true);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.inbox where state = 'done'")).ShouldBe(Writers * Each);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(0);
        await api.VisibleAsync();
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from cdviz.cdevents_lake")).ShouldBe(await api.Database.DataSource.EventsAsync());
    }

    [Fact]
    public async Task drops_what_was_taken_beyond_its_limits_and_never_what_waits()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await database.DataSource.StoreAsync(Enumerable.Range(0, 60).Select(i => Events.PipelineRunStarted($"run-{i}", i)));
        await database.DataSource.ExecuteAsync("""
            update events.inbox
            set state = case id % 2 when 0 then 'done' else 'quarantined' end, results = '[]', received_at = now() - interval '100 days',
                processed_at = case when id <= 20 then now() - interval '8 days' else now() - interval '1 day' + id * interval '1 second' end
            where id <= 40
            """);

        (await new InboxPruner(database.DataSource, new InboxLimits()) { BatchEntries = 3 }.RunAsync(Ct)).ShouldBe(20);
        (await Left()).ShouldBe(Enumerable.Range(21, 40).Select(id => (long)id));

        var bytes = await database.DataSource.ScalarAsync<long>("select sum(bytes)::bigint from events.inbox where id between 31 and 40");
        (await new InboxPruner(database.DataSource, new InboxLimits { MaxBytes = bytes }) { BatchEntries = 3 }.RunAsync(Ct)).ShouldBe(10);
        (await Left()).ShouldBe(Enumerable.Range(31, 30).Select(id => (long)id));

        (await new InboxPruner(database.DataSource, new InboxLimits { MaxBytes = 0, KeepFor = TimeSpan.Zero }).RunAsync(Ct)).ShouldBe(10);
        (await Left()).ShouldBe(Enumerable.Range(41, 20).Select(id => (long)id));

        Task<List<long>> Left() => database.DataSource.ColumnAsync<long>("select id from events.inbox order by id");
    }

    [Fact]
    public async Task is_kept_within_its_limits_by_the_server()
    {
        await using var api = await TestApi.ListenAsync(settings => settings with { Inbox = new InboxLimits { KeepFor = TimeSpan.Zero, PruneEvery = TimeSpan.FromMilliseconds(100) } });
        await api.Database.DataSource.StoreAsync(Events.PipelineRunStarted("soon gone", 1));

        await WaitFor.TrueAsync(
            async () => await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.inbox") == 0, "the entry is dropped");

        (await api.Database.DataSource.EventsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task waits_for_a_database_that_is_away()
    {
        await using var api = await TestApi.ListenAsync();
        await api.Database.DataSource.StoreAsync(Events.PipelineRunStarted("before", 1));
        await api.Database.DataSource.TakenAsync();
        await api.Database.CloseAsync();
        await api.Database.OpenAsync();

        await api.Database.DataSource.StoreAsync(Events.PipelineRunStarted("after", 2));

        await api.Database.DataSource.TakenAsync();
        (await api.Database.DataSource.EventsAsync()).ShouldBe(2);
    }
}
