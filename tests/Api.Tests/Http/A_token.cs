using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Alba;
using Microsoft.Extensions.DependencyInjection;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

public class A_token
{
    private const string Writer = "writer-token";
    private const string Reader = "reader-token";
    private const string Admin = "admin-token";

    [Theory]
    [InlineData("POST", "/cdevents", Writer, null, Reader)]
    [InlineData("GET", "/events", Reader, null, Writer)]
    [InlineData("GET", "/deployments", Reader, null, Writer)]
    [InlineData("GET", "/metrics", Reader, null, Writer)]
    [InlineData("GET", "/quarantine", Reader, null, Writer)]
    [InlineData("POST", "/projections/pipeline_runs/rebuild", Admin, null, Reader)]
    public async Task opens_what_its_scope_allows_and_nothing_else(string method, string path, string right, string? none, string wrong)
    {
        await using var api = await StartAsync();

        (await (await SendAsync(api, method, path, none)).ShouldRefuseAsync(HttpStatusCode.Unauthorized)).Text("detail")!.ShouldContain("Bearer");
        await (await SendAsync(api, method, path, "guessed")).ShouldRefuseAsync(HttpStatusCode.Unauthorized);
        await (await SendAsync(api, method, path, wrong)).ShouldRefuseAsync(HttpStatusCode.Forbidden);
        (await SendAsync(api, method, path, right)).IsSuccessStatusCode.ShouldBeTrue();
        (await SendAsync(api, method, path, Admin)).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/catalogue")]
    public async Task is_not_needed_for_what_says_nothing_of_the_events(string path)
    {
        await using var api = await StartAsync();

        await api.Alba.Scenario(request =>
        {
            request.Get.Url(path);
            request.StatusCodeShouldBeOk();
        });
    }

    [Fact]
    public async Task tells_who_is_asked_to_show_one_how()
    {
        await using var api = await StartAsync();

        await api.Alba.Scenario(request =>
        {
            request.Get.Url("/events");
            request.StatusCodeShouldBe(HttpStatusCode.Unauthorized);
            request.Header("WWW-Authenticate").SingleValueShouldEqual("Bearer");
        });
    }

    [Fact]
    public async Task names_the_sender_of_an_event()
    {
        await using var api = await StartAsync();
        (await SendAsync(api, "POST", "/cdevents", Writer)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await api.Database.DataSource.ScalarAsync<string>("select user_name from events.mt_events")).ShouldBe("the writer");
    }

    [Fact]
    public async Task is_not_asked_for_where_none_is_configured_but_only_this_machine_is_answered()
    {
        await using var api = await TestApi.StartAsync();
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/events") { Headers = { Host = "attacker.example.com" } };

        (await api.Client.GetAsync("/events", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Client.SendAsync(rebound, Ct)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/events/live")]
    [InlineData("/sse/any")]
    [InlineData("/ui/live")]
    public async Task that_is_taken_back_ends_the_stream_it_opened_before_another_event_goes_out(string path)
    {
        await using var api = await TestApi.ListenAsync(WithTokens);
        var made = api.Services.GetRequiredService<MadeTokens>();
        var (token, _) = await made.MakeAsync("the guest", Scopes.Read, null, null, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", token) } };
        using var stream = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        stream.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await made.RemoveAsync("the guest", Ct)).ShouldBeTrue();
        (await SendAsync(api, "POST", "/cdevents", Writer)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await stream.Content.ReadAsStringAsync(Ct).WaitAsync(TimeSpan.FromSeconds(30), Ct)).ShouldNotContain("id: 1");
    }

    private static Task<TestApi> StartAsync() => TestApi.StartAsync(WithTokens);

    private static Settings WithTokens(Settings settings) => settings with
    {
        Tokens =
        [
            new() { Name = "the writer", Hash = Hash(Writer), Scopes = [Scopes.Write] },
            new() { Name = "the reader", Hash = Hash(Reader).ToUpperInvariant(), Scopes = [Scopes.Read] },
            new() { Name = "the admin", Hash = Hash(Admin), Scopes = [Scopes.Admin] },
        ],
    };

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static async Task<HttpResponseMessage> SendAsync(TestApi api, string method, string path, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (path is "/cdevents")
        {
            request.Content = new ReadOnlyMemoryContent(Events.PipelineRunStarted("token", 1).Json) { Headers = { ContentType = new("application/json") } };
        }

        return await api.Client.SendAsync(request, Ct);
    }
}
