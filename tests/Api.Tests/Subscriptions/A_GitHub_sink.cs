using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

public sealed class A_GitHub_sink(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly TestApi api = fixture.Api;
    private readonly string name = $"g-{Guid.NewGuid():N}";

    [Fact]
    public async Task makes_a_deployment_and_its_status_once_however_often_it_delivers()
    {
        await using var github = await GitHubStandIn.StartAsync();
        await api.RecordAsync(
            Events.ServiceDeployed(name, "production", "pkg:oci/cart?tag=1.4.0", 1), Events.PipelineRunQueued($"{name}-run", 1), Events.ServiceUpgraded(name, "production", "pkg:oci/cart?tag=1.5.0", 2),
            Events.ServiceUpgraded(name, "staging", "pkg:oci/cart?tag=1.5.0", 3));
        await SubscribeAsync(github, "acme/shop", new() { ["ref"] = "v{version}" });
        await api.DeliveredAsync(name);

        github.Deployments.Select(one => ($"{one["ref"]}", $"{one["environment"]}", $"{one["description"]}"))
            .ShouldBe([("v1.4.0", "production", $"{name} 1.4.0"), ("v1.5.0", "production", $"{name} 1.5.0"), ("v1.5.0", "staging", $"{name} 1.5.0")]);
        github.Statuses.ShouldBe([(1000, "success"), (1001, "success"), (1002, "success")]);

        await api.ActAsync(name, "rewind?to=beginning");
        await WaitFor.TrueAsync(async () => await api.SubscriptionAsync(name) is var one && one.Whole("lagEvents") == 0 && one.Whole("delivered") >= 8, "all is delivered again");
        (github.Deployments.Count, github.Statuses.Count).ShouldBe((3, 3));
    }

    [Fact]
    public async Task makes_only_what_is_missing_after_a_failure_in_between()
    {
        await using var github = await GitHubStandIn.StartAsync();
        var failures = 0;
        github.Instead = context => context.Request.Method is "POST" && context.Request.Path.Value!.EndsWith("/statuses", StringComparison.Ordinal) && failures++ < 2 && (context.Response.StatusCode = 502) > 0;
        await api.RecordAsync(Events.ServiceDeployed(name, "production", "pkg:oci/cart?tag=1.4.0", 1));
        await SubscribeAsync(github, "acme/shop");
        await api.DeliveredAsync(name);

        failures.ShouldBeGreaterThan(2);
        github.Deployments.ShouldHaveSingleItem();
        github.Statuses.ShouldBe([(1000, "success")]);
    }

    [Fact]
    public async Task says_that_what_was_removed_is_not_active()
    {
        await using var github = await GitHubStandIn.StartAsync();
        await api.RecordAsync(
            Events.ServiceDeployed(name, "production", "pkg:oci/cart?tag=1.4.0", 1), Events.ServiceDeployed($"{name}-other", "production", "pkg:oci/other?tag=2", 2), Events.ServiceRemoved(name, "production", 3));
        await SubscribeAsync(github, "acme/shop");
        await api.DeliveredAsync(name);

        github.Deployments.Count.ShouldBe(2);
        github.Statuses.ShouldBe([(1000, "success"), (1001, "success"), (1000, "inactive")]);
    }

    [Theory, InlineData(403), InlineData(429)]
    public async Task waits_as_long_as_GitHub_wants(int status)
    {
        await using var github = await GitHubStandIn.StartAsync();
        var (asked, now) = (0, DateTimeOffset.UtcNow);
        github.Instead = context =>
        {
            asked++;
            context.Response.StatusCode = status;
            context.Response.Headers["x-ratelimit-remaining"] = "0";
            if (status is 403)
            {
                context.Response.Headers["x-ratelimit-reset"] = now.AddMinutes(20).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers.RetryAfter = "1200";
            }

            return true;
        };
        await api.RecordAsync(Events.ServiceDeployed(name, "production", "pkg:oci/cart?tag=1.4.0", 1));
        await SubscribeAsync(github, "acme/shop");
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Text("state") == "waiting", "it waits");
        (await api.SubscriptionAsync(name)).GetProperty("retryAt").GetDateTime().ShouldBe(now.UtcDateTime.AddMinutes(20), TimeSpan.FromMinutes(1));
        asked.ShouldBe(1);

        github.Instead = _ => false;
        await api.ActAsync(name, "try");
        await api.DeliveredAsync(name);
        github.Statuses.ShouldBe([(1000, "success")]);
    }

    [Fact]
    public async Task holds_back_what_GitHub_has_no_ref_of()
    {
        await using var github = await GitHubStandIn.StartAsync();
        github.Refs = ["1.5.0"];
        await api.RecordAsync(
            Events.ServiceDeployed($"{name}-a", "production", "pkg:oci/cart?tag=1.4.0", 1), Events.ServiceDeployed($"{name}-b", "production", "pkg:oci/cart?tag=1.5.0", 2),
            Events.ServiceDeployed($"{name}-c", "production", "cart", 3));
        await SubscribeAsync(github, "acme/shop");
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Whole("lagEvents") == 0, "it has come to the end");

        github.Deployments.ShouldHaveSingleItem()["ref"]!.ToString().ShouldBe("1.5.0");
        (await api.HoldsAsync(name)).Select(hold => (hold.Text("state"), hold.Text("reason")!.Contains("No ref found", StringComparison.Ordinal) || hold.Text("reason")!.Contains("names no version", StringComparison.Ordinal)))
            .ShouldBe([("dead", true), ("dead", true)]);
    }

    [Fact]
    public async Task keeps_the_deployment_records_of_an_organization()
    {
        await using var github = await GitHubStandIn.StartAsync();
        await api.RecordAsync(
            Events.ServiceDeployed(name, "production", $"pkg:oci/cart@{Digest.Replace(":", "%3A", StringComparison.Ordinal)}?repository_url=ghcr.io/acme/cart&tag=1.4.0", 1),
            Events.ServiceDeployed($"{name}-none", "production", "pkg:oci/cart?tag=1.4.0", 2), Events.ServiceRemoved($"{name}-gone", "production", 3));
        await SubscribeAsync(github, "acme", new() { ["cluster"] = "eu-1", ["physicalEnvironment"] = "aws", ["repository"] = "shop" });
        await WaitFor.TrueAsync(async () => (await api.SubscriptionAsync(name)).Whole("lagEvents") == 0, "it has come to the end");

        var (key, record) = github.Records.ShouldHaveSingleItem();
        key.ShouldBe($"production aws eu-1 {name}");
        JsonElement.DeepEquals(JsonSerializer.SerializeToElement(record), JsonElement.Parse($$"""
            { "name": "cart", "digest": "{{Digest}}", "status": "deployed", "logical_environment": "production", "deployment_name": "{{name}}", "version": "1.4.0", "physical_environment": "aws", "cluster": "eu-1",
              "github_repository": "shop" }
            """)).ShouldBeTrue(record.ToJsonString());
        (await api.HoldsAsync(name)).ShouldHaveSingleItem().Text("reason")!.ShouldContain("no SHA-256 digest");
    }

    [Fact]
    public async Task takes_no_target_that_is_none()
    {
        foreach (var (sink, pointer) in ((object, string)[])
        [
            (new { type = "github", target = "acme/shop/../x" }, "/sink/target"), (new { type = "github", target = "acme shop" }, "/sink/target"), (new { type = "github" }, "/sink/target"),
            (new { type = "github", target = "acme", options = new Dictionary<string, string> { ["reff"] = "x" } }, "/sink/options"), (new { type = "github", target = "acme", url = "ftp://x" }, "/sink/url"),
        ])
        {
            (await (await api.Client.PutAsJsonAsync($"/subscriptions/{name}", new { sink }, Ct)).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity)).FirstError().Pointer.ShouldBe(pointer);
        }
    }

    private Task<JsonElement> SubscribeAsync(GitHubStandIn github, string target, Dictionary<string, string>? options = null) => api.SubscribeAsync(
        name, new { type = "github", url = github.Url, target, token = "ghs_token", options }, new { subjects = new[] { $"{name}*" } });
}
