using System.Net;
using System.Text;

namespace CdViz.Api.Tests.Http.Reading;

public class Links_and_traces_over_HTTP(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task keep_a_link_once_and_show_it_in_the_trace()
    {
        const string link = """{"chainId": "chain-1", "linkType": "PATH", "timestamp": "2026-03-02T09:00:09Z", "from": {"contextId": "l-1"}, "to": {"contextId": "l-2"}}""";
        await (await PostAsync(link)).ShouldAnswerAsync(HttpStatusCode.Created);
        await (await PostAsync(link.Replace(": ", ":", StringComparison.Ordinal))).ShouldAnswerAsync(HttpStatusCode.OK);
        foreach (var (run, at) in new[] { ("l-1", 1), ("l-2", 2) })
        {
            var e = Events.Of(new PipelineRunStarted { PipelineName = "p", Uri = "https://ci.example.com/1" }, run, at, id: run, chain: "chain-1");
            await (await api.PostAsync(e.Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        }

        await api.VisibleAsync();
        var edge = (await api.GetAsync("/trace/chain-1")).GetProperty("edges").EnumerateArray().ShouldHaveSingleItem();
        (edge.Text("cause"), edge.Text("relation"), edge.Text("effect"), edge.Text("grade")).ShouldBe(("pipelinerun|l-1", "follows", "pipelinerun|l-2", "explicit"));
        await (await api.Client.GetAsync("/trace/nobody", TestContext.Current.CancellationToken)).ShouldAnswerAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task say_what_is_wrong_with_a_link()
    {
        var problem = await (await PostAsync("""{"chainId": "c", "linkType": "LOOP", "timestamp": "2026-03-02T09:00:00Z"}""")).ShouldAnswerAsync(HttpStatusCode.UnprocessableEntity);
        problem.GetProperty("errors")[0].Text("rule").ShouldBe("linktype.enum");
        await (await PostAsync("{")).ShouldAnswerAsync(HttpStatusCode.BadRequest);
        var many = await (await PostAsync("""[{"chainId": "c", "linkType": "START", "timestamp": "2026-03-02T09:00:00Z", "start": {"contextId": "1"}}, {}]""")).ShouldAnswerAsync(HttpStatusCode.OK);
        (many.GetProperty("appended").GetInt32(), many.GetProperty("rejected").GetInt32()).ShouldBe((1, 1));
    }

    private Task<HttpResponseMessage> PostAsync(string json) =>
        api.Client.PostAsync("/links", new StringContent(json, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}
