using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

public class The_OpenAPI_document(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    // The page, the description itself, and what speaks a protocol of its own.
    private static readonly string[] NotDescribed = ["/", "/_framework", "/login", "/logout", "/ui", "/docs", "/mcp", "/openapi", "/webhook", "/sse"];

    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task is_valid()
    {
        var text = await api.Client.GetStringAsync("/openapi/v1.json", Ct);

        var read = OpenApiDocument.Parse(text, "json");

        read.Diagnostic!.Errors.ShouldBeEmpty();
        read.Document!.Validate(ValidationRuleSet.GetDefaultRuleSet()).ShouldBeEmpty();
        text.ShouldNotContain("\"integer\",\"string\"");
        read.Document!.Info.Title.ShouldBe("CdViz.EventStore");
    }

    [Fact]
    public async Task describes_every_route()
    {
        var paths = (await api.GetAsync("/openapi/v1.json")).GetProperty("paths");
        var described = paths.EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        var routes = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => !NotDescribed.Contains($"/{route.RoutePattern.RawText!.TrimStart('/').Split('/')[0]}"))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {Path(route)}"));

        described.Order().ShouldBe(routes.Order());
    }

    [Fact]
    public async Task tells_of_every_operation_what_it_is_for_and_shows_an_example_of_its_answer()
    {
        foreach (var path in (await api.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = $"{operation.Name} {path.Name}";
                operation.Value.Text("summary").ShouldNotBeNullOrEmpty(name);
                operation.Value.Text("operationId").ShouldNotBeNullOrEmpty(name);
                operation.Value.GetProperty("tags").GetArrayLength().ShouldBe(1, name);
                foreach (var parameter in operation.Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToArray() : [])
                {
                    parameter.Text("description").ShouldNotBeNullOrEmpty($"{name} {parameter.Text("name")}");
                }

                foreach (var (status, content) in Contents(operation.Value))
                {
                    content.TryGetProperty("schema", out _).ShouldBeTrue($"{name} {status}");
                    content.TryGetProperty("example", out _).ShouldBeTrue($"{name} {status}");
                }
            }
        }
    }

    [Fact]
    public async Task asks_for_a_token_where_the_server_does()
    {
        var document = await api.GetAsync("/openapi/v1.json");

        document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").Text("scheme").ShouldBe("bearer");
        var paths = document.GetProperty("paths");
        paths.GetProperty("/cdevents").GetProperty("post").GetProperty("security").GetArrayLength().ShouldBe(1);
        paths.GetProperty("/cdevents").GetProperty("post").GetProperty("responses").TryGetProperty("401", out _).ShouldBeTrue();
        paths.GetProperty("/health/live").GetProperty("get").TryGetProperty("security", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/deployments", "getDeployments")]
    [InlineData("/projections", "getProjections")]
    [InlineData("/events", "getEvents")]
    [InlineData("/pipeline-runs", "getPipelineRuns")]
    [InlineData("/artifacts", "getArtifacts")]
    [InlineData("/changes", "getChanges")]
    [InlineData("/incidents", "getIncidents")]
    [InlineData("/tickets", "getTickets")]
    [InlineData("/task-runs", "getTaskRuns")]
    [InlineData("/builds", "getBuilds")]
    [InlineData("/test-runs", "getTestRuns")]
    [InlineData("/test-outputs", "getTestOutputs")]
    [InlineData("/quarantine", "getQuarantine")]
    public async Task has_examples_with_the_members_that_its_schema_has(string path, string operation)
    {
        var document = await api.GetAsync("/openapi/v1.json");
        var answers = document.GetProperty("paths").GetProperty(path).GetProperty("get").GetProperty("responses");
        var content = answers.GetProperty("200").GetProperty("content").GetProperty("application/json");
        var page = Resolve(document, content.GetProperty("schema"));
        var item = Resolve(document, page.GetProperty("properties").GetProperty("items").GetProperty("items"));

        Members(content.GetProperty("example")).ShouldBe(Members(page.GetProperty("properties")).Except(OfStale), ignoreOrder: true, operation);
        Members(content.GetProperty("example").GetProperty("items")[0]).ShouldBe(Members(item.GetProperty("properties")), ignoreOrder: true, operation);
    }

    // An answer has them only where it lacks something.
    private static readonly string[] OfStale = ["staleSince", "position"];
    [Fact]
    public async Task has_only_examples_that_are_as_their_schemas_say()
    {
        var document = JsonNode.Parse(await api.Client.GetStringAsync("/openapi/v1.json", Ct))!;
        var documented = new DocumentedAnswers(document);
        List<string> wrong = [];
        var held = 0;
        foreach (var (name, content) in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().SelectMany(operation => Examples($"{operation.Key} {path.Key}", operation.Value!))))
        {
            held++;
            if (documented.Against(content["schema"]!, JsonSerializer.SerializeToElement(content["example"]), name) is { } fault)
            {
                wrong.Add(fault);
            }
        }

        wrong.ShouldBeEmpty();
        held.ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task has_bodies_of_CDEvents_that_the_server_takes()
    {
        var bodies = JsonNode.Parse(await api.Client.GetStringAsync("/openapi/v1.json", Ct))!["paths"]!["/cdevents"]!["post"]!["requestBody"]!["content"]!.AsObject();
        bodies.Count.ShouldBe(4);
        foreach (var (type, content) in bodies)
        {
            var example = content!["example"]!;
            var answer = await api.PostAsync((type.EndsWith("ndjson", StringComparison.Ordinal) ? example.GetValue<string>() : example.ToJsonString()).Utf8(), type);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            answer.IsSuccessStatusCode.ShouldBeTrue($"{type}: {text}");
            text.ShouldNotContain("\"errors\"", Case.Sensitive, type);
        }
    }

    // Of parameters, bodies and answers.
    private static IEnumerable<(string Name, JsonNode Content)> Examples(string name, JsonNode operation) =>
    [
        .. (operation["parameters"]?.AsArray() ?? []).Select(parameter => ($"{name} {parameter!["name"]}", parameter)),
        .. (operation["requestBody"]?["content"]?.AsObject() ?? []).Select(content => ($"{name} body {content.Key}", content.Value!)),
        .. operation["responses"]!.AsObject().SelectMany(answer => (answer.Value!["content"]?.AsObject() ?? []).Where(content => content.Key.EndsWith("json", StringComparison.Ordinal))
            .Select(content => ($"{name} {answer.Key}", content.Value!))),
    ];

    private static string Path(RouteEndpoint route) =>
        route.RoutePattern.RawText!.Replace(":long", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);

    private static IEnumerable<(string Status, JsonElement Content)> Contents(JsonElement operation) =>
        from response in operation.GetProperty("responses").EnumerateObject()
        where response.Value.TryGetProperty("content", out _)
        from content in response.Value.GetProperty("content").EnumerateObject()
        where content.Name.EndsWith("json", StringComparison.Ordinal)
        select (response.Name, content.Value);

    private static JsonElement Resolve(JsonElement document, JsonElement schema) => schema.TryGetProperty("$ref", out var reference)
        ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
        : schema;

    private static List<string> Members(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
}
