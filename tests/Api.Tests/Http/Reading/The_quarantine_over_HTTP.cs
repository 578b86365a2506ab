using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public sealed class The_quarantine_over_HTTP(ApiFixture fixture) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    private readonly TestApi api = fixture.Api;

    // Twelve open ones, 1 to 12 bytes long: conflicts in April, unknown types of one source in May; and a redriven one.
    public async ValueTask InitializeAsync()
    {
        for (var i = 1; i <= 12; i++)
        {
            var number = await api.Database.DataSource.QuarantineAsync(
                new byte[i], i % 3 == 0 ? "conflict" : "unknown-type", source: i % 3 == 0 ? null : "https://one.example.com", id: $"{i}");
            await api.Database.DataSource.ExecuteAsync(
                "update events.quarantine set received_at = $2, last_seen_at = $2 where id = $1", number,
                new DateTime(2026, i % 3 == 0 ? 4 : 5, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        var redriven = await api.Database.DataSource.QuarantineAsync("redriven"u8.ToArray(), "unknown-version");
        await api.Database.DataSource.ExecuteAsync(
            "update events.quarantine set state = 'redriven', position = 7, redriven_at = now() where id = $1", redriven);
    }

    public ValueTask DisposeAsync() => default;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(1000)]
    public async Task is_listed_page_by_page_the_latest_first(int limit)
    {
        var found = await ListAsync($"limit={limit}");

        // Entries of one instant are told apart by their numbers.
        found.Select(item => item.Whole("bytes")).ShouldBe([11, 10, 8, 7, 5, 4, 2, 1, 12, 9, 6, 3]);
    }

    [Theory]
    [InlineData("reason=conflict", 4)]
    [InlineData("source=https://one.example.com", 8)]
    [InlineData("source=elsewhere", 0)]
    [InlineData("door=http", 12)]
    [InlineData("door=amqp", 0)]
    [InlineData("from=2026-05-01T00:00:00Z", 8)]
    [InlineData("to=2026-05-01T00:00:00Z", 4)]
    [InlineData("from=2026-04-01T00:00:00Z&to=2026-04-02T00:00:00Z&reason=unknown-type", 0)]
    [InlineData("state=redriven", 1)]
    [InlineData("state=all", 13)]
    public async Task is_filtered(string query, int count) => (await ListAsync($"{query}&limit=3")).Count.ShouldBe(count);

    [Theory]
    [InlineData("state=closed", "/state")]
    [InlineData("reason=odd", "/reason")]
    [InlineData("from=yesterday", "/from")]
    [InlineData("limit=0", "/limit")]
    [InlineData("cursor=x", "/cursor")]
    [InlineData("why=1", "/why")]
    public async Task says_what_it_is_asked_wrongly(string query, string pointer) =>
        (await (await api.Client.GetAsync($"/quarantine?{query}", Ct)).ShouldRefuseAsync(HttpStatusCode.BadRequest)).FirstError().Pointer.ShouldBe(pointer);

    [Theory]
    [InlineData("/quarantine/0")]
    [InlineData("/quarantine/999999")]
    public async Task says_what_is_not_there(string path) => await (await api.Client.GetAsync(path, Ct)).ShouldRefuseAsync(HttpStatusCode.NotFound);

    [Fact]
    public async Task shows_an_entry_with_all_that_is_known_of_it()
    {
        var number = await api.Database.DataSource.QuarantineAsync(
            new QuarantinedEvent(
                "http", "ci", "invalid", "Wrong.", [new Violation("/context", "context.required", "It is missing.")], "application/json",
                """{ "text": "\u00FC ü \" " }"""u8.ToArray(), "/source", "id-1")
            { Headers = new Dictionary<string, string> { ["ce-id"] = "1" } });

        var shown = await api.GetAsync($"/quarantine/{number}");

        shown.Whole("id").ShouldBe(number);
        (shown.Text("state"), shown.Text("reason"), shown.Text("message"), shown.Text("sender")).ShouldBe(("open", "invalid", "Wrong.", "ci"));
        (shown.Text("source"), shown.Text("contextId"), shown.Text("door"), shown.Whole("timesSeen")).ShouldBe(("/source", "id-1", "http", 1));
        shown.Text("body").ShouldBe("""{ "text": "\u00FC ü \" " }""");
        shown.GetProperty("bodyBase64").ValueKind.ShouldBe(JsonValueKind.Null);
        shown.GetProperty("errors")[0].Text("rule").ShouldBe("context.required");
        shown.GetProperty("headers").Text("ce-id").ShouldBe("1");
        shown.GetProperty("lastAttempts").GetArrayLength().ShouldBe(0);
        await api.Database.DataSource.ExecuteAsync("delete from events.quarantine where id = $1", number);
    }

    [Theory]
    [InlineData("7B22FF7D")]
    [InlineData("C080")]
    [InlineData("00")]
    [InlineData("EFBBBF7B7D0D0A")]
    [InlineData("7B7D")]
    public async Task loses_no_byte(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var number = await api.Database.DataSource.QuarantineAsync(bytes, "not-json");

        var shown = await api.GetAsync($"/quarantine/{number}");

        (shown.Text("body") is { } text ? Encoding.UTF8.GetBytes(text) : Convert.FromBase64String(shown.Text("bodyBase64")!)).ShouldBe(bytes);
        shown.GetProperty("bodyBase64").ValueKind.ShouldBe(hex is "7B22FF7D" or "C080" ? JsonValueKind.String : JsonValueKind.Null);
        await api.Database.DataSource.ExecuteAsync("delete from events.quarantine where id = $1", number);
    }

    private async Task<List<JsonElement>> ListAsync(string query)
    {
        var found = new List<JsonElement>();
        for (string? path = string.Create(CultureInfo.InvariantCulture, $"/quarantine?{query}"); path is not null;)
        {
            var page = await api.GetAsync(path);
            found.AddRange(page.GetProperty("items").EnumerateArray());
            path = page.Text("next");
        }

        return found;
    }
}
