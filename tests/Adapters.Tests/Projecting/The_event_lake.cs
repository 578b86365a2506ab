using System.Text;

namespace CdViz.Adapters.Tests.Projecting;

public class The_event_lake
{
    private static readonly Projection Lake = ProjectionCatalogue.All.Single(p => p.Name == "cdevents_lake");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task has_the_columns_of_cdviz_db_and_then_its_own()
    {
        await using var log = await ProjectedLog.CreateAsync([Lake]);
        (await log.Database.ColumnAsync<string>("""
            select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = 'cdviz.cdevents_lake'::regclass and attnum > 0 order by attnum
            """)).ShouldBe([
            "imported_at timestamp with time zone", "timestamp timestamp with time zone", "payload jsonb", "subject text", "predicate text",
            "version integer[]", "context_id text",
            "position bigint", "source text", "type text", "subject_id text", "subject_source text", "chain_id text"]);
        (await log.Database.ScalarAsync<TimeSpan>(
            "select time_interval from timescaledb_information.dimensions where hypertable_schema = 'cdevents_lake_g1'")).ShouldBe(TimeSpan.FromDays(7));
    }

    [Theory]
    [InlineData("dev.cdevents.pipelinerun.started.0.2.0", "0.4.1", "pipelinerun started {0,2,0} 0")]
    [InlineData("dev.cdeventsx.mytool-thing.polished.1.22.333", "0.5.1", "mytool-thing polished {1,22,333} 0")]
    [InlineData("dev.cdeventsx.mytool-thing.polished.0.1.0-draft", "0.5.1", "mytool-thing polished {0,1,0} 0")]
    [InlineData("dev.cdeventsx.mytool-thing.polished", "0.4.1", "mytool-thing polished  ")]
    public async Task takes_a_type_apart_as_cdviz_db_does(string type, string spec, string expected)
    {
        await using var log = await ProjectedLog.CreateAsync([Lake]);
        await AppendAsync(log, type, spec);
        (await log.Database.ScalarAsync<string>("""
            select concat(subject, ' ', predicate, ' ', '{' || version[0] || ',' || version[1] || ',' || version[2] || '}', ' ', array_lower(version, 1))
            from cdviz.cdevents_lake
            """)).ShouldBe(expected);
    }

    [Fact]
    public async Task tells_when_where_from_and_about_what()
    {
        await using var log = await ProjectedLog.CreateAsync([Lake]);
        await AppendAsync(log, "dev.cdevents.pipelinerun.started.0.2.0", "0.4.1");
        (await log.Database.RowsAsync(
            """
            select l.timestamp, l.source, l.context_id, l.subject_id, l.subject_source, l.chain_id, l.position, l.type,
                   l.imported_at = e.timestamp and l.payload = e.data
            from cdviz.cdevents_lake l join events.mt_events e on e.seq_id = l.position
            """,
            row => (row.GetDateTime(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetInt64(6), row.GetString(7), row.GetBoolean(8))))
            .ShouldBe([(new DateTime(2026, 3, 2, 9, 0, 0, 123, DateTimeKind.Utc), "https://tool.example/a", "e|1", "it|self", "https://tool.example/b",
                "00000000-0000-4000-8000-000000000001", 1L, "dev.cdevents.pipelinerun.started.0.2.0", true)]);
    }

    private static async Task AppendAsync(ProjectedLog log, string type, string spec)
    {
        var json = $$"""
            {
              "context": {
                "{{(spec == "0.4.1" ? "version" : "specversion")}}": "{{spec}}", "id": "e|1", "source": "https://tool.example/a", "type": "{{type}}",
                "timestamp": "2026-03-02T10:00:00.123+01:00", "chainId": "00000000-0000-4000-8000-000000000001"
              },
              "subject": { "id": "it|self", "source": "https://tool.example/b", "type": "pipelineRun", "content": {} }
            }
            """;
        var e = new Admitter().Admit(Encoding.UTF8.GetBytes(json), AdmissionMode.Lenient).ShouldBeOfType<Admission.Admitted>().Event;
        (await log.Appender.AppendAsync([e], "test", null, Ct)).ShouldAllBe(outcome => outcome is AppendOutcome.Appended);
        await log.CatchUpAsync();
    }
}
