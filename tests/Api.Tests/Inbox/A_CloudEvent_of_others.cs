using System.Net;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

public sealed class A_CloudEvent_of_others(A_CloudEvent_of_others.Server server) : IClassFixture<A_CloudEvent_of_others.Server>
{
    private static readonly (string, string)[] Added = Headers("k-1", "dev.knative.apiserver.resource.add", "2026-03-02T09:15:00Z");

    private readonly TestApi api = server.Api;

    [Fact]
    public async Task in_binary_mode_is_translated_and_kept_as_it_came()
    {
        var entry = await api.EntryAsync(await api.SendAsync("/cloudevents", Deployment("a", "registry.example.com/shop/a:1").Utf8(), "application/json", Added));

        entry.GetProperty("results")[0].Text("outcome").ShouldBe("appended", entry.ToString());
        var raw = JsonElement.Parse((await api.Database.DataSource.ScalarAsync<string>("select event::text from cdviz.cloudevent_raw where event_id = 'k-1'"))!);
        (raw.Text("type"), raw.GetProperty("data").Text("kind")).ShouldBe(("dev.knative.apiserver.resource.add", "Deployment"));
    }

    [Fact]
    public async Task in_structured_and_batched_mode_is_the_same()
    {
        string Event(string id, string image) => $$"""
            {"specversion":"1.0","id":"{{id}}","source":"https://10.96.0.1:443","type":"dev.knative.apiserver.resource.add","time":"2026-03-02T09:15:00Z","data":{{Deployment(id, image)}}}
            """;

        var one = await api.EntryAsync(await api.SendAsync("/cloudevents", Event("s-1", "x:1").Utf8(), "application/cloudevents+json"));
        var many = await api.EntryAsync(await api.SendAsync("/cloudevents", $"[{Event("s-2", "x:1")},{Event("s-3", "x:2")}]".Utf8(), "application/cloudevents-batch+json"));

        one.GetProperty("results").GetArrayLength().ShouldBe(1);
        many.GetProperty("results").GetArrayLength().ShouldBe(2);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from cdviz.cloudevent_raw where event_id in ('s-1', 's-2', 's-3')")).ShouldBe(3);
    }

    [Theory]
    [InlineData("source", "/a\\u0000b")]
    [InlineData("subject", "\\u0000")]
    [InlineData("id", "n\\u0000")]
    [InlineData("extra", "x\\u0000y")]
    public async Task that_no_database_holds_as_it_is_lets_nothing_wait_for_it(string attribute, string value)
    {
        var attributes = new Dictionary<string, string> { ["id"] = $"n-{attribute}", ["source"] = "/n", ["type"] = "com.acme.odd", ["data"] = "\\u0000" };
        attributes[attribute] = value;

        var odd = await api.SendAsync("/cloudevents", $$"""{"specversion":"1.0",{{string.Join(',', attributes.Select(one => $"\"{one.Key}\":\"{one.Value}\""))}}}""".Utf8(), "application/cloudevents+json");
        var next = await api.EntryAsync(await api.SendAsync("/cloudevents", Deployment($"n-{attribute}", "x:1").Utf8(), "application/json", Headers($"next-{attribute}", "dev.knative.apiserver.resource.add", "2026-03-02T09:15:00Z")));

        next.Text("state").ShouldBe("done", next.ToString());
        ((int)odd.StatusCode).ShouldBeOneOf(202, 400);
    }

    [Fact]
    public async Task about_a_workload_is_a_deployment_where_an_image_changed_and_nothing_where_it_did_not()
    {
        async Task<string?> Say(string id, string what, string image, string at, int replicas = 1)
        {
            var entry = await api.EntryAsync(await api.SendAsync(
                "/cloudevents", Deployment("w", image, replicas).Utf8(), "application/json", Headers(id, $"dev.knative.apiserver.resource.{what}", at)));
            return entry.GetProperty("results").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } result
                ? (await api.GetAsync($"/events/{result.Whole("position")}")).GetProperty("context").Text("type")!.Split('.')[3]
                : entry.Text("remark");
        }

        (await Say("w-1", "add", "shop/w:1", "2026-03-02T09:00:00Z")).ShouldBe("deployed");
        (await Say("w-2", "update", "shop/w:1", "2026-03-02T09:01:00Z", replicas: 5)).ShouldBe("Nothing has changed by it.");
        (await Say("w-3", "update", "shop/w:2", "2026-03-02T09:02:00Z")).ShouldBe("upgraded");
        (await Say("w-4", "update", "shop/w:1", "2026-03-02T09:03:00Z")).ShouldBe("rolledback");
        (await Say("w-5", "add", "shop/w:1", "2026-03-02T09:04:00Z")).ShouldBe("Nothing has changed by it.");
        (await Say("w-6", "delete", "shop/w:1", "2026-03-02T09:05:00Z")).ShouldBe("removed");
        (await Say("w-7", "delete", "shop/w:1", "2026-03-02T09:06:00Z")).ShouldBe("Nothing has changed by it.");
        // Driven again, it is found in the log.
        (await Say("w-3", "update", "shop/w:2", "2026-03-02T09:02:00Z")).ShouldBe("upgraded");
    }

    [Fact]
    public async Task that_no_route_takes_is_kept_and_says_so()
    {
        var entry = await api.EntryAsync(await api.SendAsync("/cloudevents", "not json".Utf8(), "text/plain", Headers("o-1", "com.example.other", "2026-03-02T09:15:00Z")));

        (entry.Text("state"), entry.GetProperty("results").GetArrayLength()).ShouldBe(("done", 0));
        entry.Text("remark")!.ShouldContain("com.example.other");
        (await api.Database.DataSource.ScalarAsync<string>("select event ->> 'data_base64' from cdviz.cloudevent_raw where event_id = 'o-1'"))
            .ShouldBe(Convert.ToBase64String("not json"u8));
    }

    [Fact]
    public async Task goes_to_all_translators_that_its_routes_name()
    {
        var entry = await api.EntryAsync(await api.SendAsync("/cloudevents", "{}".Utf8(), "application/json", Headers("r-1", "com.acme.built", "2026-03-02T09:15:00Z")));

        entry.GetProperty("translators").EnumerateArray().Select(name => name.GetString()).ShouldBe(["one", "other"], ignoreOrder: true);
        entry.GetProperty("results").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task may_be_translated_by_a_function()
    {
        server.Function.Answer = _ => (200, """[{"context":{"specversion":"0.5.1","type":"dev.cdevents.build.queued.0.3.0"},"subject":{"id":"by function","content":{}}}]""");
        var entry = await api.EntryAsync(await api.SendAsync("/cloudevents", """{"a":1}""".Utf8(), "application/json", Headers("f-1", "com.acme.function", "2026-03-02T09:15:00Z")));

        entry.GetProperty("results")[0].Text("outcome").ShouldBe("appended", entry.ToString());
        var (headers, body) = server.Function.Seen.Last();
        (headers["ce-id"], headers["ce-type"], body).ShouldBe(("f-1", "com.acme.function", """{"a":1}"""));
    }

    [Fact]
    public async Task whose_function_is_away_waits_and_holds_up_nobody()
    {
        var times = 0;
        server.Function.Answer = _ => ++times < 2 ? (503, "") : (200, """{"context":{"specversion":"0.5.1","type":"dev.cdevents.build.queued.0.3.0"},"subject":{"id":"later","content":{}}}""");

        var posted = await (await api.SendAsync("/cloudevents", "{}".Utf8(), "application/json", Headers("f-2", "com.acme.function", "2026-03-02T09:15:00Z"))).ShouldAnswerAsync(HttpStatusCode.Accepted);
        var other = await api.EntryAsync(await api.SendAsync("/cloudevents", Deployment("beside", "x:1").Utf8(), "application/json", Headers("f-3", "dev.knative.apiserver.resource.add", "2026-03-02T09:15:00Z")));

        other.Text("state").ShouldBe("done");
        var entry = await api.EntryAsync(posted.Whole("inboxId"));
        (entry.Text("state"), entry.Whole("attempts"), times).ShouldBe(("done", 2, 2));
    }

    [Fact]
    public async Task whose_function_refuses_it_has_failed()
    {
        server.Function.Answer = _ => (422, "");
        var entry = await api.EntryAsync(await api.SendAsync("/cloudevents", "{}".Utf8(), "application/json", Headers("f-4", "com.acme.function", "2026-03-02T09:15:00Z")));

        entry.Text("state").ShouldBe("failed");
        entry.Text("remark")!.ShouldContain("answered 422");
    }

    [Theory]
    [InlineData("{}", "application/cloudevents+json")]
    [InlineData("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/\"}", "application/cloudevents+json")]
    [InlineData("[{\"specversion\":\"1.0\"", "application/cloudevents-batch+json")]
    [InlineData("{}", "application/json")]
    public async Task that_is_none_is_refused(string body, string contentType)
    {
        var problem = await (await api.SendAsync("/cloudevents", body.Utf8(), contentType)).ShouldRefuseAsync(HttpStatusCode.BadRequest);

        problem.FirstError().Rule.ShouldBe("cloudevents");
    }

    private static (string, string)[] Headers(string id, string type, string time) =>
        [("ce-specversion", "1.0"), ("ce-id", id), ("ce-source", "https://10.96.0.1:443"), ("ce-type", type), ("ce-time", time)];

    private static string Deployment(string name, string image, int replicas = 1) => $$$"""
        {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"{{{name}}}","namespace":"shop","creationTimestamp":"2026-03-02T09:00:00Z"},
         "spec":{"replicas":{{{replicas}}},"template":{"spec":{"containers":[{"name":"main","image":"{{{image}}}"}]} } } }
        """;

    /// <summary>A server with routes, and a function beside it.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("cdviz-routes-").FullName;
        private TestApi? api;

        internal TestApi Api => api!;

        internal FunctionServer Function { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Function.StartAsync();
            foreach (var name in (string[])["one", "other"])
            {
                await File.WriteAllTextAsync(
                    Path.Combine(folder, $"{name}.js"),
                    $"function translate(input, headers) {{ return {{ context: {{ type: 'dev.cdevents.build.queued.0.3.0', timestamp: headers['ce-time'] }}, subject: {{ id: '{name}', content: {{}} }} }}; }}");
            }

            api = await TestApi.StartAsync(settings => settings with
            {
                Translators = new() { Folder = folder },
                Sources =
                [
                    new() { Name = "first", Type = SourceType.CloudEvents, EventTypes = ["com.acme.built*"], Translators = ["one"] },
                    new() { Name = "second", Type = SourceType.CloudEvents, EventTypes = ["com.acme.*t"], EventSources = ["https://10.*"], Translators = ["other"] },
                    new() { Name = "function", Type = SourceType.CloudEvents, EventTypes = ["com.acme.function"], Translators = [Function.Address] },
                ],
            });
        }

        public async ValueTask DisposeAsync()
        {
            await api!.DisposeAsync();
            await Function.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }
}
