using Marten;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Roles;

/// <summary>Whoever can log in can fill PostgreSQL's queue of notifications, and keep it full by listening and taking nothing.</summary>
[Trait("Category", "Nightly")]
public sealed class A_full_queue_of_notifications(ITestOutputHelper output)
{
    [Fact]
    public async Task that_a_reader_has_filled_keeps_nobodys_events_out()
    {
        if (!OwnPostgres.IsPossible)
        {
            output.WriteLine("Not tried: there can be no second PostgreSQL here.");
            return;
        }

        await using var postgres = await OwnPostgres.StartAsync();
        await using (var administrator = NpgsqlDataSource.Create(postgres.AdministratorsConnectionString))
        {
            await administrator.ExecuteAsync("alter system set max_notify_queue_pages = 64");
        }

        await postgres.StopAsync();
        await postgres.StartAgainAsync();
        await using (var administrator = NpgsqlDataSource.Create(postgres.AdministratorsConnectionString))
        {
            await administrator.ExecuteAsync("alter role cdviz_reader login password 'reader'");
            await administrator.ExecuteAsync("alter role cdviz_collector login password 'collector'");
        }

        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { PersistSecurityInfo = true }.ConnectionString);
        await Migrations.ApplyAsync(database, Ct);
        await Rights.ApplyAsync(database, Ct);
        await using var signal = new LogSignal(database, TimeProvider.System, NullLogger<LogSignal>.Instance);
        signal.Start();
        await using var reader = As(postgres, "reader");
        await using var idle = await reader.OpenConnectionAsync(Ct);
        await Adapters.Sql.ExecuteAsync(idle, "listen anything", Ct);
        await Adapters.Sql.ExecuteAsync(idle, "begin", Ct);
        await Adapters.Sql.ExecuteAsync(idle, "select 1", Ct);
        var fault = await Should.ThrowAsync<PostgresException>(async () =>
        {
            for (var n = 0; n < 10_000; n++)
            {
                await reader.ExecuteAsync("select pg_notify('mt_events_appended', repeat('x', 7000) || $1::text)", n);
            }
        });
        fault.SqlState.ShouldBe(PostgresErrorCodes.ProgramLimitExceeded);

        await using var appender = new Appender(database, Store(database), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
        var place = (await appender.AppendAsync(Events.PipelineRunQueued("full", 1))).ShouldBeAppended();

        (await signal.WaitBeyondAsync(place.Position - 1, TimeSpan.FromSeconds(10), Ct)).ShouldBe(place.Position, "it is found without being told");
        await using var collector = As(postgres, "collector");
        await collector.ExecuteAsync("call cdviz.store_cdevent('{}')");
        await collector.ExecuteAsync("call cdviz.store_cdevents(array['{}', '{}']::jsonb[])");
        (await database.ScalarAsync<long>("select count(*) from events.inbox")).ShouldBe(3);
        await Adapters.Sql.ExecuteAsync(idle, "rollback", Ct);
    }

    // As the server's: each batch notifies by itself, and Marten does not.
    private static DocumentStore Store(NpgsqlDataSource database) => DocumentStore.For(options =>
    {
        options.Connection(database);
        options.UseCdEvents();
        options.Events.UseListenNotifyForEventAppends = false;
    });

    private static NpgsqlDataSource As(OwnPostgres postgres, string who) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Username = $"cdviz_{who}", Password = who }.ConnectionString);
}
