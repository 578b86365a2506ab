using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

public sealed class An_inline_projection(DatabaseFixture db) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() =>
        await db.DataSource.ExecuteAsync("create table if not exists events.rows (position bigint primary key, run text); truncate events.rows");

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task is_given_the_newly_appended_events_alone()
    {
        var given = new List<RecordedEvent>();
        await using var appender = db.DataSource.Appender(inline: new Inline((_, appended) =>
        {
            given.AddRange(appended);
            return Task.CompletedTask;
        }));
        var known = Events.PipelineRunQueued("given", 1);
        await appender.AppendAsync(known);
        given.Clear();

        var started = Events.PipelineRunStarted("given", 2, pipeline: "release", chain: "chain-1");
        var place = (await appender.AppendAsync(known, started, started))[1].ShouldBeAppended();
        await appender.AppendAsync(known);

        given.ShouldBe(
        [
            new RecordedEvent(
                place.Position, started.Id, started.Stream.ToString(), 2, started.Type, started.OccurredAt, place.RecordedAt, "chain-1", started.ReadContent()),
        ]);
    }

    [Fact]
    public async Task writes_its_rows_together_with_the_events()
    {
        await using var appender = db.DataSource.Appender(inline: new Inline(WriteAsync));

        var outcomes = await appender.AppendAsync([.. Enumerable.Range(0, 30).Select(i => Events.PipelineRunQueued(i == 11 ? "refused" : $"row-{i}", 1))]);

        outcomes.ShouldAllBe(outcome => outcome is AppendOutcome.Unavailable);
        (await db.DataSource.ScalarAsync<long>("select count(*) from events.rows")).ShouldBe(0);
        (await db.DataSource.ScalarAsync<long>("select count(*) from events.mt_events where stream_id like '%row-%'")).ShouldBe(0);

        var stored = await appender.AppendAsync([.. Enumerable.Range(0, 30).Select(i => Events.PipelineRunQueued($"row-{i}", 1))]);

        (await db.DataSource.ColumnAsync<long>("select position from events.rows order by position"))
            .ShouldBe(stored.Select(outcome => outcome.ShouldBeAppended().Position));
    }

    [Fact]
    public async Task loses_its_rows_with_an_event_that_cannot_be_stored()
    {
        await using var appender = db.DataSource.Appender(inline: new Inline(WriteAsync));
        var bad = Events.PipelineRunQueued("bad", 1) with { Json = "{\"number\": 1e200000}"u8.ToArray() };

        var outcomes = await appender.AppendAsync(Events.PipelineRunQueued("good-1", 1), bad, Events.PipelineRunQueued("good-2", 1));

        outcomes[1].ShouldBeOfType<AppendOutcome.NotStored>();
        (await db.DataSource.ColumnAsync<string>("select run from events.rows order by position")).ShouldBe(["good-1", "good-2"]);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> appended)
    {
        foreach (var e in appended)
        {
            await using var command = new NpgsqlCommand("insert into events.rows values ($1, nullif($2, 'refused'))", connection)
            {
                Parameters = { new() { Value = e.Position }, new() { Value = e.Stream.SubjectId } },
            };
            await command.ExecuteNonQueryAsync(Ct);
            if (e.Stream.SubjectId == "refused")
            {
                throw new PostgresException("null value", "ERROR", "ERROR", PostgresErrorCodes.NotNullViolation);
            }
        }
    }
}
