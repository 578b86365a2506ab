using System.Text.Json;
using FsCheck;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Properties;

/// <summary><c>CDVIZ_PROPERTY_CASES</c> asks for more cases.</summary>
public class Whatever_is_posted(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const int Times = 300;

    // What the contract names for a body that is looked at.
    private static readonly int[] Named = [200, 201, 202, 400, 409, 413, 415, 422];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestApi api = fixture.Api;
    private long appended;
    private long sent;

    [Fact]
    public void is_answered_as_the_contract_says() => Holds(Post.Any);

    [Fact]
    public async Task is_answered_as_the_contract_says_when_it_is_almost_good()
    {
        Holds(Post.AlmostGood);

        appended.ShouldBeGreaterThan(Times / 10);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBeGreaterThanOrEqualTo(appended);
        await api.VisibleAsync();
    }

    private void Holds(Gen<Post> posts) => Always.Holds(posts, post => Task.Run(() => CheckAsync(post)).GetAwaiter().GetResult(), Times);

    private async Task CheckAsync(Post post)
    {
        // Examples share their ids; two that were mutated differently would conflict.
        post = post.Replacing("\"example-", $"\"example-{Interlocked.Increment(ref sent)}-");
        var first = await SendAsync(post);
        var again = await SendAsync(post);

        if (first.Json.TryGetProperty("duplicates", out var duplicates))
        {
            Interlocked.Add(ref appended, first.Json.Whole("appended"));
            again.Status.ShouldBe(first.Status);
            again.Json.Whole("appended").ShouldBe(0);
            again.Json.Whole("duplicates").ShouldBe(first.Json.Whole("appended") + duplicates.GetInt64());
            Same(first.Json, again.Json, "quarantined", "rejected", "problems", "warnings");
            return;
        }

        Interlocked.Add(ref appended, first.Status is 201 ? 1 : 0);
        again.Status.ShouldBe(first.Status is 201 ? 200 : first.Status);
        Same(first.Json, again.Json, "position", "stream", "version", "warnings", "errors", "title", "detail", "quarantineId");
    }

    private async Task<(int Status, JsonElement Json)> SendAsync(Post post)
    {
        using var request = post.Request();
        using var response = await api.Client.SendAsync(request, Ct).WaitAsync(Patience, Ct);
        var (status, text) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct).WaitAsync(Patience, Ct));
        Named.ShouldContain(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(status < 300 ? "application/json" : "application/problem+json");
        var json = JsonElement.Parse(text);
        if (status >= 400)
        {
            json.Whole("status").ShouldBe(status);
            json.Text("title").ShouldNotBeNullOrEmpty();
            (status is not (409 or 422) || json.GetProperty("errors").GetArrayLength() > 0).ShouldBeTrue(text);
        }

        return (status, json);
    }

    private static void Same(JsonElement first, JsonElement again, params string[] members)
    {
        foreach (var member in members)
        {
            Told(again, member).ShouldBe(Told(first, member), member);
        }
    }

    private static string? Told(JsonElement json, string member) => json.TryGetProperty(member, out var value) ? value.GetRawText() : null;
}
