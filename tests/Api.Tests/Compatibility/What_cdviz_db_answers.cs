using System.Text.Json.Nodes;
using Npgsql;

namespace CdViz.Api.Tests.Compatibility;

/// <summary>
/// The same events through <c>store_cdevent</c>, here and on the stand-in for cdviz-db: the same answers, but for the differences that
/// docs/cdviz-compatibility.md names, each of which is a test of its own.
/// </summary>
[Trait("Category", "Nightly")]
public sealed class What_cdviz_db_answers : IAsyncLifetime
{
    private const string Lake = """
        select jsonb_build_object('timestamp', timestamp, 'payload', payload, 'subject', subject, 'predicate', predicate, 'version', version,
                                  'major', version[0], 'minor', version[1], 'patch', version[2], 'context_id', context_id)::text
        from cdviz.cdevents_lake order by context_id collate "C", timestamp
        """;

    private static readonly string[] Views =
        ["pipelinerun", "taskrun", "build", "artifact", "service", "incident", "testcaserun", "testsuiterun", "ticket"];

    private readonly BothDatabases both = new();

    public ValueTask InitializeAsync() => both.InitializeAsync();

    public ValueTask DisposeAsync() => both.DisposeAsync();

    [Fact]
    public async Task of_the_lake_is_answered_here()
    {
        var events = EventTypes.Current.SelectMany((_, i) => new RandomEvents(i).Of(EventTypes.Current, 3)).Select(e => new Admitter().Admit(e.ToUtf8Json()))
            .OfType<Admission.Admitted>().Select(admitted => admitted.Event).DistinctBy(e => e.ContextId)
            .Where(e => e.OccurredAt.Ticks % TimeSpan.TicksPerSecond == 0).ToList();
        events.Count.ShouldBeGreaterThan(40);

        await both.StoreAsync(events);

        await both.ShouldAgreeAsync(Lake);
        (await CountAsync(both.Theirs)).ShouldBe(events.Count);
    }

    [Fact]
    public async Task of_columns_and_their_types_is_answered_here()
    {
        foreach (var name in (string[])["cdevents_lake", .. Views, "graph_nodes", "graph_edges"])
        {
            const string Columns = """
                select attname || ' ' || atttypid::regtype from pg_attribute where attrelid = ('cdviz.' || $1)::regclass and attnum > 0 order by attnum
                """;
            var columns = await both.Theirs.ColumnAsync<string>(Columns, name);
            columns.ShouldNotBeEmpty();

            (await both.Ours.ColumnAsync<string>(Columns, name)).Take(columns.Count).ShouldBe(columns, name);
        }
    }

    [Fact]
    public async Task of_each_view_is_answered_here()
    {
        var events = PlainEvents.Of(EventTypes.Current.Where(type => Views.Contains(type.Subject)), 1);
        await both.StoreTextAsync(events);

        (await CountAsync(both.Theirs)).ShouldBe(events.Count);
        foreach (var view in Views)
        {
            var columns = string.Join(", ", await both.Theirs.ColumnAsync<string>(
                "select attname::text from pg_attribute where attrelid = ('cdviz.' || $1)::regclass and attnum > 0 order by attnum", view));
            await both.ShouldAgreeAsync($"select row({columns})::text from cdviz.{view} order by subject_id collate \"C\"");
        }
    }

    [Fact]
    public async Task of_the_graph_is_answered_here()
    {
        // What was removed is no longer under what it ran.
        await both.StoreTextAsync(PlainEvents.Of(EventTypes.Current.Where(type => type.Alias is not "service_removed"), 2));

        await both.ShouldAgreeAsync(
            """select row(node_id, node_type, first_seen_at, properties)::text from cdviz.graph_nodes order by node_id collate "C" """);
        await both.ShouldAgreeAsync(
            """
            select row(from_node_id, to_node_id, relation, event_timestamp, source_event_id)::text
            from cdviz.graph_edges order by from_node_id collate "C", to_node_id collate "C", relation
            """);
    }

    [Fact]
    public async Task of_ways_through_the_graph_is_answered_here()
    {
        // Neither a removal nor the end of an environment ends anything there.
        await both.StoreTextAsync(PlainEvents.Of(EventTypes.Current.Where(type => type.Alias is not ("service_removed" or "environment_deleted")), 3));

        foreach (var direction in (string[])["ancestors", "descendants"])
        {
            var ways = $"select row(n.node_id, w.node_id, w.node_type, w.depth, w.path)::text from cdviz.graph_nodes n, cdviz.graph_{direction}(n.node_id) w";
            (await both.Ours.ColumnAsync<string>(ways)).Except(await both.Theirs.ColumnAsync<string>(ways)).ShouldBeEmpty();
            await both.ShouldAgreeAsync($"""
                select row(n.node_id, w.node_id, w.node_type, min(w.depth))::text
                from cdviz.graph_nodes n, cdviz.graph_{direction}(n.node_id) w
                group by n.node_id, w.node_id, w.node_type order by n.node_id collate "C", w.node_id collate "C"
                """);
            await both.ShouldAgreeAsync($"""
                select row(n.node_id, w.node_id)::text
                from cdviz.graph_nodes n, cdviz.graph_{direction}(n.node_id, 1) w
                group by n.node_id, w.node_id order by n.node_id collate "C", w.node_id collate "C"
                """);
        }
    }

    [Fact]
    public async Task differs_for_the_same_event_again_which_is_no_error_here()
    {
        var e = Events.PipelineRunStarted("twice", 1).Text();
        await both.StoreTextAsync(e);

        (await Should.ThrowAsync<PostgresException>(() => both.Theirs.StoreTextAsync(e))).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        await both.Ours.StoreTextAsync(e);

        await both.Ours.TakenAsync();
        (await CountAsync(both.Ours), await CountAsync(both.Theirs)).ShouldBe((1, 1));
    }

    [Fact]
    public async Task differs_for_the_same_id_from_two_sources_which_is_two_events_here()
    {
        var (one, other) = (With("source", "https://one.example"), With("source", "https://two.example"));
        await both.StoreTextAsync(one);

        (await Should.ThrowAsync<PostgresException>(() => both.Theirs.StoreTextAsync(other))).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        await both.Ours.StoreTextAsync(other);

        await both.Ours.TakenAsync();
        await both.Ours.VisibleAsync();
        (await CountAsync(both.Ours), await CountAsync(both.Theirs)).ShouldBe((2, 1));
    }

    [Fact]
    public async Task differs_for_one_event_with_another_time_which_is_a_conflict_here()
    {
        await both.StoreTextAsync(With("timestamp", "2026-03-02T09:00:00Z"), With("timestamp", "2026-03-02T09:00:01Z"));

        (await CountAsync(both.Ours), await CountAsync(both.Theirs)).ShouldBe((1, 2));
        (await both.Ours.ScalarAsync<string>("select reason from events.quarantine")).ShouldBe("conflict");
    }

    [Fact]
    public async Task differs_for_parts_of_a_microsecond_which_are_cut_off_here()
    {
        const string Micros = "select extract(microseconds from timestamp)::bigint from cdviz.cdevents_lake";
        await both.StoreTextAsync(With("timestamp", "2026-03-02T09:00:16.3428735Z"));

        (await both.Ours.ScalarAsync<long>(Micros), await both.Theirs.ScalarAsync<long>(Micros)).ShouldBe((16_342_873, 16_342_874));
    }

    [Fact]
    public async Task differs_for_a_type_that_nobody_knows_which_is_kept_here()
    {
        var e = With("type", "dev.cdevents.rocket");

        await Should.ThrowAsync<PostgresException>(() => both.Theirs.StoreTextAsync(e));
        await both.Ours.StoreTextAsync(e);

        await both.Ours.TakenAsync();
        (await CountAsync(both.Ours), await CountAsync(both.Theirs)).ShouldBe((0, 0));
        (await both.Ours.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(1);
    }

    [Fact]
    public async Task differs_for_a_custom_type_without_version_which_is_taken_here()
    {
        var e = With("type", "dev.cdeventsx.acme-gate.passed");

        await Should.ThrowAsync<PostgresException>(() => both.Theirs.StoreTextAsync(e));
        await both.Ours.StoreTextAsync(e);

        await both.Ours.TakenAsync();
        await both.Ours.VisibleAsync();
        await both.ShouldDifferAsync("select row(subject, version)::text from cdviz.cdevents_lake", ours: ["(acme-gate,)"], theirs: []);
    }

    [Fact]
    public async Task differs_for_the_lake_itself_which_is_a_view_of_a_table_cut_by_time_alone_here() => await both.ShouldDifferAsync(
        """
        select row(c.relkind, (select count(*) from timescaledb_information.dimensions d where d.hypertable_name ~ '^cdevents_lake'))::text
        from pg_class c where c.oid = 'cdviz.cdevents_lake'::regclass
        """,
        ours: ["(v,1)"],
        theirs: ["(r,2)"]);

    private static string With(string member, string value)
    {
        var e = JsonNode.Parse(Events.PipelineRunStarted("other", 1, "build").Text())!;
        e["context"]![member] = value;
        return e.ToJsonString();
    }

    private static Task<long> CountAsync(NpgsqlDataSource database) => database.ScalarAsync<long>("select count(*) from cdviz.cdevents_lake");
}
