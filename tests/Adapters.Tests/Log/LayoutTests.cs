using CdViz.Domain;
using CdViz.Support;
using static CdViz.Adapters.Tests.Logs;

namespace CdViz.Adapters.Tests;

public sealed class The_layout_of_the_log(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task has_the_tables_and_columns_of_Marten() =>
        (await db.DataSource.ColumnAsync<string>("""
            select concat_ws(' ', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                             'default ' || pg_get_expr(d.adbin, d.adrelid))
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relnamespace = 'events'::regnamespace and c.relkind = 'r' and c.relname like 'mt\_%'
            order by c.relname, a.attnum
            """)).ShouldBe(
        [
            "mt_event_progression.name character varying not null",
            "mt_event_progression.last_seq_id bigint",
            "mt_event_progression.last_updated timestamp with time zone default transaction_timestamp()",
            "mt_events.seq_id bigint not null",
            "mt_events.id uuid not null",
            "mt_events.stream_id character varying",
            "mt_events.version bigint not null",
            "mt_events.data jsonb not null",
            "mt_events.bdata bytea",
            "mt_events.type character varying(500) not null",
            "mt_events.timestamp timestamp with time zone not null default now()",
            "mt_events.tenant_id character varying default '*DEFAULT*'::character varying",
            "mt_events.mt_dotnet_type character varying",
            "mt_events.correlation_id character varying",
            "mt_events.causation_id character varying",
            "mt_events.headers jsonb",
            "mt_events.user_name character varying",
            "mt_events.is_archived boolean default false",
            "mt_high_water_skips.ending_sequence bigint not null",
            "mt_high_water_skips.starting_sequence bigint not null",
            "mt_high_water_skips.timestamp timestamp with time zone default transaction_timestamp()",
            "mt_streams.id character varying not null",
            "mt_streams.type character varying",
            "mt_streams.version bigint",
            "mt_streams.timestamp timestamp with time zone not null default now()",
            "mt_streams.created timestamp with time zone not null default now()",
            "mt_streams.tenant_id character varying default '*DEFAULT*'::character varying",
            "mt_streams.is_archived boolean default false",
        ]);

    [Fact]
    public async Task has_the_indexes_of_Marten_and_no_others() =>
        (await db.DataSource.ColumnAsync<string>(
            """select indexdef from pg_indexes where schemaname = 'events' and tablename like 'mt\_%' order by tablename, indexname collate "C" """)).ShouldBe(
        [
            "CREATE UNIQUE INDEX pk_mt_event_progression ON events.mt_event_progression USING btree (name)",
            "CREATE UNIQUE INDEX idx_mt_events_event_id ON events.mt_events USING btree (id)",
            "CREATE INDEX idx_mt_events_event_type_seq_id ON events.mt_events USING btree (type, seq_id)",
            "CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON events.mt_events USING btree (stream_id, version)",
            "CREATE UNIQUE INDEX pkey_mt_events_seq_id ON events.mt_events USING btree (seq_id)",
            "CREATE UNIQUE INDEX pkey_mt_high_water_skips_ending_sequence ON events.mt_high_water_skips USING btree (ending_sequence)",
            "CREATE UNIQUE INDEX pkey_mt_streams_id ON events.mt_streams USING btree (id)",
        ]);

    [Fact]
    public async Task has_the_constraints_of_Marten_and_no_others() =>
        (await db.DataSource.ColumnAsync<string>("""
            select conname || ' ' || pg_get_constraintdef(oid)
            from pg_constraint
            where conrelid in (select oid from pg_class where relnamespace = 'events'::regnamespace and relname like 'mt\_%')
            order by conname collate "C"
            """)).ShouldBe(
        [
            "fkey_mt_events_stream_id FOREIGN KEY (stream_id) REFERENCES events.mt_streams(id) ON DELETE CASCADE",
            "pk_mt_event_progression PRIMARY KEY (name)",
            "pkey_mt_events_seq_id PRIMARY KEY (seq_id)",
            "pkey_mt_high_water_skips_ending_sequence PRIMARY KEY (ending_sequence)",
            "pkey_mt_streams_id PRIMARY KEY (id)",
        ]);

    [Fact]
    public async Task has_the_sequence_of_Marten() =>
        (await db.DataSource.ColumnAsync<string>("""
            select concat_ws(' ', s.seqrelid::regclass, format_type(s.seqtypid, null), s.seqstart, s.seqincrement, s.seqcache,
                             d.refobjid::regclass || '.' || a.attname)
            from pg_sequence s
            join pg_depend d on d.objid = s.seqrelid and d.deptype = 'a'
            join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
            where s.seqrelid = 'events.mt_events_sequence'::regclass
            """)).ShouldBe(["events.mt_events_sequence bigint 1 1 1 events.mt_events.seq_id"]);

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
              "type": "pipeline_run_started", "tenant_id": "*DEFAULT*", "mt_dotnet_type": "CdViz.Domain.PipelineRunStarted, CdViz.Domain",
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
                "select version, timestamp, created, type, tenant_id, is_archived from events.mt_streams where id = $1",
                row => (row.GetInt64(0), row.GetDateTime(1), row.GetDateTime(2), row.IsDBNull(3), row.GetString(4), row.GetBoolean(5)), started.Stream.ToString()))
            .ShouldBe([(2L, second.RecordedAt, first.RecordedAt, true, "*DEFAULT*", false)]);
        (await db.DataSource.ScalarAsync<string>("select last_value || ' ' || is_called from events.mt_events_sequence")).ShouldBe($"{second.Position} true");
    }

    private static string Text(AdmittedEvent e) => System.Text.Encoding.UTF8.GetString(e.Json.Span);
}
