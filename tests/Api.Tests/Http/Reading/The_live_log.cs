using System.Globalization;
using System.Net;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public class The_live_log(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task shows_events_as_they_are_committed_and_goes_on_where_it_was_left()
    {
        var before = await PostAsync("live-before");
        await using var live = await LiveStream.OpenAsync(api, "/events/live", null);
        var first = await PostAsync("live-1");
        (await live.NextAsync()).ShouldBe((first, "live-1"));
        var second = await PostAsync("live-2");
        (await live.NextAsync()).ShouldBe((second, "live-2"));

        await using var resumed = await LiveStream.OpenAsync(api, "/events/live", first);
        (await resumed.NextAsync()).ShouldBe((second, "live-2"));
        await using var fromThere = await LiveStream.OpenAsync(api, $"/events/live?after={before}", null);
        (await fromThere.NextAsync()).ShouldBe((first, "live-1"));
    }

    [Theory, InlineData("subject=NAME"), InlineData("subjects=other,NAM*&types=dev.cdevents.pipelinerun.*"), InlineData("predicate=(e, log) => log.position > 0 %26%26 e.subject.id.endsWith('-E')")]
    public async Task shows_only_what_is_asked_for(string query)
    {
        await using var live = await LiveStream.OpenAsync(api, $"/events/live?{query.Replace("NAM", $"{query.Length}-", StringComparison.Ordinal)}", null);
        await PostAsync($"{query.Length}:unwanted");
        var wanted = await PostAsync($"{query.Length}-E");

        (await live.NextAsync()).ShouldBe((wanted, $"{query.Length}-E"));
    }

    [Fact]
    public async Task ends_where_its_predicate_fails_and_says_why()
    {
        using var response = await api.Client.GetAsync("/events/live?after=0&predicate=e => { while (true) {} }", HttpCompletionOption.ResponseHeadersRead, Ct);
        await PostAsync("live-loop");
        (await response.Content.ReadAsStringAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct)).ShouldEndWith("event: error\ndata: {\"error\":\"The script took longer than 0.1 s.\"}\n\n");
        (await (await api.Client.GetAsync("/events/live?predicate=17", Ct)).ShouldRefuseAsync(HttpStatusCode.BadRequest)).FirstError().Rule.ShouldBe("query.predicate");
    }

    [Fact]
    public async Task has_the_same_filters_where_cdvizs_collector_has_it()
    {
        using var response = await api.Client.GetAsync($"/sse/any?types=pipeline_run_started&predicate=e => e.subject.id == 'sse-2'", HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Ct));
        await PostAsync("sse-1");
        await PostAsync("sse-2");
        while (await lines.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                JsonElement.Parse(line[6..]).GetProperty("subject").Text("id").ShouldBe("sse-2");
                break;
            }
        }
    }

    private async Task<long> PostAsync(string run) =>
        (await (await api.PostAsync(Events.PipelineRunStarted(run, 1).Json)).ShouldAnswerAsync(HttpStatusCode.Created)).Whole("position");

    private sealed class LiveStream(HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public static async Task<LiveStream> OpenAsync(TestApi api, string path, long? last)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (last is { } id)
            {
                request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
            }

            var response = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            return new LiveStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(Ct)));
        }

        /// <summary>The next event: its id, and the subject it is about.</summary>
        public async Task<(long Id, string? Subject)> NextAsync()
        {
            var id = 0L;
            while (await reader.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    id = long.Parse(line[4..], CultureInfo.InvariantCulture);
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    var item = JsonElement.Parse(line[6..]);
                    item.Whole("position").ShouldBe(id);
                    return (id, item.GetProperty("data").GetProperty("subject").Text("id"));
                }
            }

            throw new EndOfStreamException();
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            return default;
        }
    }
}
