using Npgsql;
using NpgsqlTypes;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

/// <summary>A log that our own function filled, in tables of our own making.</summary>
public sealed class A_database_of_the_version_before : IAsyncLifetime
{
    private const int LastBefore = 71;

    private TestDatabase? database;

    private NpgsqlDataSource Database => database!.DataSource;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateEmptyAsync();

    public ValueTask DisposeAsync() => database?.DisposeAsync() ?? default;

    [Fact]
    public async Task is_taken_over_without_loss()
    {
        await MakeAsync();
        var events = new RandomEvents(7).Of(EventTypes.Current, 400).Select(Admit).ToList();
        await AppendAsync(events[..300]);
        var before = await LogAsync();
        before.Count.ShouldBe(300);

        await Migrations.ApplyAsync(Database, Ct);

        (await LogAsync()).ShouldBe(before);
        await MartenSchema.AssertAsync(Database, Ct);
        (await Migrations.PendingAsync(Database, Ct)).ShouldBeEmpty();
        var engine = new ProjectionEngine(Database, ProjectionCatalogue.All);
        await engine.ProvisionAsync(Ct);
        await using var appender = new Appender(
            Database, EventStore.For(Database, ProjectionCatalogue.All), new AppenderOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<Appender>.Instance);
        var outcomes = await appender.AppendAsync(events);
        outcomes.Take(300).ShouldAllBe(outcome => outcome is AppendOutcome.Duplicate);
        outcomes.Skip(300).Select(outcome => outcome.ShouldBeAppended().Position).ShouldBe(Enumerable.Range(301, 100).Select(position => (long)position));
        await using (await RunningDaemon.StartAsync(database!.ConnectionString, ProjectionCatalogue.All))
        {
            await WaitFor.TrueAsync(
                async () => (await engine.StatusAsync(Ct)).All(status => status is { State: "running", Position: 400 }), "the projections at the end of the log");
        }

        foreach (var projection in ProjectionCatalogue.All)
        {
            (await engine.VerifyAsync(projection.Name, null, Ct)).Differing.ShouldBe(0, projection.Name);
        }
    }

    private static AdmittedEvent Admit(CDEvent e) => ((Admission.Admitted)new Admitter().Admit(e.ToUtf8Json(), AdmissionMode.Lenient)).Event;

    /// <summary>Applies the migrations as they were, the first one with the text it had.</summary>
    private async Task MakeAsync()
    {
        await Database.ExecuteAsync("""
            create extension if not exists timescaledb;
            create schema events;
            create table events.schema_migration (version int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())
            """);
        foreach (var migration in Migration.All.Where(migration => migration.Version <= LastBefore))
        {
            var then = migration.Version == 1 ? migration with { Text = Document.Text("formerly_0001_event_log.sql") } : migration;
            await Database.ExecuteAsync(then.Text);
            await Database.ExecuteAsync($"insert into events.schema_migration (version, name, checksum) values ({then.Version}, '{then.Name}', '{new Migration(then.Version, then.Name, then.Text).Checksum}')");
        }
    }

    private async Task AppendAsync(IReadOnlyList<AdmittedEvent> events)
    {
        await using var command = Database.CreateCommand("select count(*) from events.append($1, $2, $3, $4, $5, $6, $7, $8)");
        command.Parameters.Add(new() { Value = events.Select(e => e.Id).ToArray() });
        Add(events.Select(e => e.Stream.ToString()), NpgsqlDbType.Text);
        Add(events.Select(e => e.Type.Alias), NpgsqlDbType.Text);
        Add(events.Select(e => e.Type.DotNetType), NpgsqlDbType.Text);
        Add(events.Select(e => System.Text.Encoding.UTF8.GetString(e.Json.Span)), NpgsqlDbType.Jsonb);
        Add(events.Select(e => System.Text.Encoding.UTF8.GetString(EventHeaders.Write(e, "http").Json.Span)), NpgsqlDbType.Jsonb);
        Add(events.Select(e => e.ChainId), NpgsqlDbType.Text);
        Add(events.Select(_ => (string?)null), NpgsqlDbType.Text);
        (await command.ExecuteScalarAsync(Ct)).ShouldBe((long)events.Count);

        void Add(IEnumerable<string?> values, NpgsqlDbType type) => command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }

    /// <summary>All that is known of each event.</summary>
    private Task<List<string>> LogAsync() => Database.ColumnAsync<string>("""
        select jsonb_build_array(e.seq_id, e.id, e.stream_id, e.version, e.data, e.type, e.timestamp, e.mt_dotnet_type, e.correlation_id, e.headers, s.version)::text
        from events.mt_events e join events.mt_streams s on s.id = e.stream_id
        order by e.seq_id
        """);
}
