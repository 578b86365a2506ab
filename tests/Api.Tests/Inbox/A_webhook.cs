using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

public sealed class A_webhook(A_webhook.Server server) : IClassFixture<A_webhook.Server>
{
    private const string Secret = "It's a Secret to Everybody";

    private static readonly string Run = """
        {"action":"requested","workflow_run":{"url":"https://api.github.com/repos/acme/shop/actions/runs/ID","html_url":"https://github.com/acme/shop/actions/runs/ID",
         "name":"build","run_attempt":1,"created_at":"2026-03-02T09:15:00Z","updated_at":"2026-03-02T09:15:01Z","head_sha":"aa11"},
         "repository":{"full_name":"acme/shop","url":"https://api.github.com/repos/acme/shop"}}
        """;

    private readonly TestApi api = server.Api;

    [Fact]
    public async Task is_kept_answered_translated_and_recorded()
    {
        var entry = await TakenAsync("github", Run.Replace("ID", "1", StringComparison.Ordinal), ("X-GitHub-Event", "workflow_run"), ("X-GitHub-Delivery", "d-1"), ("X-Nobody", "asks"));

        (entry.Text("state"), entry.Text("door"), entry.Text("source"), entry.Text("sender")).ShouldBe(("done", "webhook", "github", "github"));
        entry.GetProperty("translators")[0].GetString().ShouldBe("github");
        var result = entry.GetProperty("results")[0];
        result.Text("outcome").ShouldBe("appended");
        var e = await api.GetAsync($"/events/{result.Whole("position")}");
        e.GetProperty("context").Text("type").ShouldBe("dev.cdevents.pipelinerun.queued.0.3.0");
        e.GetProperty("subject").Text("id").ShouldBe("https://api.github.com/repos/acme/shop/actions/runs/1/attempts/1");
        (await api.Database.DataSource.ScalarAsync<string>("select (headers ->> 'door') || ' ' || user_name from events.mt_events where seq_id = $1", result.Whole("position")))
            .ShouldBe("webhook github");
        var headers = entry.GetProperty("headers").EnumerateObject().Select(header => header.Name).ToList();
        headers.ShouldBe(["X-GitHub-Event", "X-GitHub-Delivery"], ignoreOrder: true);
        entry.Text("body")!.ShouldContain("workflow_run");
    }

    [Fact]
    public async Task that_comes_again_says_nothing_new()
    {
        var body = Run.Replace("ID", "2", StringComparison.Ordinal);
        var first = await TakenAsync("github", body, ("X-GitHub-Event", "workflow_run"));
        var again = await TakenAsync("github", body, ("X-GitHub-Event", "workflow_run"));

        var (one, other) = (first.GetProperty("results")[0], again.GetProperty("results")[0]);
        (other.Text("outcome"), other.Whole("position")).ShouldBe(("duplicate", one.Whole("position")));
    }

    [Fact]
    public async Task that_means_nothing_says_why()
    {
        var entry = await TakenAsync("github", """{"zen":"Keep it logically awesome."}""", ("X-GitHub-Event", "ping"));

        (entry.Text("state"), entry.GetProperty("results").GetArrayLength()).ShouldBe(("done", 0));
        entry.Text("remark")!.ShouldContain("'ping' has no meaning");
    }

    [Theory]
    [InlineData("{\"action\":", "not JSON")]
    [InlineData("{\"action\":\"completed\"}", "/repository/url is missing")]
    [InlineData("\u00ff", "not valid UTF-8")]
    public async Task that_cannot_be_translated_is_kept_with_the_reason(string body, string why)
    {
        var bytes = Encoding.Latin1.GetBytes(body);
        var entry = await TakenAsync("github", bytes, Signature(bytes), ("X-GitHub-Event", "workflow_run"));

        entry.Text("state").ShouldBe("failed");
        entry.Text("remark")!.ShouldContain(why);
    }

    [Fact]
    public async Task of_a_form_is_read_like_any_other()
    {
        var form = $"payload={Uri.EscapeDataString(Run.Replace("ID", "3", StringComparison.Ordinal))}";
        var entry = await TakenAsync("github", form, "application/x-www-form-urlencoded", ("X-GitHub-Event", "workflow_run"));

        entry.GetProperty("results")[0].Text("outcome").ShouldBe("appended");
    }

    [Fact]
    public async Task without_its_signature_or_with_another_is_refused()
    {
        var body = Run.Utf8();

        (await (await PostAsync("github", body, null, "application/json", ("X-GitHub-Event", "workflow_run"))).ShouldRefuseAsync(HttpStatusCode.Unauthorized))
            .Text("detail")!.ShouldContain("X-Hub-Signature-256 is missing");
        (await (await PostAsync("github", body, ("X-Hub-Signature-256", $"sha256={new string('0', 64)}"), "application/json")).ShouldRefuseAsync(HttpStatusCode.Unauthorized))
            .Text("detail")!.ShouldContain("not the body's");
        (await (await PostAsync("github", "{}".Utf8(), Signature(body.ToArray()), "application/json")).ShouldRefuseAsync(HttpStatusCode.Unauthorized)).Text("title").ShouldBe("Not known");
        (await api.GetAsync("/sources")).GetProperty("items").EnumerateArray().Single(one => one.Text("name") == "github").Whole("refused").ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task of_a_source_that_is_not_there_is_refused() =>
        (await (await PostAsync("elsewhere", "{}".Utf8(), null, "application/json")).ShouldRefuseAsync(HttpStatusCode.NotFound)).Text("detail")!.ShouldContain("'elsewhere'");

    [Fact]
    public async Task that_is_empty_or_too_large_is_refused()
    {
        await (await PostAsync("github", default, Signature([]), "application/json")).ShouldRefuseAsync(HttpStatusCode.BadRequest);
        await (await PostAsync("github", new byte[10 * 1024 * 1024], null, "application/json")).ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task has_to_fit_the_rules_of_its_source()
    {
        await (await PostAsync("ruled", "{}".Utf8(), null, "application/json")).ShouldRefuseAsync(HttpStatusCode.Unauthorized);
        await (await PostAsync("ruled", "{}".Utf8(), ("X-Team", "shop"), "application/json", ("X-Place", "elsewhere"))).ShouldRefuseAsync(HttpStatusCode.Forbidden);
        await (await PostAsync("ruled", "{}".Utf8(), ("X-Team", "Shop"), "application/json", ("X-Place", "pro-7"))).ShouldAnswerAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task signed_as_standard_webhooks_are_is_taken_within_its_time_alone()
    {
        const string Body = """{"object_kind":"note","project":{"web_url":"https://gitlab.example.com/acme/shop"}}""";
        (string, string)[] Signed(DateTimeOffset at)
        {
            var stamp = at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
            var hash = HMACSHA256.HashData(Convert.FromBase64String("c2VjcmV0LW9mLWdpdGxhYg=="), Encoding.UTF8.GetBytes($"m-1.{stamp}.{Body}"));
            return [("webhook-id", "m-1"), ("webhook-timestamp", stamp), ("webhook-signature", $"v1,{Convert.ToBase64String(hash)}")];
        }

        await (await PostAsync("gitlab", Body.Utf8(), null, "application/json", Signed(DateTimeOffset.UtcNow))).ShouldAnswerAsync(HttpStatusCode.Accepted);
        (await (await PostAsync("gitlab", Body.Utf8(), null, "application/json", Signed(DateTimeOffset.UtcNow.AddMinutes(-10)))).ShouldRefuseAsync(HttpStatusCode.Unauthorized))
            .Text("detail")!.ShouldContain("time of sending");
    }

    private static (string, string)? Signature(byte[] body) =>
        ("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), body))}");

    private Task<JsonElement> TakenAsync(string source, string body, params (string Name, string Value)[] headers) => TakenAsync(source, body, "application/json", headers);

    private async Task<JsonElement> TakenAsync(string source, string body, string contentType, params (string Name, string Value)[] headers)
    {
        var posted = await (await PostAsync(source, body.Utf8(), Signature(Encoding.UTF8.GetBytes(body)), contentType, headers)).ShouldAnswerAsync(HttpStatusCode.Accepted);
        return await EntryAsync(posted.Whole("inboxId"));
    }

    private async Task<JsonElement> TakenAsync(string source, byte[] body, (string, string)? signature, params (string Name, string Value)[] headers)
    {
        var posted = await (await PostAsync(source, body, signature, "application/json", headers)).ShouldAnswerAsync(HttpStatusCode.Accepted);
        return await EntryAsync(posted.Whole("inboxId"));
    }

    private Task<JsonElement> EntryAsync(long number) => api.EntryAsync(number);

    private Task<HttpResponseMessage> PostAsync(
        string source, ReadOnlyMemory<byte> body, (string Name, string Value)? signature, string contentType, params (string Name, string Value)[] headers) =>
        api.SendAsync($"/webhooks/{source}", body, contentType, signature is { } one ? [one, .. headers] : headers);

    /// <summary>A server with sources.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private TestApi? api;

        internal TestApi Api => api!;

        public async ValueTask InitializeAsync() => api = await TestApi.StartAsync(settings => settings with
        {
            Sources =
            [
                new() { Name = "github", Type = SourceType.Webhook, Secret = Secret },
                new() { Name = "gitlab", Type = SourceType.Webhook, Secret = "whsec_c2VjcmV0LW9mLWdpdGxhYg==" },
                new()
                {
                    Name = "ruled", Type = SourceType.Webhook, Translators = ["cdevents"],
                    Rules =
                    [
                        new() { Header = "X-Team", Check = RuleCheck.Equals, Value = "shop", IgnoreCase = true },
                        new() { Header = "X-Place", Check = RuleCheck.Matches, Value = "^pro-[0-9]+$" },
                    ],
                },
            ],
        });

        public ValueTask DisposeAsync() => api!.DisposeAsync();
    }
}
