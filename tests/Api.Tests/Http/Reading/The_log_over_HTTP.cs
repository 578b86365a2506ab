using System.Net;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public sealed class The_log_over_HTTP(ListeningFixture fixture) : IClassFixture<ListeningFixture>, IAsyncLifetime
{
    private readonly TestApi api = fixture.Api;

    public async ValueTask InitializeAsync() => (await api.PostAsync(
        Lines(Enumerable.Range(0, 25).SelectMany<int, ReadOnlyMemory<byte>>(run =>
        [
            Events.PipelineRunStarted($"log-{run}", run, chain: $"chain-{run % 5}").Json,
            Events.PipelineRunFinished($"log-{run}", run + 100, chain: $"chain-{run % 5}").Json,
        ])),
        "application/x-ndjson")).StatusCode.ShouldBe(HttpStatusCode.OK);

    public ValueTask DisposeAsync() => default;

    [Theory]
    [InlineData("")]
    [InlineData("&type=dev.cdevents.pipelinerun.started")]
    [InlineData("&chain=chain-3")]
    [InlineData("&subject=log-4")]
    public async Task is_read_backwards_too(string filter)
    {
        async Task<List<long>> PositionsAsync(string? path)
        {
            var positions = new List<long>();
            for (; path is not null;)
            {
                var page = await api.GetAsync(path);
                positions.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Whole("position")));
                path = page.Text("next");
            }

            return positions;
        }

        var forwards = await PositionsAsync($"/events?limit=7{filter}");
        var backwards = await PositionsAsync($"/events?before=9223372036854775807&limit=7{filter}");

        backwards.Count.ShouldBeGreaterThan(0);
        backwards.ShouldBe(forwards.AsEnumerable().Reverse());
        (await (await api.Client.GetAsync("/events?before=5&after=1", Ct)).ShouldRefuseAsync(HttpStatusCode.BadRequest)).FirstError().Pointer.ShouldBe("/before");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(1000)]
    public async Task is_read_page_by_page(int limit)
    {
        var positions = new List<long>();
        for (string? path = $"/events?limit={limit}"; path is not null;)
        {
            var page = await api.GetAsync(path);
            page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(limit);
            positions.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Whole("position")));
            path = page.Text("next");
        }

        var count = await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events");
        count.ShouldBeGreaterThanOrEqualTo(50);
        positions.ShouldBe(Enumerable.Range(1, (int)count).Select(position => (long)position));
    }

    [Theory]
    [InlineData("type=pipeline_run_started&source=https://ci.example.com/acme/shop", 25)]
    [InlineData("type=dev.cdevents.pipelinerun.finished&source=https://ci.example.com/acme/shop", 25)]
    [InlineData("subject=log-3", 2)]
    [InlineData("chain=chain-4", 10)]
    [InlineData("chain=chain-4&type=pipeline_run_finished", 5)]
    [InlineData("source=https://ci.example.com/acme/shop", 50)]
    [InlineData("source=nowhere", 0)]
    [InlineData("after=40&source=https://ci.example.com/acme/shop", 10)]
    public async Task is_filtered(string query, int count)
    {
        var found = new List<JsonElement>();
        for (string? path = $"/events?{query}&limit=4"; path is not null;)
        {
            var page = await api.GetAsync(path);
            found.AddRange(page.GetProperty("items").EnumerateArray());
            path = page.Text("next");
        }

        found.Count.ShouldBe(count);
    }

    [Fact]
    public async Task shows_what_the_store_knows_of_an_event()
    {
        var e = Events.PipelineRunStarted("log-0", 0, chain: "chain-0");

        var item = (await api.GetAsync("/events?limit=1")).GetProperty("items")[0];

        item.Whole("position").ShouldBe(1);
        item.Text("stream").ShouldBe(e.Stream.ToString());
        item.Whole("version").ShouldBe(1);
        item.GetProperty("eventId").GetGuid().ShouldBe(e.Id);
        item.Text("type").ShouldBe("pipeline_run_started");
        item.GetProperty("occurredAt").GetDateTime().ShouldBe(e.OccurredAt);
        item.Text("recordedAt")!.ShouldEndWith("Z");
        item.Text("chainId").ShouldBe("chain-0");
        item.GetProperty("sender").ValueKind.ShouldBe(JsonValueKind.Null);
        JsonElement.DeepEquals(item.GetProperty("data"), JsonElement.Parse(e.Json.Span)).ShouldBeTrue();
    }

    [Fact]
    public async Task gives_one_event_back_as_a_CloudEvent_in_binary_mode()
    {
        var e = Elsewhere("log \"ü\" 100%");
        var position = (await (await api.PostAsync(e.Json)).ShouldAnswerAsync(HttpStatusCode.Created)).Whole("position");

        using var response = await api.Client.GetAsync($"/events/{position}", Ct);

        JsonElement.DeepEquals(JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct)), JsonElement.Parse(e.Json.Span)).ShouldBeTrue();
        string Header(string name) => response.Headers.GetValues(name).Single();
        Header("ce-id").ShouldBe("log%20%22%C3%BC%22%20100%25-started-1");
        Header("ce-type").ShouldBe(e.TypeName);
        Header("ce-source").ShouldBe(e.Source);
        Header("CdViz-Position").ShouldBe($"{position}");
        var envelope = response.Headers.Where(header => header.Key.StartsWith("ce-", StringComparison.Ordinal))
            .Select(header => (header.Key, header.Value.Single()));
        var again = await api.PostAsync(await response.Content.ReadAsByteArrayAsync(Ct), headers: [.. envelope]);
        var receipt = await again.ShouldAnswerAsync(HttpStatusCode.OK);
        receipt.TryGetProperty("warnings", out var warnings).ShouldBeFalse(warnings.ToString());
    }

    [Theory]
    [InlineData("/events/0")]
    [InlineData("/events/999999")]
    [InlineData("/streams/pipelinerun%7Cnowhere%7Cnothing")]
    [InlineData("/streams/nonsense")]
    public async Task says_what_is_not_there(string path) => await (await api.Client.GetAsync(path, Ct)).ShouldRefuseAsync(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("plain")]
    [InlineData("with/slash")]
    [InlineData("with%2Fencoded")]
    [InlineData("with space & ü+?#|more")]
    public async Task shows_one_subjects_events(string subject)
    {
        var e = Elsewhere(subject);
        await (await api.PostAsync(e.Json)).ShouldAnswerAsync(HttpStatusCode.Created);

        var list = await api.GetAsync($"/streams/{Uri.EscapeDataString(e.Stream.ToString())}");

        list.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().Text("stream").ShouldBe(e.Stream.ToString());
        list.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task shows_one_subjects_events_page_by_page()
    {
        var stream = Uri.EscapeDataString(Events.PipelineRunStarted("log-7", 0).Stream.ToString());

        var first = await api.GetAsync($"/streams/{stream}?limit=1");
        var second = await api.GetAsync(first.Text("next")!);

        first.GetProperty("items")[0].Whole("version").ShouldBe(1);
        second.GetProperty("items")[0].Whole("version").ShouldBe(2);
        second.Text("next").ShouldBeNull();
    }

    // The other tests of this class count the events of the usual source.
    private static AdmittedEvent Elsewhere(string subject) => Events.Of(
        new PipelineRunStarted { PipelineName = "elsewhere", Uri = "https://ci.example.com" }, subject, 1, source: "https://elsewhere.example.com");
}
