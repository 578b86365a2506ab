using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CdViz.Api.Tests.Http;

public class A_correction(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task moves_the_numbers_and_leaves_those_known_before()
    {
        var deployed = new[] { 1, 2, 3 }.Select(n => Events.ServiceDeployed("corrected", "production", $"pkg:oci/corrected?tag=v{n}", n * 100).Json);
        var receipt = await (await api.PostAsync(Answers.Lines(deployed), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);
        var last = receipt.Whole("lastPosition");
        (await SampleAsync($"wait={last}")).ShouldBe(3);

        using var made = await PostAsync(new { action = "retract", position = last, reason = "A rehearsal.", by = "ada", id = "own-1" });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var answer = await made.Content.ReadFromJsonAsync<JsonElement>(Answers.Ct);
        answer.Text("stream").ShouldBe($"service|{Events.Source}|corrected");
        using var again = await PostAsync(new { action = "retract", position = last, reason = "A rehearsal.", by = "ada", id = "own-1" });
        again.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await SampleAsync($"wait={answer.Whole("position")}")).ShouldBe(2);
        (await SampleAsync($"known={last}")).ShouldBe(3);
        (await api.GetAsync("/corrections")).GetProperty("items")[0].Text("reason").ShouldBe("A rehearsal.");
    }

    [Fact]
    public async Task that_amends_moves_what_runs_where_and_the_numbers()
    {
        var last = await SendAsync(Events.ServiceDeployed("moved", "production", "pkg:oci/moved?tag=v1", 1), Events.ServiceDeployed("moved", "production", "pkg:oci/moved?tag=v2", 2));
        var position = await MadeAsync(new { action = "amend", position = last, reason = "It was staging.", amendment = new { environment = "staging", occurredAt = "2026-03-02T10:00:00+01:00" } });

        var running = (await api.GetAsync("/deployments?service=moved")).GetProperty("items").EnumerateArray().Select(item => $"{item.Text("environment")} {item.Text("version")} {item.Text("deployedAt")}");
        running.ShouldBe(["production v1 2026-03-02T09:00:01Z", "staging v2 2026-03-02T09:00:00Z"]);
        (await SampleAsync($"wait={position}", "moved")).ShouldBe(1);
        (await SampleAsync("environment=staging", "moved")).ShouldBe(1);
        (await SampleAsync($"known={last}", "moved")).ShouldBe(2);

        await MadeAsync(new { action = "retract", position = last, reason = "It never was." });
        (await api.GetAsync("/deployments?service=moved")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task that_attributes_an_incident_moves_the_failure_or_takes_it_away()
    {
        var first = await SendAsync(Events.ServiceDeployed("blamed", "production", "pkg:oci/blamed?tag=v1", 1));
        var last = await SendAsync(
            Events.ServiceDeployed("blamed", "production", "pkg:oci/blamed?tag=v2", 2),
            Events.Of(new IncidentDetected { Environment = new("production"), Service = new("blamed") }, "incident-of-blamed", 3));
        (await FailedAsync($"wait={last}")).ShouldBe(["v2"]);

        var moved = await MadeAsync(new { action = "attribute", incident = "incident-of-blamed", deployment = first, reason = "It slept." });
        (await FailedAsync($"wait={moved}")).ShouldBe(["v1"]);
        var none = await MadeAsync(new { action = "attribute", incident = "incident-of-blamed", reason = "The power was cut." });
        (await FailedAsync($"wait={none}")).ShouldBeEmpty();
        (await FailedAsync($"known={moved}")).ShouldBe(["v1"]);
        (await FailedAsync($"known={last}")).ShouldBe(["v2"]);
    }

    [Theory]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("{}", "application/json", HttpStatusCode.UnprocessableEntity)]
    public async Task is_a_JSON_object(string body, string mediaType, HttpStatusCode status)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue(mediaType));

        await (await api.Client.PostAsync("/corrections", content, Answers.Ct)).ShouldRefuseAsync(status);
    }

    [Fact]
    public async Task needs_the_scope_admin_and_keeps_whose_token_it_was()
    {
        await using var guarded = await TestApi.StartAsync(settings => settings with { Tokens = [Token("the writer", Scopes.Write), Token("the admin", Scopes.Admin)] });
        (await CorrectAsync(guarded, null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await CorrectAsync(guarded, "the writer")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await CorrectAsync(guarded, "the admin")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task of_what_an_event_is_about_or_of_a_correction_is_refused()
    {
        var last = await SendAsync(Events.ServiceDeployed("kept", "production", "pkg:oci/kept?tag=v1", 1));
        using var service = await PostAsync(new { action = "amend", position = last, reason = "x", amendment = new { service = "other" } });
        (await service.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity)).FirstError().Pointer.ShouldBe("/amendment/service");
        var made = await MadeAsync(new { action = "retract", position = last, reason = "x" });
        using var again = await PostAsync(new { action = "retract", position = made, reason = "x" });
        (await again.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity)).FirstError().Pointer.ShouldBe("/position");
    }

    [Fact]
    public async Task moves_the_history_of_deployments_and_leaves_what_was_known_before()
    {
        var deployed = new[] { 1, 2 }.Select(n => Events.ServiceDeployed("rehearsed", "production", $"pkg:oci/rehearsed?tag={n}", n * 100).Json);
        var receipt = await (await api.PostAsync(Answers.Lines(deployed), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);
        await api.VisibleAsync();
        var known = await api.Database.DataSource.ScalarAsync<DateTime>("select max(recorded_at) from cdviz.deployment_event where service = 'rehearsed'");

        using var retracted = await PostAsync(new { action = "retract", position = receipt.Whole("lastPosition"), reason = "A rehearsal.", by = "ada" });
        using var amended = await PostAsync(new
        {
            action = "amend",
            position = receipt.Whole("firstPosition"),
            reason = "The wrong tag.",
            by = "ada",
            amendment = new { artifactId = "pkg:oci/rehearsed?tag=7" },
        });
        amended.StatusCode.ShouldBe(HttpStatusCode.Created);
        await api.VisibleAsync();

        (await VersionsAsync("/deployments/history?service=rehearsed")).ShouldBe(["7"]);
        (await VersionsAsync("/deployments?service=rehearsed&at=2026-04-01T00:00:00Z")).ShouldBe(["7"]);
        (await VersionsAsync($"/deployments?service=rehearsed&at=2026-04-01T00:00:00Z&known={Uri.EscapeDataString(known.ToString("O"))}")).ShouldBe(["2"]);
    }

    [Theory]
    [InlineData("""{"action":"forget","reason":"x","position":1}""", "/action")]
    [InlineData("""{"action":"retract","position":1}""", "/reason")]
    [InlineData("""{"action":"amend","reason":"x","position":1,"amendment":{"colour":"red"}}""", "/amendment/colour")]
    [InlineData("""{"action":"attribute","reason":"x"}""", "/incident")]
    public async Task that_is_none_is_refused(string body, string pointer)
    {
        using var refused = await api.Client.PostAsync("/corrections", new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")), Answers.Ct);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync(Answers.Ct)).ShouldContain(pointer);
    }

    private static TokenSettings Token(string name, string scope) =>
        new() { Name = name, Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))), Scopes = [scope] };

    private static async Task<HttpResponseMessage> CorrectAsync(TestApi guarded, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/corrections") { Content = JsonContent.Create(new { action = "retract", position = 1, reason = "x" }) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await guarded.Client.SendAsync(request, Answers.Ct);
    }

    private async Task<long> SendAsync(params AdmittedEvent[] events) =>
        (await (await api.PostAsync(Answers.Lines(events.Select(e => e.Json)), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK)).Whole("lastPosition");

    private async Task<long> MadeAsync(object correction)
    {
        using var made = await PostAsync(correction);
        return (await made.ShouldAnswerAsync(HttpStatusCode.Created)).Whole("position");
    }

    private async Task<List<string?>> FailedAsync(string more)
    {
        var page = await api.GetAsync($"/metrics/dora/change_failure_rate/evidence?from=2026-03-01&to=2026-04-01&service=blamed&{more}");
        return [.. page.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("hit").GetBoolean()).Select(item => item.Text("version"))];
    }

    private async Task<long> SampleAsync(string more, string service = "corrected") =>
        (await api.GetAsync($"/metrics/dora?from=2026-03-01&to=2026-04-01&service={service}&{more}")).GetProperty("metrics")[0].Whole("sample");

    private async Task<List<string?>> VersionsAsync(string path) =>
        [.. (await api.GetAsync(path)).GetProperty("items").EnumerateArray().Select(item => item.Text("version"))];

    private Task<HttpResponseMessage> PostAsync(object correction) => api.Client.PostAsJsonAsync("/corrections", correction, Answers.Ct);
}
