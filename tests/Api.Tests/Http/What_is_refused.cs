using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace CdViz.Api.Tests.Http;

public class What_is_refused(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Secret = "hush-hush";

    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task as_no_CDEvent_is_kept_with_its_bytes_and_what_is_wrong_with_it()
    {
        var body = """{ "context": { "id": "wrong-1", "source": "/refused" } }""";

        var problem = await (await api.PostAsync(body.Utf8())).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity);

        var kept = await KeptAsync(problem.Whole("quarantineId"));
        (kept.Reason, kept.Body, kept.Source, kept.Id, kept.Form).ShouldBe(("invalid", body, "/refused", "wrong-1", "bare"));
        var errors = JsonElement.Parse(kept.Errors!).EnumerateArray().Select(error => error.Text("rule")).ToList();
        errors.ShouldBe(problem.GetProperty("errors").EnumerateArray().Select(error => error.Text("rule")));
        kept.Message.ShouldContain($"{errors[0]}: ");
        kept.Message.ShouldEndWith($"(and {errors.Count - 1} more)");
    }

    [Theory]
    [InlineData(null, "application/problem+json", "There is nothing at /nowhere/<b>")]
    [InlineData("application/json", "application/problem+json", "There is nothing at /nowhere/<b>")]
    [InlineData("text/plain", "application/problem+json", "There is nothing at /nowhere/<b>")]
    [InlineData("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html", "There is nothing at /nowhere/&lt;b&gt;")]
    public async Task as_there_is_nothing_is_told_to_people_and_programs(string? accept, string type, string says)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere/%3Cb%3E");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await api.Client.SendAsync(request, Answers.Ct);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        var text = await answer.Content.ReadAsStringAsync(Answers.Ct);
        (type is "text/html" ? text : JsonElement.Parse(text).Text("detail")!).ShouldContain(says);
    }

    [Theory]
    [InlineData("{\"context\":")]
    [InlineData("\uFEFF<xml/>")]
    public async Task as_no_JSON_is_kept(string body)
    {
        var problem = await (await api.PostAsync(body.Utf8())).ShouldRefuseAsync(HttpStatusCode.BadRequest);

        var kept = await KeptAsync(problem.Whole("quarantineId"));
        (kept.Reason, kept.Body, kept.Errors).ShouldBe(("not-json", body, null));
    }

    [Fact]
    public async Task as_empty_leaves_nothing_to_keep() => (await (await api.PostAsync("".Utf8())).ShouldRefuseAsync(HttpStatusCode.BadRequest))
        .TryGetProperty("quarantineId", out _).ShouldBeFalse();

    [Theory]
    [InlineData("{}", "application/json", "bare")]
    [InlineData("[{}]", "application/json", "bare")]
    [InlineData("{}", "application/x-ndjson", "bare")]
    [InlineData("{}", "application/cloudevents+json", "structured")]
    [InlineData("[{}]", "application/cloudevents-batch+json", "structured")]
    public async Task is_kept_with_how_it_is_to_be_read(string body, string mediaType, string form)
    {
        await using var own = await TestApi.StartAsync();

        await own.PostAsync(body.Utf8(), mediaType);

        var rows = await own.Database.DataSource.RowsAsync(
            "select convert_from(body, 'UTF8'), content_type, form from events.quarantine", row => (row.GetString(0), row.GetString(1), row.GetString(2)));
        rows.ShouldBe([("{}", mediaType, form)]);
    }

    [Fact]
    public async Task is_kept_with_the_headers_that_hold_no_credentials()
    {
        using var response = await api.PostAsync(
            """{ "headers": true }""".Utf8(),
            headers:
            [
                ("Authorization", $"Bearer {Secret}"), ("Cookie", $"a={Secret}"), ("X-Gitlab-Token", Secret), ("X-Hub-Signature-256", Secret),
                ("X-Api-Key", Secret), ("X-Hook-Secret", Secret), ("Proxy-Authorization", Secret), ("ce-specversion", "1.0"), ("ce-id", "kept-1"), ("ce-partitionkey", "p1"),
                ("X-GitHub-Event", "push"), ("X-Vault", Secret), ("X-Pass", Secret), ("ce-token", Secret), ("ce-dataref", $"https://files.example.com/?sig={Secret}"),
            ]);

        var kept = await KeptAsync((await response.ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity)).Whole("quarantineId"));
        var headers = JsonElement.Parse(kept.Headers!);
        (headers.Text("ce-specversion"), headers.Text("ce-id"), headers.Text("ce-partitionkey"), headers.Text("X-GitHub-Event"))
            .ShouldBe(("1.0", "kept-1", "p1", "push"));
        kept.Headers!.ShouldNotContain(Secret);
        headers.TryGetProperty("Content-Length", out _).ShouldBeFalse();
        kept.Form.ShouldBe("binary");
    }

    [Fact]
    public async Task as_too_large_within_a_CloudEvent_is_said_to_be_so_and_not_kept()
    {
        await using var own = await TestApi.StartAsync(settings => settings with { Limits = settings.Limits with { EventBytes = 2048 } });
        var large = Events.PipelineRunStarted("large", 1).Text().Insert(1, new string(' ', 2048));
        var cloudEvent = $$"""{"specversion":"1.0","id":"x","source":"/x","type":"t","data":{{large}}}""";

        await (await own.PostAsync(cloudEvent.Utf8(), "application/cloudevents+json")).ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge);

        (await own.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(0);
        using var many = await own.PostAsync($"[{cloudEvent}]".Utf8(), "application/cloudevents-batch+json");
        (await many.ManyAsync())!.Problems.ShouldHaveSingleItem().Status.ShouldBe(413);
    }

    [Fact]
    public async Task among_many_is_kept_item_by_item()
    {
        using var response = await api.PostAsync("{\"item\":1}\nnonsense\n{\"item\":2}\n{\"item\":1}".Utf8(), "application/x-ndjson");

        var problems = (await response.ManyAsync())!.Problems;
        var kept = new List<string>();
        foreach (var problem in problems)
        {
            kept.Add((await KeptAsync(problem.QuarantineId.ShouldNotBeNull())).Body);
        }

        kept.ShouldBe(["{\"item\":1}", "nonsense", "{\"item\":2}", "{\"item\":1}"]);
        problems[3].QuarantineId.ShouldBe(problems[0].QuarantineId);
        var timesSeen = await api.Database.DataSource.ScalarAsync<long>(
            "select times_seen from events.quarantine where id = $1", problems[0].QuarantineId!.Value);
        timesSeen.ShouldBe(2);
    }

    [Fact]
    public async Task a_hundred_thousand_times_in_one_body_is_kept_in_few_round_trips()
    {
        const int bad = 100_000;
        await using var own = await TestApi.StartAsync();
        using var statements = new Statements(own.Database.Name, "events.quarantine");
        var lines = new StringBuilder();
        for (var i = 0; i < bad; i++)
        {
            lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"bad\":{i}}}\n");
        }

        using var response = await own.PostAsync(lines.ToString().Utf8(), "application/x-ndjson");

        (await response.ManyAsync())!.Rejected.ShouldBe(bad);
        (await own.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine where reason = 'invalid'")).ShouldBe(bad);
        statements.Count.ShouldBeInRange(bad / 1000, bad / 10);
    }

    [Theory]
    [InlineData("{}", "application/json")]
    [InlineData("nonsense", "application/json")]
    [InlineData("{}\n{}\nnonsense", "application/x-ndjson")]
    public async Task is_answered_503_when_it_cannot_be_kept(string body, string mediaType)
    {
        await using var own = await TestApi.StartAsync();
        await own.Database.CloseAsync();

        using (var response = await own.PostAsync(body.Utf8(), mediaType))
        {
            var problem = await response.ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter!.Delta.ShouldNotBeNull();
            problem.TryGetProperty("quarantineId", out _).ShouldBeFalse();
            problem.TryGetProperty("recorded", out _).ShouldBeFalse();
        }

        await own.Database.OpenAsync();
        (await own.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(0);
        await WaitFor.TrueAsync(
            async () => (await own.PostAsync(body.Utf8(), mediaType)).StatusCode is not HttpStatusCode.ServiceUnavailable, "it is taken again");
        (await own.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBeGreaterThan(0);
    }

    private async Task<Kept> KeptAsync(long id) => (await api.Database.DataSource.RowsAsync(
        "select reason, message, body, errors::text, headers::text, source, event_id, form from events.quarantine where id = $1",
        row => new Kept(
            row.GetString(0), row.GetString(1), Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(2)), Text(row, 3), Text(row, 4), Text(row, 5), Text(row, 6),
            row.GetString(7)),
        id)).Single();

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private sealed record Kept(string Reason, string Message, string Body, string? Errors, string? Headers, string? Source, string? Id, string Form);

    /// <summary>Counts the statements of this process on one database.</summary>
    private sealed class Statements : IDisposable
    {
        private readonly ActivityListener listener;
        private int count;

        public Statements(string database, string text)
        {
            listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is "Npgsql",
                Sample = (ref _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    var tags = activity.TagObjects.Select(tag => tag.Value as string).ToList();
                    if (tags.Contains(database) && tags.Exists(tag => tag?.Contains(text, StringComparison.Ordinal) is true))
                    {
                        Interlocked.Increment(ref count);
                    }
                },
            };
            ActivitySource.AddActivityListener(listener);
        }

        public int Count => count;

        public void Dispose() => listener.Dispose();
    }
}
