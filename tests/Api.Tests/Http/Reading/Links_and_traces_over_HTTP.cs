using System.Net;
using System.Text;
using static CdViz.Api.Tests.Running.Answers;

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

    [Theory]
    [InlineData("a/b")]
    [InlineData("100%2F/ä ?#")]
    public async Task trace_a_chain_of_any_name(string chain)
    {
        await using var listening = await TestApi.ListenAsync();
        await (await listening.PostAsync(Events.PipelineRunStarted("named", 1, chain: chain).Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        await listening.VisibleAsync();

        var trace = await listening.GetAsync($"/trace/{Uri.EscapeDataString(chain)}");

        trace.Text("chainId").ShouldBe(chain);
    }

    [Fact]
    public async Task end_at_five_hundred_nodes()
    {
        const string chain = "7ec2f1d0-4c0f-4d1b-9f62-4c8e0a1f6a99";
        await api.PostAsync(Lines(Enumerable.Range(0, 700).Select(run => Events.PipelineRunStarted($"many-{run:000}", run, chain: chain).Json)), "application/x-ndjson");
        await api.VisibleAsync();

        var trace = await api.GetAsync($"/trace/{chain}");

        var nodes = trace.GetProperty("nodes").EnumerateArray().Select(node => node.Text("id")).ToHashSet();
        (nodes.Count, trace.GetProperty("truncated").GetBoolean()).ShouldBe((500, true));
        nodes.ShouldContain("pipelinerun|many-000");
        trace.GetProperty("edges").EnumerateArray().ShouldAllBe(edge => nodes.Contains(edge.Text("cause")) && nodes.Contains(edge.Text("effect")));
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
