using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

public class A_redrive(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const string Token = "admin-token";

    private readonly TestApi api = fixture.Api;

    private NpgsqlDataSource Database => api.Database.DataSource;

    [Fact]
    public async Task gives_what_is_understood_now_its_place_in_the_log_and_its_rows()
    {
        var e = Events.ServiceDeployed("redriven", "production", "pkg:oci/redriven@sha256%3Aaaa", 1);
        var number = await Database.QuarantineAsync(e, sender: "ci");
        await (await api.PostAsync(Events.PipelineRunStarted("meanwhile", 1).Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        var head = await HeadAsync();

        var done = await (await api.RedriveAsync(number)).ShouldAnswerAsync(HttpStatusCode.OK);

        (done.Whole("quarantineId"), done.Text("outcome"), done.Whole("position")).ShouldBe((number, "appended", head + 1));
        JsonElement.DeepEquals(await api.GetAsync($"/events/{head + 1}"), JsonElement.Parse(e.Json.Span)).ShouldBeTrue();
        (await Database.ScalarAsync<string>("select user_name || ' ' || (headers ->> 'door') from events.mt_events where id = $1", e.Id)).ShouldBe("ci http");
        (await api.GetAsync("/deployments?service=redriven")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem().Whole("position").ShouldBe(head + 1);
        var entry = await Database.EntryAsync(number);
        (entry.State, entry.Position, entry.Attempts).ShouldBe(("redriven", head + 1, 1));
        entry.RedrivenAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task of_what_is_in_the_log_already_finds_it_there()
    {
        var e = Events.PipelineRunStarted("killed between append and record", 1);
        var number = await Database.QuarantineAsync(e);
        var position = (await (await api.PostAsync(e.Json)).ShouldAnswerAsync(HttpStatusCode.Created)).Whole("position");

        for (var again = 1; again <= 2; again++)
        {
            var done = await (await api.RedriveAsync(number)).ShouldAnswerAsync(HttpStatusCode.OK);
            (done.Text("outcome"), done.Whole("position")).ShouldBe(("duplicate", position));
            var entry = await Database.EntryAsync(number);
            (entry.State, entry.Position, entry.Attempts).ShouldBe(("redriven", position, again));
        }

        (await Database.ScalarAsync<long>("select count(*) from events.mt_events where id = $1", e.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task of_what_is_still_not_understood_leaves_it_open_and_remembers_the_attempt()
    {
        var unknown = Events.PipelineRunStarted("still unknown", 1).TextOfUnknownType();
        var number = (await (await api.PostAsync(unknown.Utf8())).ShouldAnswerAsync(HttpStatusCode.Accepted)).Whole("quarantineId");

        var done = await (await api.RedriveAsync(number)).ShouldAnswerAsync(HttpStatusCode.OK);

        (done.Text("outcome"), done.GetProperty("position").ValueKind).ShouldBe(("quarantined", JsonValueKind.Null));
        done.FirstError().Rule.ShouldBe("unknown-type");
        var shown = await api.GetAsync($"/quarantine/{number}");
        (shown.Text("state"), shown.Whole("attempts")).ShouldBe(("open", 1));
        var attempt = shown.GetProperty("lastAttempts").EnumerateArray().ShouldHaveSingleItem();
        (attempt.Text("outcome"), attempt.Text("actor"), attempt.GetProperty("lenient").GetBoolean()).ShouldBe(("quarantined", null, false));
        attempt.Text("message")!.ShouldStartWith("unknown-type: ");
        attempt.Text("at")!.ShouldEndWith("Z");
    }

    [Fact]
    public async Task of_a_conflict_is_one_again()
    {
        var first = Events.PipelineRunStarted("taken", 1);
        var position = (await (await api.PostAsync(first.Json)).ShouldAnswerAsync(HttpStatusCode.Created)).Whole("position");
        var other = WithId(Events.PipelineRunStarted("taken", 2).Json, first.ContextId);
        var number = (await (await api.PostAsync(other)).ShouldRefuseAsync(HttpStatusCode.Conflict)).Whole("quarantineId");

        var done = await (await api.RedriveAsync(number)).ShouldAnswerAsync(HttpStatusCode.OK);

        (done.Text("outcome"), done.Whole("position")).ShouldBe(("conflict", position));
        var entry = await Database.EntryAsync(number);
        (entry.State, entry.Position).ShouldBe(("open", null));
    }

    [Fact]
    public async Task of_what_is_invalid_tells_all_that_is_wrong_and_may_be_lenient()
    {
        var wrong = Events.PipelineRunFinished("lenient", 1).Text().Replace("\"content\":{", "\"content\":{\"odd\":1,", StringComparison.Ordinal);
        var refused = await (await api.PostAsync(wrong.Utf8())).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity);
        var number = refused.Whole("quarantineId");

        var strict = await (await api.RedriveAsync(number)).ShouldAnswerAsync(HttpStatusCode.OK);
        var lenient = await (await api.RedriveAsync(number, "?lenient=true")).ShouldAnswerAsync(HttpStatusCode.OK);
        var strictAgain = await (await api.RedriveAsync(number)).ShouldAnswerAsync(HttpStatusCode.OK);

        strict.Text("outcome").ShouldBe("invalid");
        strict.FirstError().ShouldBe(refused.FirstError());
        lenient.Text("outcome").ShouldBe("appended");
        lenient.GetProperty("warnings")[0].Text("rule").ShouldBe(refused.FirstError().Rule);
        strictAgain.Text("outcome").ShouldBe("invalid");
        var shown = await api.GetAsync($"/quarantine/{number}");
        (shown.Text("state"), shown.Whole("position")).ShouldBe(("redriven", lenient.Whole("position")));
        shown.GetProperty("lastAttempts").EnumerateArray().Select(one => (one.Text("outcome"), one.GetProperty("lenient").GetBoolean()))
            .ShouldBe([("invalid", false), ("appended", true), ("invalid", false)]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("\u0000")]
    [InlineData("{\"context\":{}}")]
    public async Task of_what_is_no_CDEvent_says_so(string body)
    {
        var number = await Database.QuarantineAsync(body.Utf8(), "not-json");

        (await (await api.RedriveAsync(number)).ShouldAnswerAsync(HttpStatusCode.OK)).Text("outcome").ShouldBe("invalid");
    }

    [Theory]
    [InlineData("application/json", "ce-specversion")]
    [InlineData("application/cloudevents+json", null)]
    [InlineData("application/cloudevents-batch+json", null)]
    public async Task of_a_CloudEvent_reads_it_as_it_came(string mediaType, string? header)
    {
        var e = Events.PipelineRunStarted($"cloud {mediaType}", 1);
        var unknown = e.TextOfUnknownType();
        var (open, close) = mediaType.Contains("batch", StringComparison.Ordinal) ? ("[", "]") : ("", "");
        var body = header is null ? $$"""{{open}}{"specversion":"1.0","id":"other","source":"/x","type":"t","data":{{unknown}}}{{close}}""" : unknown;
        using var posted = await api.PostAsync(
            body.Utf8(), mediaType, header is null ? [] : [(header, "1.0"), ("ce-id", "other"), ("ce-type", "t"), ("ce-source", "/x")]);
        posted.IsSuccessStatusCode.ShouldBeTrue();
        var number = await Database.ScalarAsync<long>("select id from events.quarantine where event_id = $1", e.ContextId);
        // The release in which the type is known has come.
        await Database.ExecuteAsync(
            """
            update events.quarantine
            set body = convert_to(replace(convert_from(body, 'UTF8'), 'rocket.launched', 'pipelinerun.started'), 'UTF8')
            where id = $1
            """,
            number);

        var done = await (await api.RedriveAsync(number)).ShouldAnswerAsync(HttpStatusCode.OK);

        done.Text("outcome").ShouldBe("appended");
        done.GetProperty("warnings").EnumerateArray().Select(warning => warning.Text("rule"))
            .ShouldBe(["cloudevents.id.mismatch", "cloudevents.source.mismatch", "cloudevents.type.mismatch"], ignoreOrder: true);
    }

    [Fact]
    public async Task asks_of_an_event_what_is_asked_of_its_sender_and_names_who_did_it()
    {
        await using var own = await TestApi.StartAsync(settings => settings with
        {
            Tokens =
            [
                new() { Name = "old tool", Hash = Hash("tool"), Scopes = [Scopes.Write], Content = ContentRule.Lenient },
                new() { Name = "the admin", Hash = Hash(Token), Scopes = [Scopes.Admin] },
                new() { Name = "the reader", Hash = Hash("reader"), Scopes = [Scopes.Read] },
            ],
        });
        var wrong = Events.PipelineRunFinished("sender", 1).Text().Replace("\"content\":{", "\"content\":{\"odd\":1,", StringComparison.Ordinal);
        var tools = await own.Database.DataSource.QuarantineAsync(wrong.Utf8(), "invalid", "old tool");
        var others = await own.Database.DataSource.QuarantineAsync(wrong.Replace("sender", "other", StringComparison.Ordinal).Utf8(), "invalid", "another");

        own.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "reader");
        await (await own.RedriveAsync(tools)).ShouldRefuseAsync(HttpStatusCode.Forbidden);
        own.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        (await (await own.RedriveAsync(tools)).ShouldAnswerAsync(HttpStatusCode.OK)).Text("outcome").ShouldBe("appended");
        (await (await own.RedriveAsync(others)).ShouldAnswerAsync(HttpStatusCode.OK)).Text("outcome").ShouldBe("invalid");

        (await own.Database.DataSource.ColumnAsync<string>("select distinct actor from events.quarantine_attempt")).ShouldBe(["the admin"]);
        (await own.Database.DataSource.ScalarAsync<string>("select user_name from events.mt_events")).ShouldBe("old tool");
    }

    [Fact]
    public async Task is_remembered_twenty_times_and_counted_always()
    {
        var number = await Database.QuarantineAsync("often"u8.ToArray(), "not-json");
        for (var i = 0; i < 25; i++)
        {
            (await api.RedriveAsync(number)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var shown = await api.GetAsync($"/quarantine/{number}");

        shown.Whole("attempts").ShouldBe(25);
        shown.GetProperty("lastAttempts").GetArrayLength().ShouldBe(20);
    }

    [Fact]
    public async Task of_what_is_not_there_is_refused() => await (await api.RedriveAsync(999_999)).ShouldRefuseAsync(HttpStatusCode.NotFound);

    [Fact]
    public async Task without_the_database_is_answered_503_and_changes_nothing()
    {
        await using var own = await TestApi.StartAsync();
        var number = await own.Database.DataSource.QuarantineAsync(Events.PipelineRunStarted("away", 1));
        await own.Database.CloseAsync();

        await (await own.RedriveAsync(number)).ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable);

        await own.Database.OpenAsync();
        (await own.Database.DataSource.EntryAsync(number)).Attempts.ShouldBe(0);
        await WaitFor.TrueAsync(async () => (await own.RedriveAsync(number)).StatusCode is HttpStatusCode.OK, "it is driven again");
        (await own.Database.DataSource.EntryAsync(number)).State.ShouldBe("redriven");
    }

    [Fact]
    public async Task by_many_at_once_appends_once()
    {
        var e = Events.PipelineRunStarted("by many", 1);
        var number = await Database.QuarantineAsync(e);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await (await api.RedriveAsync(number)).ShouldAnswerAsync(HttpStatusCode.OK)));

        answers.Count(answer => answer.Text("outcome") is "appended").ShouldBe(1);
        answers.Select(answer => answer.Whole("position")).Distinct().ShouldHaveSingleItem();
        (await Database.EntryAsync(number)).Attempts.ShouldBe(8);
        (await new ProjectionEngine(Database, ProjectionCatalogue.All).VerifyAsync("current_deployments", null, Ct)).Differing.ShouldBe(0);
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private Task<long> HeadAsync() => Database.ScalarAsync<long>("select coalesce(max(seq_id), 0) from events.mt_events");
}
