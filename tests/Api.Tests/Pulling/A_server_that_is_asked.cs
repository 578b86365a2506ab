using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Pulling;

public sealed class A_server_that_is_asked
{
    [Fact]
    public async Task is_followed_over_its_pages_and_asked_for_what_is_newer()
    {
        var events = new ConcurrentQueue<string>(Enumerable.Range(0, 5).Select(n => Events.PipelineRunQueued($"run-{n}", n).Text()));
        await using var tool = await ToolServer.StartAsync(context =>
        {
            var since = context.Request.Query["since"].ToString();
            var newer = events.Where(e => string.CompareOrdinal(Stamp(e), since) > 0).ToList();
            var page = int.Parse(context.Request.Query["page"].FirstOrDefault() ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            if (newer.Count > (page + 1) * 2)
            {
                context.Response.Headers.Link = $"</events?since={since}&page={page + 1}>; rel=\"next\"";
            }

            return Json(context, $$"""{"data":{"items":[{{string.Join(',', newer.Skip(page * 2).Take(2))}}]} }""");
        });
        await using var api = await StartAsync(new()
        {
            Uri = $"{tool.Url}events?since={{cursor}}",
            Items = "/data/items",
            Cursor = "/context/timestamp",
            Since = "2026-01-01T00:00:00Z",
            Secret = "hush",
        });

        await api.EventsAsync(5);
        events.Enqueue(Events.PipelineRunQueued("later", 100).Text());
        await api.EventsAsync(6);

        tool.Asked.ShouldAllBe(asked => asked.Headers.Authorization == "Bearer hush");
        tool.Asked.First().Path.ShouldBe("/events?since=2026-01-01T00%3A00%3A00Z");
        tool.Asked.ShouldContain(asked => asked.Path.EndsWith("page=2", StringComparison.Ordinal));
        await WaitFor.TrueAsync(() => Task.FromResult(tool.Asked.Any(asked => asked.Path == $"/events?since={Uri.EscapeDataString(Stamp(events.Last()))}")), "it is asked for what is newer");
    }

    [Fact]
    public async Task that_says_that_nothing_changed_is_not_read_again()
    {
        var body = Events.PipelineRunQueued("run", 1).Text();
        var unchanged = 0;
        await using var tool = await ToolServer.StartAsync(context =>
        {
            if (context.Request.Headers.IfNoneMatch == "\"7\"")
            {
                Interlocked.Increment(ref unchanged);
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            context.Response.Headers.ETag = "\"7\"";
            return Json(context, body);
        });
        await using var api = await StartAsync(new() { Uri = $"{tool.Url}latest" });

        await api.EventsAsync(1);
        await WaitFor.TrueAsync(() => Task.FromResult(unchanged > 2), "it is asked again");
        await api.SourceAsync("tool", source => source.Whole("taken") is 1, "it was taken once");
    }

    [Fact]
    public async Task that_asks_to_wait_is_waited_for()
    {
        var asked = new ConcurrentQueue<DateTime>();
        await using var tool = await ToolServer.StartAsync(context =>
        {
            asked.Enqueue(DateTime.UtcNow);
            if (asked.Count is 1)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "2";
                return Task.CompletedTask;
            }

            return Json(context, Events.PipelineRunQueued("run", 1).Text());
        });
        await using var api = await StartAsync(new() { Uri = tool.Url.ToString() });
        await api.SourceAsync("tool", source => source.Text("lastError") is { } why && why.Contains("answers 429", StringComparison.Ordinal), "it says why");

        await api.EventsAsync(1);
        var times = asked.ToArray();
        (times[1] - times[0]).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.9));
        await api.ListeningAsync();
    }

    [Theory]
    [InlineData(500, "boom", "answers 500: boom")]
    [InlineData(401, "who?", "answers 401: who?")]
    [InlineData(200, "no JSON", "does not answer JSON")]
    [InlineData(200, "{\"items\":7}", "has no list at /items")]
    public async Task that_answers_wrongly_is_told(int status, string body, string why)
    {
        await using var tool = await ToolServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Json(context, body);
        });
        await using var api = await StartAsync(new() { Uri = tool.Url.ToString(), Items = "/items" });

        await api.SourceAsync("tool", source => source.Text("lastError") is { } said && said.Contains(why, StringComparison.Ordinal), why);
        (await A_RabbitMQ_queue.ReasonAsync(api)).ShouldNotBeNull().ShouldNotContain("127.0.0.1");
    }

    [Fact]
    public async Task gets_what_proves_who_asks_wherever_a_thing_has_moved_and_no_other_server_does()
    {
        await using var other = await ToolServer.StartAsync(context => context.Request.Path == "/next"
            ? Moved(context, "/last") : Json(context, $"[{Events.PipelineRunQueued("run-1", 1).Text()}]"));
        await using var tool = await ToolServer.StartAsync(context =>
        {
            context.Response.Headers.Link = $"<{other.Url}next>; rel=\"next\"";
            return context.Request.Path == "/events" ? Moved(context, "/renamed") : Json(context, $"[{Events.PipelineRunQueued("run-0", 0).Text()}]");
        });
        await using var api = await StartAsync(new() { Uri = $"{tool.Url}events", Secret = "hush", Headers = new Dictionary<string, string> { ["PRIVATE-TOKEN"] = "quiet" } });

        await api.EventsAsync(2);
        tool.Asked.Select(asked => asked.Path).Take(2).ShouldBe(["/events", "/renamed"]);
        tool.Asked.ShouldAllBe(asked => asked.Headers.Authorization == "Bearer hush" && asked.Headers["PRIVATE-TOKEN"] == "quiet");
        other.Asked.Select(asked => asked.Path).Take(2).ShouldBe(["/next", "/last"]);
        other.Asked.ShouldAllBe(asked => asked.Headers.Authorization.Count == 0 && asked.Headers["PRIVATE-TOKEN"].Count == 0);
    }

    [Fact]
    public async Task that_sends_on_in_a_circle_is_told()
    {
        await using var tool = await ToolServer.StartAsync(context => Moved(context, "/"));
        await using var api = await StartAsync(new() { Uri = tool.Url.ToString() });

        await api.SourceAsync("tool", source => source.Text("lastError") is { } why && why.Contains("answers 302", StringComparison.Ordinal), "it is told");
    }

    [Fact]
    public async Task is_asked_by_one_node_at_a_time()
    {
        await using var tool = await ToolServer.StartAsync(context => Json(context, "[]"));
        await using var database = await TestDatabase.CreateProvisionedAsync();
        (string, string?)[] settings = [("Sources__tool__Type", "http"), ("Sources__tool__Uri", tool.Url.ToString()), ("Sources__tool__Every", "00:00:03"), ("Projections__Run", "false")];
        await using var one = await ServerProcess.StartAsync(database.ConnectionString, settings);
        await using var other = await ServerProcess.StartAsync(database.ConnectionString, settings);

        await WaitFor.TrueAsync(() => Task.FromResult(tool.Asked.Count >= 2), "it is asked");
        var (count, began) = (tool.Asked.Count, DateTime.UtcNow);
        await WaitFor.TrueAsync(() => Task.FromResult(tool.Asked.Count >= count + 2), "it is asked again");
        // Two nodes would ask twice within three seconds.
        (DateTime.UtcNow - began).ShouldBeGreaterThan(TimeSpan.FromSeconds(3.2));
    }

    [Fact]
    public async Task as_a_stream_is_read_on_from_the_last_event()
    {
        var events = Enumerable.Range(0, 4).Select(n => Events.PipelineRunQueued($"run-{n}", n).Text()).ToList();
        await using var tool = await ToolServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            var last = int.Parse(context.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? "-1", System.Globalization.CultureInfo.InvariantCulture);
            var some = events.Select((e, nth) => (e, nth)).Skip(last + 1).Take(2);
            await context.Response.WriteAsync($"retry: 100\n: hello\n\n{string.Concat(some.Select(one => $"id: {one.nth}\nevent: cdevent\ndata: {one.e}\n\n"))}", Ct);
        });
        await using var api = await StartAsync(new() { Type = SourceType.Sse, Uri = tool.Url.ToString() });

        await api.EventsAsync(4);
        await WaitFor.TrueAsync(() => Task.FromResult(tool.Asked.Any(asked => asked.Headers["Last-Event-ID"] == "3")), "it goes on");
        tool.Asked.Select(asked => asked.Headers["Last-Event-ID"].ToString()).Take(3).ShouldBe(["", "1", "3"]);
    }

    [Fact]
    public async Task as_a_stream_that_is_none_is_told()
    {
        await using var tool = await ToolServer.StartAsync(context => Json(context, "{}"));
        await using var api = await StartAsync(new() { Type = SourceType.Sse, Uri = tool.Url.ToString() });

        await api.SourceAsync("tool", source => source.Text("lastError") is { } why && why.Contains("no text/event-stream", StringComparison.Ordinal), "it is told");
    }

    private static string Stamp(string e) => System.Text.Json.JsonElement.Parse(e).GetProperty("context").Text("timestamp")!;

    private static Task Moved(HttpContext context, string to)
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    }

    private static Task Json(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
    }

    private static Task<TestApi> StartAsync(SourceSettings source) => TestApi.StartAsync(settings => settings with
    {
        Sources = [source with { Name = "tool", Type = source.Type ?? SourceType.Http, Every = TimeSpan.FromMilliseconds(300) }],
    });
}
