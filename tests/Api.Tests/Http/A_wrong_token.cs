using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

public sealed class A_wrong_token
{
    private const string Good = "good-token";

    [Fact]
    public async Task is_looked_at_only_so_often_but_those_that_were_good_always()
    {
        await using var api = await StartAsync(wrong: 5);
        (await AskAsync(api, Good)).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var guess = 0; guess < 5; guess++)
        {
            (await AskAsync(api, $"guess-{guess}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        using var slowed = await AskAsync(api, "guess-6");
        await slowed.ShouldRefuseAsync(HttpStatusCode.TooManyRequests);
        slowed.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(12));
        // A right guess is not told from a wrong one.
        (await AskAsync(api, "second-token")).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await AskAsync(api, Good)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AskAsync(api, null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await api.Client.GetAsync("/health/live", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await MetricsAsync(api)).ShouldSatisfyAllConditions(
            lines => lines.ShouldContain("""cdviz_logins_refused_total{reason="unknown"} 5"""), lines => lines.ShouldContain("""cdviz_logins_refused_total{reason="slowed"} 2"""));
    }

    [Fact]
    public async Task is_looked_at_again_after_a_while()
    {
        await using var api = await StartAsync(wrong: 60);
        await WaitFor.TrueAsync(async () => (await AskAsync(api, "guess")).StatusCode is HttpStatusCode.TooManyRequests, "it is slowed");

        await WaitFor.TrueAsync(async () => (await AskAsync(api, Good)).StatusCode is HttpStatusCode.OK, "another is looked at");
    }

    [Fact]
    public void is_slowed_wherever_it_is_shown()
    {
        using var wrong = new WrongTokens(new Settings { Limits = new() { WrongTokens = 3 } }, Microsoft.Extensions.Logging.Abstractions.NullLogger<WrongTokens>.Instance);
        var hash = SHA256.HashData("leaked"u8);
        for (var address = 1; address <= 3; address++)
        {
            wrong.Slows(At($"192.0.2.{address}")).ShouldBeNull();
            wrong.Refuse(At($"192.0.2.{address}"), "ci");
        }

        wrong.Slows(At("192.0.2.4")).ShouldNotBeNull();
        wrong.Slows(new(IPAddress.Parse("192.0.2.4"), SHA256.HashData("another"u8))).ShouldBeNull();
        At("2001:db8::1").Address.ShouldBe(At("2001:db8::2").Address);

        ShownToken At(string address) => new(IPAddress.Parse(address), hash);
    }

    [Fact]
    public async Task is_what_an_expired_one_is()
    {
        await using var api = await StartAsync(wrong: 20);

        await (await AskAsync(api, "expired-token")).ShouldRefuseAsync(HttpStatusCode.Unauthorized);

        (await MetricsAsync(api)).ShouldContain("""cdviz_logins_refused_total{reason="expired"} 1""");
    }

    [Fact]
    public async Task becomes_a_good_one_when_the_file_of_tokens_says_so()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """{ "Tokens": [] }""", Ct);
        await using var api = await StartAsync(wrong: 10_000, file);
        (await AskAsync(api, "new-token")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await ReplaceAsync($$"""{ "Tokens": [{ "Name": "the reader", "Hash": "{{Hash("new-token")}}", "Scopes": ["read"] }] }""");
        await WaitFor.TrueAsync(async () => (await AskAsync(api, "new-token")).StatusCode is HttpStatusCode.OK, "it is taken");
        // What is wrong changes nothing.
        await ReplaceAsync("""{ "Tokens": [{ "Name": "the reader", "Hash": "secret" }] }""");
        await Task.Delay(TimeSpan.FromSeconds(2.5), Ct);
        (await AskAsync(api, "new-token")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await ReplaceAsync("""{ "Tokens": [] }""");
        await WaitFor.TrueAsync(async () => (await AskAsync(api, "new-token")).StatusCode is HttpStatusCode.Unauthorized, "it is taken away");
        (await AskAsync(api, Good)).StatusCode.ShouldBe(HttpStatusCode.OK);
        File.Delete(file);

        async Task ReplaceAsync(string content)
        {
            await File.WriteAllTextAsync($"{file}.new", content, Ct);
            File.Move($"{file}.new", file, overwrite: true);
        }
    }

    private static Task<TestApi> StartAsync(int wrong, string file = "") => TestApi.StartAsync(settings => settings with
    {
        Limits = settings.Limits with { WrongTokens = wrong },
        TokenFile = file,
        Tokens =
        [
            new() { Name = "the reader", Hash = Hash(Good), Scopes = [Scopes.Read] },
            new() { Name = "the second", Hash = Hash("second-token"), Scopes = [Scopes.Read], Expires = DateTimeOffset.UtcNow.AddDays(1) },
            new() { Name = "the expired", Hash = Hash("expired-token"), Scopes = [Scopes.Read], Expires = DateTimeOffset.UtcNow.AddSeconds(-1) },
        ],
    });

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static async Task<HttpResponseMessage> AskAsync(TestApi api, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/deployments");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await api.Client.SendAsync(request, Ct);
    }

    private static async Task<string[]> MetricsAsync(TestApi api)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Authorization = new("Bearer", Good) } };
        using var response = await api.Client.SendAsync(request, Ct);
        return (await response.Content.ReadAsStringAsync(Ct)).Split('\n');
    }
}
