using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Marten;

/// <summary>The rights that docs/marten.md gives, and the JSON that any serializer finds in the log.</summary>
public sealed class The_role_of_Marten_applications(The_role_of_Marten_applications.Granted log) : IClassFixture<The_role_of_Marten_applications.Granted>
{
    [Fact]
    public async Task reads_every_event_into_the_record_that_its_type_names()
    {
        // As UseSystemTextJsonForSerialization(casing: Casing.CamelCase, enumStorage: EnumStorage.AsString) sets it up.
        var marten = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new JsonStringEnumConverter() } };
        var events = new RandomEvents(11).Of(EventTypes.Current, 300).Select(e => e.Content.GetType()).Distinct().Count();
        var rows = await AsMartenAsync(
            "select type, mt_dotnet_type, data::text, (data #> '{subject,content}')::text from events.mt_events",
            row => (Alias: row.GetString(0), Type: row.GetString(1), Data: row.GetString(2), Content: row.GetFieldValue<byte[]>(3)));

        rows.Select(row => row.Alias).Distinct().Count().ShouldBe(events);
        foreach (var (alias, type, data, content) in rows)
        {
            JsonSerializer.Deserialize(data, Type.GetType(type, throwOnError: true)!, marten).ShouldBe(EventTypes.OfAlias(alias)!.Read(content), type);
        }
    }

    [Fact]
    public async Task finds_a_stream_for_every_event_and_the_sequence_at_the_end_of_the_log()
    {
        var found = await AsMartenAsync(
            """
            select (select count(*) from events.mt_events e join events.mt_streams s on s.id = e.stream_id),
                   (select count(*) from events.mt_events),
                   (select max(seq_id) from events.mt_events),
                   (select last_value from events.mt_events_sequence)
            """,
            row => Enumerable.Range(0, 4).Select(row.GetInt64).ToArray());

        found.ShouldHaveSingleItem().ShouldBe([300, 300, 300, 300]);
    }

    [Fact]
    public async Task keeps_its_own_progress()
    {
        await AsMartenAsync("select events.mt_mark_event_progression('HighWaterMark', 10)");
        await AsMartenAsync("select events.mt_mark_event_progression('HighWaterMark', 12)");
        (await SkipAsync(15, 11)).ShouldBe(12);
        (await SkipAsync(15, 12)).ShouldBe(15);
        (await AsMartenAsync("select ending_sequence, starting_sequence from events.mt_high_water_skips", row => (row.GetInt64(0), row.GetInt64(1)))).ShouldBe([(15, 12)]);

        await AsMartenAsync("insert into events.mt_event_progression (name, last_seq_id) values ('RunList:All', 7)");
        (await AsMartenAsync("update events.mt_event_progression set last_seq_id = 9 where name = 'RunList:All' and last_seq_id = 7")).ShouldBe(1);
        (await AsMartenAsync("select name, last_seq_id from events.mt_event_progression order by 1", row => (row.GetString(0), row.GetInt64(1))))
            .ShouldBe([("HighWaterMark", 15), ("RunList:All", 9)]);
    }

    [Fact]
    public async Task marks_a_hole_when_it_has_no_mark_yet()
    {
        (await AsMartenAsync("select events.mt_mark_progression_with_skip('Another:All', 4, 0)", row => row.GetInt64(0))).ShouldBe([4]);
        await AsMartenAsync("delete from events.mt_event_progression where name = 'Another:All'");
        await AsMartenAsync("delete from events.mt_high_water_skips where ending_sequence = 4");
    }

    [Fact]
    public async Task neither_sees_nor_moves_the_progress_of_our_projections()
    {
        const string ours = "select string_agg(name || ' ' || last_seq_id, ', ' order by name) from events.mt_event_progression where name like '%:V1:All'";
        var before = await log.Database.ScalarAsync<string>(ours);
        before.ShouldContain("current_deployments:V1:All 300");

        await AsMartenAsync("update events.mt_event_progression set last_seq_id = 1");
        await AsMartenAsync("delete from events.mt_event_progression where name = 'current_deployments:V1:All'");
        await RefusedAsync("insert into events.mt_event_progression (name, last_seq_id) values ('pipeline_runs:V9:All', 1)");
        await RefusedAsync("select events.mt_mark_event_progression('pipeline_runs:V1:All', 1)");
        await RefusedAsync("select events.mt_mark_progression_with_skip('pipeline_runs:V1:All', 9, 0)");

        (await log.Database.ScalarAsync<string>(ours)).ShouldBe(before);
    }

    [Theory]
    [InlineData("insert into events.mt_events select * from events.mt_events limit 1")]
    [InlineData("update events.mt_events set data = '{}'")]
    [InlineData("delete from events.mt_streams")]
    [InlineData("select nextval('events.mt_events_sequence')")]
    [InlineData("call events.finish_batch(1)")]
    [InlineData("select events.settle()")]
    [InlineData("alter table events.mt_events add column tags text")]
    [InlineData("create table events.mt_doc_deadletterevent (id uuid)")]
    [InlineData("update events.projection_generation set role = 'kept'")]
    [InlineData("select * from events.quarantine")]
    public Task may_not(string sql) => RefusedAsync(sql);

    [Fact]
    public async Task is_let_in_by_a_script_that_may_run_again()
    {
        await log.GrantAsync();
        (await AsMartenAsync("select count(*) from events.mt_events", row => row.GetInt64(0))).ShouldBe([300]);
    }

    private async Task<long> SkipAsync(long ending, long starting) =>
        (await AsMartenAsync($"select events.mt_mark_progression_with_skip('HighWaterMark', {ending}, {starting})", row => row.GetInt64(0))).Single();

    private Task RefusedAsync(string sql) => Should.ThrowAsync<PostgresException>(() => AsMartenAsync(sql))
        .ContinueWith(refused => refused.Result.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql), TaskScheduler.Default);

    private async Task<int> AsMartenAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(Ct);
    }

    private async Task<List<T>> AsMartenAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        List<T> rows = [];
        while (await reader.ReadAsync(Ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>A connection with the rights of the role; the pool takes them back.</summary>
    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = await log.Database.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand("set role cdviz_marten", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }

    /// <summary>A log with 300 events of every standard type, applied to our projections, and the role's script run on it.</summary>
    public sealed class Granted : IAsyncLifetime
    {
        private TestDatabase? database;

        public NpgsqlDataSource Database => database!.DataSource;

        public async ValueTask InitializeAsync()
        {
            database = await TestDatabase.CreateAsync();
            await new ProjectionEngine(Database, ProjectionCatalogue.All).ProvisionAsync(Ct);
            await using var appender = new Appender(
                Database, EventStore.For(Database, ProjectionCatalogue.All), new AppenderOptions(), TimeProvider.System, NullLogger<Appender>.Instance);
            var events = new RandomEvents(11).Of(EventTypes.Current, 300).Select(e => ((Admission.Admitted)new Admitter().Admit(e.ToUtf8Json(), AdmissionMode.Lenient)).Event);
            (await appender.AppendAsync([.. events])).ShouldAllBe(outcome => outcome is AppendOutcome.Appended);
            await GrantAsync();
        }

        public async Task GrantAsync()
        {
            using var script = new StreamReader(typeof(Migrations).Assembly.GetManifestResourceStream("roles/marten.sql")!);
            await Database.ExecuteAsync(await script.ReadToEndAsync());
        }

        public ValueTask DisposeAsync() => database?.DisposeAsync() ?? default;
    }
}
