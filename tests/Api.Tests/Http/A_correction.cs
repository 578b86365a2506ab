using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CdViz.Support;

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

    private async Task<long> SampleAsync(string more) =>
        (await api.GetAsync($"/metrics/dora?from=2026-03-01&to=2026-04-01&service=corrected&{more}")).GetProperty("metrics")[0].Whole("sample");

    private Task<HttpResponseMessage> PostAsync(object correction) => api.Client.PostAsJsonAsync("/corrections", correction, Answers.Ct);
}
