using System.Net;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace CdViz.Web.Tests;

public class The_store_for_programs(DemoServer server, GuardedServer guarded)
{
    [Fact]
    public async Task tells_what_runs_where_as_the_API_does()
    {
        await using var client = await ConnectAsync(server.Api);

        var answer = await AskAsync(client, "what_runs_where", ("environment", "production"));

        var api = (await server.Api.GetAsync("/deployments?environment=production")).GetProperty("items");
        answer.GetProperty("items").EnumerateArray().Select(one => one.Text("version")).ShouldBe(api.EnumerateArray().Select(one => one.Text("version")));
    }

    [Fact]
    public async Task has_tools_that_all_only_read_and_all_answer()
    {
        await using var client = await ConnectAsync(server.Api);
        var chain = await server.Api.Database.DataSource.ScalarAsync<string>("select chain_id from cdviz.deployment where chain_id is not null limit 1");
        Dictionary<string, (string, object?)[]> needed = new()
        {
            ["what_changed"] = [("from", DateTime.UtcNow.AddDays(-10).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))],
            ["delivery_evidence"] = [("metric", "change_failure_rate")],
            ["event"] = [("position", 1)],
            ["trace"] = [("chain", chain)],
            ["sql"] = [("statement", "select service from current_deployment")],
        };

        var tools = await client.ListToolsAsync(cancellationToken: Answers.Ct);

        tools.Count.ShouldBe(13);
        foreach (var tool in tools)
        {
            tool.ProtocolTool.Annotations!.ReadOnlyHint.ShouldBe(true, tool.Name);
            tool.Description.ShouldNotBeNullOrEmpty(tool.Name);
            (await AskAsync(client, tool.Name, needed.GetValueOrDefault(tool.Name, []))).ValueKind.ShouldBe(JsonValueKind.Object, tool.Name);
        }
    }

    [Fact]
    public async Task says_what_is_wrong_with_a_question()
    {
        await using var client = await ConnectAsync(server.Api);

        var answer = await client.CallToolAsync("what_runs_where", new Dictionary<string, object?> { ["at"] = "yesterday" }, cancellationToken: Answers.Ct);

        answer.IsError.ShouldBe(true);
        answer.Content.OfType<TextContentBlock>().Single().Text.ShouldContain("a time with its offset");
    }

    [Fact]
    public async Task explains_its_tables()
    {
        await using var client = await ConnectAsync(server.Api);

        var resource = (await client.ReadResourceAsync("cdviz://tables", cancellationToken: Answers.Ct)).Contents.OfType<TextResourceContents>().Single();

        resource.Text.ShouldContain("## current_deployment");
    }

    [Fact]
    public async Task asks_for_the_same_tokens()
    {
        (await Should.ThrowAsync<HttpRequestException>(() => ConnectAsync(guarded.Api))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Should.ThrowAsync<HttpRequestException>(() => ConnectAsync(guarded.Api, GuardedServer.Writer))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await using var client = await ConnectAsync(guarded.Api, GuardedServer.Reader);
        (await AskAsync(client, "search_events", ("subject", "guarded"))).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    private static Task<McpClient> ConnectAsync(TestApi api, string? token = null) => McpClient.CreateAsync(
        new HttpClientTransport(new()
        {
            Endpoint = new Uri(api.Client.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = token is null ? null : new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
        }), cancellationToken: Answers.Ct);

    private static async Task<JsonElement> AskAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var answer = await client.CallToolAsync(tool, arguments.ToDictionary(one => one.Name, one => one.Value), cancellationToken: Answers.Ct);
        var text = answer.Content.OfType<TextContentBlock>().Single().Text;
        answer.IsError.ShouldNotBe(true, $"{tool}: {text}");
        return JsonElement.Parse(text);
    }
}
