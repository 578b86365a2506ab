using System.Text.Json.Nodes;
using CdViz.Domain;
using CdViz.Support;
using Npgsql;

namespace CdViz.Api.Tests;

/// <summary>
/// The same events through <c>store_cdevent</c>, here and on the stand-in for cdviz-db: the same answers, but for the differences that
/// docs/cdviz-compatibility.md names, each of which is a test of its own.
/// </summary>
public sealed class What_cdviz_db_answers : IAsyncLifetime
{
    private const string Lake = """
        select jsonb_build_object('timestamp', timestamp, 'payload', payload, 'subject', subject, 'predicate', predicate, 'version', version,
                                  'major', version[0], 'minor', version[1], 'patch', version[2], 'context_id', context_id)::text
        from cdviz.cdevents_lake order by context_id collate "C", timestamp
        """;

    private TestApi ours = null!;
    private TestDatabase theirs = null!;

    public async ValueTask InitializeAsync() => (ours, theirs) = (await TestApi.StartAsync(), await StandIn.CreateAsync());

    public async ValueTask DisposeAsync()
    {
        await ours.DisposeAsync();
        await theirs.DisposeAsync();
    }

    [Fact]
    public async Task of_the_lake_is_answered_here()
    {
        var events = EventTypes.Current.SelectMany((_, i) => new RandomEvents(i).Of(EventTypes.Current, 3)).Select(e => new Admitter().Admit(e.ToUtf8Json()))
            .OfType<Admission.Admitted>().Select(admitted => admitted.Event).DistinctBy(e => e.ContextId)
            .Where(e => e.OccurredAt.Ticks % TimeSpan.TicksPerSecond == 0).ToList();
        events.Count.ShouldBeGreaterThan(40);

        await StoreAsync([.. events.Select(e => e.Text())]);

        var lake = await theirs.DataSource.ColumnAsync<string>(Lake);
        lake.Count.ShouldBe(events.Count);
        (await ours.Database.DataSource.ColumnAsync<string>(Lake)).ShouldBe(lake);
    }

    [Fact]
    public async Task of_columns_and_their_types_is_answered_here()
    {
        const string Columns = """
            select attname || ' ' || atttypid::regtype from pg_attribute where attrelid = 'cdviz.cdevents_lake'::regclass and attnum > 0 order by attnum
            """;
        var columns = await theirs.DataSource.ColumnAsync<string>(Columns);

        (await ours.Database.DataSource.ColumnAsync<string>(Columns)).Take(columns.Count).ShouldBe(columns);
    }

    [Fact]
    public async Task differs_for_the_same_event_again_which_is_no_error_here()
    {
        var e = Events.PipelineRunStarted("twice", 1).Text();
        await StoreAsync(e);

        (await Should.ThrowAsync<PostgresException>(() => theirs.DataSource.StoreTextAsync(e))).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        await ours.Database.DataSource.StoreTextAsync(e);

        await ours.Database.DataSource.TakenAsync();
        (await CountAsync(ours.Database.DataSource), await CountAsync(theirs.DataSource)).ShouldBe((1, 1));
    }

    [Fact]
    public async Task differs_for_the_same_id_from_two_sources_which_is_two_events_here()
    {
        var (one, other) = (With("source", "https://one.example"), With("source", "https://two.example"));
        await StoreAsync(one);

        (await Should.ThrowAsync<PostgresException>(() => theirs.DataSource.StoreTextAsync(other))).SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation);
        await ours.Database.DataSource.StoreTextAsync(other);

        await ours.Database.DataSource.TakenAsync();
        await ours.VisibleAsync();
        (await CountAsync(ours.Database.DataSource), await CountAsync(theirs.DataSource)).ShouldBe((2, 1));
    }

    [Fact]
    public async Task differs_for_one_event_with_another_time_which_is_a_conflict_here()
    {
        await StoreAsync(With("timestamp", "2026-03-02T09:00:00Z"), With("timestamp", "2026-03-02T09:00:01Z"));

        (await CountAsync(ours.Database.DataSource), await CountAsync(theirs.DataSource)).ShouldBe((1, 2));
        (await ours.Database.DataSource.ScalarAsync<string>("select reason from events.quarantine")).ShouldBe("conflict");
    }

    [Fact]
    public async Task differs_for_parts_of_a_microsecond_which_are_cut_off_here()
    {
        const string Micros = "select extract(microseconds from timestamp)::bigint from cdviz.cdevents_lake";
        await StoreAsync(With("timestamp", "2026-03-02T09:00:16.3428735Z"));

        (await ours.Database.DataSource.ScalarAsync<long>(Micros), await theirs.DataSource.ScalarAsync<long>(Micros)).ShouldBe((16_342_873, 16_342_874));
    }

    [Fact]
    public async Task differs_for_a_type_that_nobody_knows_which_is_kept_here()
    {
        var e = With("type", "dev.cdevents.rocket");

        await Should.ThrowAsync<PostgresException>(() => theirs.DataSource.StoreTextAsync(e));
        await ours.Database.DataSource.StoreTextAsync(e);

        await ours.Database.DataSource.TakenAsync();
        (await CountAsync(ours.Database.DataSource), await CountAsync(theirs.DataSource)).ShouldBe((0, 0));
        (await ours.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(1);
    }

    private static string With(string member, string value)
    {
        var e = JsonNode.Parse(Events.PipelineRunStarted("other", 1, "build").Text())!;
        e["context"]![member] = value;
        return e.ToJsonString();
    }

    private static Task<long> CountAsync(NpgsqlDataSource database) => database.ScalarAsync<long>("select count(*) from cdviz.cdevents_lake");

    private async Task StoreAsync(params string[] events)
    {
        await theirs.DataSource.StoreTextAsync(events);
        await ours.Database.DataSource.StoreTextAsync(events);
        await ours.Database.DataSource.TakenAsync();
        await ours.VisibleAsync();
    }
}
