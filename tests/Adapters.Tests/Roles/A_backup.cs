using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Roles;

/// <summary>What docs/backup.md says, done: roles and a database dumped while events come in, and restored on a new server.</summary>
public sealed class A_backup(ITestOutputHelper output)
{
    private const string Restored = "restored";

    private static readonly string[] Roles = ["cdviz_reader", "cdviz_collector", "cdviz_marten"];

    [Fact]
    public async Task taken_while_the_server_works_gives_a_log_that_goes_on_and_lends_nobody_its_rights()
    {
        if (!OwnPostgres.IsPossible)
        {
            output.WriteLine("Not tried: there can be no second PostgreSQL here.");
            return;
        }

        await using var source = await ServedAsync();
        await using var daemon = await RunningDaemon.StartAsync(source.ConnectionString, ProjectionCatalogue.All);
        await using var load = new Load(source.DataSource);
        await WaitFor.TrueAsync(() => Task.FromResult(load.Acknowledged.Count > 300), "events come in");
        var before = load.Acknowledged.ToArray();

        var roles = await PostgresTools.RunAsync("pg_dumpall", source.Name, default, "--roles-only");
        var dump = await PostgresTools.RunAsync("pg_dump", source.Name, default, "--format=custom");
        await WaitFor.TrueAsync(() => Task.FromResult(load.Acknowledged.Count > before.Length + 50), "events come in all the while");

        await using var target = await OwnPostgres.StartAsync();
        await PostgresTools.RunAsync("psql", new NpgsqlConnectionStringBuilder(target.AdministratorsConnectionString), roles, "--no-psqlrc", "--quiet");
        // Now its superuser has the password of the other's.
        var former = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        var server = new NpgsqlConnectionStringBuilder(target.AdministratorsConnectionString) { Password = former.Password, Database = Restored };
        await RestoreAsync(server, dump);
        await using var restored = NpgsqlDataSource.Create(server.ConnectionString);

        // Before anything of ours has looked at it: what was revoked is everybody's again.
        (await restored.ScalarAsync<bool>("select has_database_privilege('cdviz_reader', current_database(), 'temporary')")).ShouldBeTrue();
        foreach (var role in Roles)
        {
            (await ShadowingTables.RanAsAsync(restored, role)).ShouldBeNull(role);
        }

        await Migrations.ApplyAsync(restored, Ct);
        (await Rights.ApplyAsync(restored, Ct)).ShouldBeEmpty();
        foreach (var role in Roles)
        {
            (await restored.ScalarAsync<bool>("select has_database_privilege($1, current_database(), 'temporary')", role)).ShouldBeFalse(role);
        }

        (await restored.ScalarAsync<int>("select rolconnlimit from pg_roles where rolname = 'cdviz_reader'")).ShouldBe(50);
        (await restored.ColumnAsync<string>("select headers ->> 'contextId' from events.mt_events")).ToHashSet().IsSupersetOf(before).ShouldBeTrue();
        var head = await restored.ScalarAsync<long>("select max(seq_id) from events.mt_events");
        (await restored.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(head);
        await using var appender = Appender(restored);
        (await appender.AppendAsync(Events.PipelineRunQueued("after", 1))).ShouldBeOfType<AppendOutcome.Appended>().Position.ShouldBe(head + 1);
        var engine = new ProjectionEngine(restored, ProjectionCatalogue.All);
        foreach (var projection in engine.Projections)
        {
            (await engine.VerifyAsync(projection.Name, null, Ct)).Differing.ShouldBe(0, projection.Name);
        }
    }

    private static Appender Appender(NpgsqlDataSource database) => new(
        database, EventStore.For(database, ProjectionCatalogue.All), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);

    private static async Task<TestDatabase> ServedAsync()
    {
        var source = await TestDatabase.CreateEmptyAsync();
        await Migrations.ApplyAsync(source.DataSource, Ct);
        await new ProjectionEngine(source.DataSource, ProjectionCatalogue.All).ProvisionAsync(Ct);
        await Rights.ApplyAsync(source.DataSource, Ct);
        await PostgresTools.RunAsync("psql", source.Name, await File.ReadAllBytesAsync(Path.Combine(Administrator.Root, "db/timescale/roles/marten.sql"), Ct), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1");
        return source;
    }

    private static async Task RestoreAsync(NpgsqlConnectionStringBuilder server, byte[] dump)
    {
        await using (var postgres = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "postgres" }.ConnectionString))
        {
            await postgres.ExecuteAsync($"create database {Restored} owner cdviz");
        }

        await using (var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Pooling = false }.ConnectionString))
        {
            await database.ExecuteAsync("create extension timescaledb");
            await database.ExecuteAsync("select timescaledb_pre_restore()");
            await PostgresTools.RunAsync("pg_restore", server, dump, "--dbname", Restored);
            await database.ExecuteAsync("select timescaledb_post_restore()");
        }
    }

    /// <summary>Appends without end.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource stopping = new();
        private readonly Task sending;

        public Load(NpgsqlDataSource database) => sending = Task.Run(async () =>
        {
            await using var appender = Appender(database);
            for (var n = 0; !stopping.IsCancellationRequested; n++)
            {
                AdmittedEvent[] some =
                [
                    Events.PipelineRunStarted($"run-{n}", n), Events.PipelineRunFinished($"run-{n}", n + 1), Events.ServiceDeployed($"cart-{n % 7}", "production", $"pkg:oci/cart@{n}", n),
                    Events.Of(new TestCaseRunFinished { Outcome = new("success") }, $"case-{n}", n * 100_000.0),
                ];
                foreach (var (outcome, e) in (await appender.AppendAsync(some, "test", null, default)).Zip(some))
                {
                    outcome.ShouldBeOfType<AppendOutcome.Appended>();
                    Acknowledged.Add(e.ContextId);
                }

                await Task.Delay(5);
            }
        });

        public ConcurrentBag<string> Acknowledged { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await sending;
            stopping.Dispose();
        }
    }
}
