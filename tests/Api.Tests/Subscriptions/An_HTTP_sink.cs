using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

public sealed class An_HTTP_sink(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;
    private readonly string name = $"h-{Guid.NewGuid():N}";

    [Theory]
    [InlineData("cdevents", "application/json; charset=utf-8", 2)]
    [InlineData("cdeventsbatch", "application/json; charset=utf-8", 1)]
    [InlineData("ndjson", "application/x-ndjson", 1)]
    [InlineData("binary", "application/json; charset=utf-8", 2)]
    [InlineData("structured", "application/cloudevents+json; charset=utf-8", 2)]
    [InlineData("batch", "application/cloudevents-batch+json; charset=utf-8", 1)]
    public async Task writes_events_in_each_of_its_formats(string format, string mediaType, int requests)
    {
        await using var receiver = await Receiver.StartAsync();
        var events = new[] { Events.PipelineRunQueued($"{name} ü\"%", 1), Events.PipelineRunStarted($"{name} ü\"%", 2) };
        await api.RecordAsync(events);
        await SubscribeAsync(new { type = "http", url = $"{receiver.Url}/in?x=1", format, headers = new Dictionary<string, string> { ["X-Team"] = "shop" } });
        await api.DeliveredAsync(name);

        receiver.Ids.ShouldBe(events.Select(e => e.ContextId));
        receiver.Requests.ShouldBe(requests);
        var first = receiver.Taken.First();
        (first.Path, first.ContentType).ShouldBe(("/in?x=1", mediaType));
        (first.Headers["X-Team"], first.Headers["CdViz-Subscription"]).ShouldBe(("shop", name));
        first.Headers["User-Agent"].ShouldStartWith("CdViz.EventStore/");
        JsonElement.DeepEquals(first.Events.First(), JsonElement.Parse(events[0].Json.Span)).ShouldBeTrue();
        if (format is "binary")
        {
            first.Headers["ce-type"].ShouldBe("dev.cdevents.pipelinerun.queued.0.3.0");
            first.Headers["ce-subject"].ShouldBe($"{name}%20%C3%BC%22%25");
            (first.Headers["ce-id"], first.Headers["ce-specversion"]).ShouldBe((CloudEventText.Header(events[0].ContextId), "1.0"));
        }
        else if (format is "structured" or "batch")
        {
            var cloudEvent = format is "batch" ? first.Json[0] : first.Json;
            (cloudEvent.Text("id"), cloudEvent.Text("subject"), cloudEvent.Text("datacontenttype")).ShouldBe((events[0].ContextId, $"{name} ü\"%", "application/json"));
        }
    }

    [Theory, InlineData("body"), InlineData("timestamp")]
    public async Task signs_what_it_sends(string signature)
    {
        await using var receiver = await Receiver.StartAsync();
        await api.RecordAsync(Events.PipelineRunQueued(name, 1));
        await SubscribeAsync(new { type = "http", url = receiver.Url, secret = "It's a secret", signature, token = "abc", signatureHeader = "X-Signed" });
        await api.DeliveredAsync(name);

        var sent = receiver.Taken.ShouldHaveSingleItem();
        byte[] before = [];
        if (signature is "timestamp")
        {
            before = Encoding.UTF8.GetBytes($"{sent.Headers["X-CdViz-Timestamp"]}.");
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(sent.Headers["X-CdViz-Timestamp"], CultureInfo.InvariantCulture)).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        }

        sent.Headers["X-Signed"].ShouldBe($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData("It's a secret"u8, [.. before, .. sent.Body]))}");
        sent.Headers["Authorization"].ShouldBe("Bearer abc");
    }

    [Theory, InlineData(429), InlineData(503)]
    public async Task comes_back_when_it_is_told_to(int status)
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer(status, "3600");
        await api.RecordAsync(Events.PipelineRunQueued(name, 1));
        await SubscribeAsync(new { type = "http", url = receiver.Url });
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Text("state") == "waiting", "it waits");
        var waiting = await api.SubscriptionAsync(name);
        waiting.GetProperty("retryAt").GetDateTime().ShouldBe(DateTime.UtcNow.AddHours(1), TimeSpan.FromMinutes(2));
        receiver.Requests.ShouldBe(1);

        receiver.Take();
        await api.ActAsync(name, "try");
        await api.DeliveredAsync(name);
        receiver.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task follows_to_the_same_host_alone()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var other = await Receiver.StartAsync();
        receiver.Answer((delivery, context) =>
        {
            (context.Response.StatusCode, context.Response.Headers.Location) = delivery.Path switch { "/old" => (308, "/new"), "/away" => (307, other.Url), _ => (204, "") };
            return Task.CompletedTask;
        });
        await api.RecordAsync(Events.PipelineRunQueued(name, 1));
        await SubscribeAsync(new { type = "http", url = $"{receiver.Url}/old" });
        await api.DeliveredAsync(name);
        receiver.Taken.ShouldHaveSingleItem().Path.ShouldBe("/new");

        await api.SubscribeAsync($"{name}-away", new { type = "http", url = $"{receiver.Url}/away" }, new { subjects = new[] { name } });
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync($"{name}-away")).Text("state") == "waiting", "it waits");
        (await api.SubscriptionAsync($"{name}-away")).Text("lastError")!.ShouldContain("sends us on to");
        other.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task waits_for_one_that_hangs_and_for_one_that_is_not_there()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer((_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await api.RecordAsync(Subscribed.Runs(3, name));
        await SubscribeAsync(new { type = "http", url = receiver.Url, timeout = "00:00:00.3", format = "batch" });
        await api.SubscribeAsync($"{name}-none", new { type = "http", url = "http://127.0.0.1:9/" }, new { subjects = new[] { $"{name}*" } });
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Whole("attempts") >= 3, "it is tried again");
        (await api.SubscriptionAsync(name)).Text("lastError").ShouldBe("It did not answer within 0.3 s.");
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync($"{name}-none")).Whole("attempts") >= 3, "it is tried again");
        (await api.SubscriptionAsync($"{name}-none")).Text("lastError")!.ShouldContain("refused");

        receiver.Take();
        await api.DeliveredAsync(name);
        receiver.Ids.Distinct().ShouldBe(Subscribed.Runs(3, name).Select(e => e.ContextId));
    }

    private Task<JsonElement> SubscribeAsync(object sink) => api.SubscribeAsync(name, sink, new { subjects = new[] { $"{name}*" } });
}
