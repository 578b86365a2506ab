using System.Text.Json;

namespace CdViz.Api.Tests.Http;

/// <summary>A client that others made, which agrees with us or one of us is wrong. Needs Node.js; what it runs lies in <c>CloudEventsSdk</c>.</summary>
[Trait("Category", "Nightly")]
public sealed class The_CloudEvents_SDK_for_JavaScript(The_CloudEvents_SDK_for_JavaScript.Sdk sdk) : IClassFixture<The_CloudEvents_SDK_for_JavaScript.Sdk>
{
    // What an envelope says must then be what the server makes of the CDEvent.
    private static readonly Func<Settings, Settings> Strict = settings => settings with { Admission = new() { EnvelopeMismatch = EnvelopeRule.Refuse } };

    [Theory]
    [InlineData("binary")]
    [InlineData("structured")]
    public async Task sends_one_by_one(string mode)
    {
        await using var api = await TestApi.ListenAsync(Strict);
        var events = Sent();

        var first = await sdk.SendAsync(mode, api, events);
        var again = await sdk.SendAsync(mode, api, events);

        first.ForEach(answer => (answer.GetProperty("status").ToString(), answer.TryGetProperty("warnings", out _)).ShouldBe(("appended", false), answer.GetRawText()));
        first.Select(answer => answer.Text("id")).ShouldBe(events.Select(e => e.ContextId));
        again.Select(answer => (answer.Text("status"), answer.Whole("position"))).ShouldBe(first.Select(answer => ((string?)"duplicate", answer.Whole("position"))));
        await ShouldHaveAsync(api, events);
    }

    [Fact]
    public async Task sends_a_batch()
    {
        await using var api = await TestApi.ListenAsync(Strict);
        var events = Sent();

        var first = (await sdk.SendAsync("batch", api, events)).ShouldHaveSingleItem();
        var again = (await sdk.SendAsync("batch", api, events)).ShouldHaveSingleItem();

        (first.Whole("appended"), first.Whole("rejected"), first.GetProperty("warnings").GetArrayLength()).ShouldBe((events.Count, 0, 0), first.GetRawText());
        (again.Whole("appended"), again.Whole("duplicates")).ShouldBe((0, events.Count));
        await ShouldHaveAsync(api, events);
    }

    private static List<AdmittedEvent> Sent() =>
    [
        Events.PipelineRunStarted("sdk-1", 1, chain: "4c8cb7dd-3448-41de-8768-eec704e2829b"),
        Events.PipelineRunFinished("sdk-1", 2.123456),
        Events.ServiceDeployed("shop", "production", "pkg:oci/shop@sha256%3A9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08?tag=1.4.2", 3),
        Events.Of(new ArtifactPackaged { Change = new Reference("größe/🚀") }, "pkg:npm/%40acme/shop@1.4.2", 4),
    ];

    private static async Task ShouldHaveAsync(TestApi api, List<AdmittedEvent> events)
    {
        var stored = (await api.GetAsync("/events")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("data")).ToList();
        stored.Count.ShouldBe(events.Count);
        foreach (var (found, sent) in stored.Zip(events))
        {
            JsonElement.DeepEquals(found, JsonElement.Parse(sent.Json.Span)).ShouldBeTrue(found.GetRawText());
        }
    }

    /// <summary>The SDK, put into place by npm as its lock file says.</summary>
    public sealed class Sdk : IAsyncLifetime
    {
        private readonly string folder = Path.Combine(AppContext.BaseDirectory, "CloudEventsSdk");

        public async ValueTask InitializeAsync() => await NodePackage.InstallAsync(folder);

        public ValueTask DisposeAsync() => default;

        internal async Task<List<JsonElement>> SendAsync(string mode, TestApi api, IEnumerable<AdmittedEvent> events)
        {
            var output = await NodePackage.RunAsync(
                folder, "node", ["send.mjs", mode, new Uri(api.Client.BaseAddress!, "cdevents").ToString()], $"[{string.Join(',', events.Select(e => e.Text()))}]");
            return [.. JsonElement.Parse(output).EnumerateArray().Select(answer => JsonElement.Parse(answer.Text("body")!))];
        }
    }
}
