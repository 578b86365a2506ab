using System.Text.Json.Nodes;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

public sealed class The_event_log(EventLogFixture fixture) : IClassFixture<EventLogFixture>
{
    private readonly EventLog log = fixture.Log;

    [Fact]
    public async Task knows_its_head() => (await log.HeadAsync(Ct)).ShouldBe(EventLogFixture.Count);

    [Fact]
    public async Task gives_an_event_as_it_was_recorded()
    {
        var given = fixture.Given[4];
        var place = fixture.Outcomes[4].ShouldBeAppended();

        var e = (await log.AtAsync(place.Position, Ct)).ShouldNotBeNull();

        (e with { Data = default }).ShouldBe(new StoredEvent(
            place.Position, given.Id, given.Stream.ToString(), place.Version, given.Type.Alias, given.OccurredAt, place.RecordedAt, given.ChainId, "token-1", default));
        JsonNode.DeepEquals(JsonNode.Parse(e.Data.Span), JsonNode.Parse(given.Json.Span)).ShouldBeTrue();
        (await log.AtAsync(EventLogFixture.Count + 1, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task gives_a_stream_by_version()
    {
        var stream = Events.PipelineRunQueued("run-3", 0).Stream.ToString();

        (await log.StreamAsync(stream, 0, 10, Ct)).Events.Select(e => e.Version).ShouldBe([1, 2, 3]);
        (await log.StreamAsync(stream, 1, 1, Ct)).Events.Select(e => e.Version).ShouldBe([2]);
        (await log.StreamAsync("no|such|stream", 0, 10, Ct)).Events.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("pipeline_run_started", null, null, null)]
    [InlineData("dev.cdevents.pipelinerun.started", null, null, null)]
    [InlineData("dev.cdevents.pipelinerun.started.0.3.0", null, null, null)]
    [InlineData("dev.cdevents.pipelinerun.started.0.1.0", null, null, null)]
    [InlineData("dev.cdevents.pipelinerun", null, null, null)]
    [InlineData(null, "run-7", null, null)]
    [InlineData(null, null, EventLogFixture.OtherSource, null)]
    [InlineData(null, null, null, "chain-2")]
    [InlineData("pipeline_run_finished", "run-7", Events.Source, null)]
    [InlineData("pipeline_run_queued", null, Events.Source, "chain-1")]
    [InlineData(null, "run-7", null, "chain-1")]
    [InlineData(null, null, "nobody", null)]
    [InlineData(null, null, null, "no-chain")]
    public async Task is_paged_by_what_is_asked_for(string? type, string? subject, string? source, string? chain)
    {
        var expected = fixture.Given.Index()
            .Where(given => type is null || type == given.Item.Type.Alias || type == given.Item.Type.ToString() || type == given.Item.TypeName)
            .Where(given => subject is null || subject == given.Item.Stream.SubjectId)
            .Where(given => source is null || source == given.Item.Source)
            .Where(given => chain is null || chain == given.Item.ChainId)
            .Select(given => given.Index + 1L);

        foreach (var limit in new[] { 1, 7, 100, 1000 })
        {
            var seen = new List<long>();
            for (var (after, more) = (0L, true); more;)
            {
                var page = await log.PageAsync(after, limit, new EventFilter(type, subject, source, chain), Ct);
                page.Events.Count.ShouldBeLessThanOrEqualTo(limit);
                page.Next.ShouldBeGreaterThanOrEqualTo(page.More ? after + 1 : after);
                seen.AddRange(page.Events.Select(e => e.Position));
                (after, more) = (page.Next, page.More);
            }

            seen.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task looks_at_a_bounded_number_of_events_for_one_page()
    {
        var page = await new EventLog(fixture.Database.DataSource) { Scan = 50 }.PageAsync(0, 10, new EventFilter(Source: "nobody"), Ct);

        page.Events.ShouldBeEmpty();
        (page.Next, page.More).ShouldBe((50, true));
    }
}

public sealed class EventLogFixture : IAsyncLifetime
{
    public const string OtherSource = "https://other.example.com";

    public const int Count = 300;

    public DatabaseFixture Database { get; } = new();

    public EventLog Log => new(Database.DataSource);

    public IReadOnlyList<AdmittedEvent> Given { get; } =
    [
        .. Enumerable.Range(0, Count).Select(i => Events.Of(
            (i / 100) switch
            {
                0 => new PipelineRunQueued { PipelineName = "build" },
                1 => new PipelineRunStarted { PipelineName = "build", Uri = "https://ci.example.com/1" },
                _ => new PipelineRunFinished { PipelineName = "build", Outcome = new Outcome("success") },
            },
            $"run-{i % 100}", i, source: i % 10 == 5 ? OtherSource : Events.Source, chain: i % 3 == 0 ? null : $"chain-{i % 3}")),
    ];

    public IReadOnlyList<AppendOutcome> Outcomes { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        await using var appender = Database.DataSource.Appender();
        Outcomes = await appender.AppendAsync(Given, "test", "token-1", CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
