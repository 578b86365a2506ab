using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

public sealed class The_layout_of_the_log(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public Task is_as_Marten_needs_it() => MartenSchema.AssertAsync(db.DataSource, Ct);

    [Fact]
    public async Task compares_ids_by_their_bytes() =>
        (await db.DataSource.ColumnAsync<string>("""
            select a.attrelid::regclass || '.' || a.attname
            from pg_attribute a
            join pg_collation c on c.oid = a.attcollation and c.collname = 'C'
            where a.attrelid in ('events.mt_events'::regclass, 'events.mt_streams'::regclass) and a.attnum > 0
            order by 1
            """)).ShouldBe(["events.mt_events.stream_id", "events.mt_events.type", "events.mt_streams.id"]);

    [Fact]
    public async Task holds_the_values_Marten_would_write()
    {
        await using var appender = db.DataSource.Appender();
        var started = Events.PipelineRunStarted("values", 1.25, chain: "chain-1");
        var first = (await appender.AppendAsync(started, "http", "token-1", Ct)).ShouldBeAppended();
        var second = (await appender.AppendAsync(Events.PipelineRunFinished("values", 2))).ShouldBeAppended();

        (await db.DataSource.ColumnAsync<string>("""
            select to_jsonb(e)::text from (
                select seq_id, id, stream_id, version, bdata, type, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name, is_archived
                from events.mt_events where stream_id = $1 and version = 1) e
            """, started.Stream.ToString())).ShouldHaveSingleItem().ShouldBeJson($$"""
            {
              "seq_id": {{first.Position}}, "id": "{{started.Id}}", "stream_id": "pipelinerun|{{Events.Source}}|values", "version": 1, "bdata": null,
              "type": "pipeline_run_started", "tenant_id": "*DEFAULT*", "mt_dotnet_type": "CdViz.Domain.Content.PipelineRunStarted, CdViz.Domain",
              "correlation_id": "chain-1", "causation_id": null, "user_name": "token-1", "is_archived": false,
              "headers": {
                "occurredAt": "2026-03-02T09:00:01.250000Z", "digest": "{{started.Digest}}", "door": "http", "specVersion": "{{EventTypes.NewestSpec}}",
                "type": "{{started.TypeName}}", "source": "{{Events.Source}}", "contextId": "{{started.ContextId}}"
              }
            }
            """);
        (await db.DataSource.ScalarAsync<bool>("select data = $2::text::jsonb from events.mt_events where seq_id = $1", first.Position, Text(started))).ShouldBeTrue();
        (await db.DataSource.ScalarAsync<DateTime>("select timestamp from events.mt_events where seq_id = $1", first.Position)).ShouldBe(first.RecordedAt);
        (await db.DataSource.RowsAsync(
                "select version, timestamp > created, type, tenant_id, is_archived from events.mt_streams where id = $1",
                row => (row.GetInt64(0), row.GetBoolean(1), row.IsDBNull(2), row.GetString(3), row.GetBoolean(4)), started.Stream.ToString()))
            .ShouldBe([(2L, true, true, "*DEFAULT*", false)]);
        (await db.DataSource.ScalarAsync<string>("select last_value || ' ' || is_called from events.mt_events_sequence")).ShouldBe($"{second.Position} true");
    }

    private static string Text(AdmittedEvent e) => System.Text.Encoding.UTF8.GetString(e.Json.Span);
}
