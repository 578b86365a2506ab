using System.Net;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

public sealed class A_server_without_tokens(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task does_not_start_when_a_setting_of_the_web_server_opens_it()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();

        var (code, _, error) = await TestProgram.RunAsync(
            ["serve"], "", ("ConnectionStrings__EventStore", database.ConnectionString), ("Urls", "http://127.0.0.1:0"), ("Kestrel__Endpoints__Open__Url", "http://0.0.0.0:0"));

        code.ShouldBe(ExitCode.WrongUse);
        error.ShouldContain("other machines can reach");
    }

    [Theory]
    [InlineData("GET", "/events", "https://evil.example", null)]
    [InlineData("GET", "/metrics/dora", null, "cross-site")]
    [InlineData("GET", "/metrics/dora", "null", null)]
    [InlineData("POST", "/cdevents", "https://evil.example", null)]
    [InlineData("POST", "/projections/pipeline_runs/rebuild", "http://127.0.0.1:1", null)]
    [InlineData("POST", "/quarantine/1/redrive", "https://evil.example", "cross-site")]
    [InlineData("POST", "/inbox/1/redrive", null, "same-site")]
    public async Task answers_no_page_of_another_site(string method, string path, string? origin, string? site)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        Add(request, "Origin", origin);
        Add(request, "Sec-Fetch-Site", site);

        await (await api.Client.SendAsync(request, Ct)).ShouldRefuseAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task answers_its_own_page_and_whoever_follows_a_link_to_it()
    {
        using var own = new HttpRequestMessage(HttpMethod.Get, "/events");
        Add(own, "Origin", api.Client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        Add(own, "Sec-Fetch-Site", "same-origin");
        using var followed = new HttpRequestMessage(HttpMethod.Get, "/");
        Add(followed, "Sec-Fetch-Site", "cross-site");
        Add(followed, "Sec-Fetch-Mode", "navigate");
        Add(followed, "Sec-Fetch-Dest", "document");

        (await api.Client.SendAsync(own, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Client.SendAsync(followed, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/events")]
    [InlineData("/nothing")]
    [InlineData("/events?limit=x")]
    public async Task tells_browsers_to_be_careful_with_its_answers(string path)
    {
        using var answer = await api.Client.GetAsync(path, Ct);

        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        answer.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldStartWith("default-src 'none'");
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
