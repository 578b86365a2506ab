using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Auditing;

public sealed class The_audit : IAsyncLifetime
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private TestApi? started;

    private TestApi Api => started!;

    public async ValueTask InitializeAsync() => started = await TestApi.ListenAsync(settings => settings with { Tokens = [.. Scopes.All.Select(Token)] });

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    [Fact]
    public async Task says_who_did_what_from_where_in_which_trace_and_what_came_of_it()
    {
        (await SendAsync(HttpMethod.Post, "/projections/builds/rebuild?keep=true", Scopes.Admin)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await SendAsync(HttpMethod.Post, "/projections/builds/rebuild", Scopes.Read)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(HttpMethod.Post, "/quarantine/4711/redrive", Scopes.Admin)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Post, "/projections/builds/rebuild", "guessed")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var entries = await EntriesAsync("");

        entries.Select(entry => (entry.Text("actor"), entry.Text("action"), entry.Text("outcome"), entry.Whole("status"))).ShouldBe(
        [
            ("admin", "POST /quarantine/{entry:long}/redrive", "failed", 404),
            ("read", "POST /projections/{name}/rebuild", "refused", 403),
            ("admin", "POST /projections/{name}/rebuild", "done", 202),
        ]);
        var first = entries[^1];
        (first.Text("target"), first.Text("address"), first.Text("door"), first.Text("traceId")).ShouldBe(("/projections/builds/rebuild?keep=true", "127.0.0.1", "http", Trace));
        first.Number("seconds").ShouldBeGreaterThan(0);
        (await EntriesAsync("?actor=read")).ShouldHaveSingleItem();
        (await EntriesAsync("?outcome=failed&limit=1")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task has_no_entry_for_what_is_sent_or_asked_which_is_with_the_event()
    {
        var e = Events.PipelineRunStarted("sent", 1);
        using var content = new ReadOnlyMemoryContent(e.Json) { Headers = { ContentType = new("application/json") } };

        (await SendAsync(HttpMethod.Post, "/cdevents", Scopes.Write, content)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await SendAsync(HttpMethod.Get, "/events", Scopes.Read)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await EntriesAsync("")).ShouldBeEmpty();
        (await Api.Database.DataSource.ScalarAsync<string>("select user_name || ' ' || (headers ->> 'traceparent') from events.mt_events")).ShouldStartWith($"write 00-{Trace}-");
    }

    [Fact]
    public async Task has_questions_in_SQL()
    {
        await SendAsync(HttpMethod.Get, "/ui/sql?sql=select%201", Scopes.Read);

        var entry = (await EntriesAsync("")).ShouldHaveSingleItem();

        (entry.Text("door"), entry.Text("actor"), entry.Text("target")).ShouldBe(("page", "read", "/ui/sql?sql=select 1"));
    }

    [Fact]
    public async Task is_for_administrators() => (await SendAsync(HttpMethod.Get, "/audit", Scopes.Read)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task does_not_let_happen_what_it_cannot_write_down()
    {
        await Api.Database.DataSource.ExecuteAsync("alter table events.audit rename to audit_gone");

        (await SendAsync(HttpMethod.Post, "/projections/builds/rebuild", Scopes.Admin)).IsSuccessStatusCode.ShouldBeFalse();

        (await Api.Database.DataSource.ScalarAsync<long>("select count(*) from events.projection_generation where projection = 'builds'")).ShouldBe(1);
    }

    [Fact]
    public async Task is_kept_within_its_limits()
    {
        var audit = new AuditStore(Api.Database.DataSource);
        for (var i = 0; i < 10; i++)
        {
            await audit.EndAsync(await audit.BeginAsync(new("a", null, "http", "POST /x", $"{i}", null), Ct), AuditOutcome.Done, 200, TimeSpan.Zero, Ct);
        }

        await Api.Database.DataSource.ExecuteAsync("update events.audit set at = at - interval '2 days' where target in ('0', '1')");

        (await audit.PruneAsync(new() { KeepFor = TimeSpan.FromDays(1), MaxEntries = 5 }, Ct)).ShouldBe(5);
        (await Api.Database.DataSource.ColumnAsync<string>("select target from events.audit order by id")).ShouldBe(["5", "6", "7", "8", "9"]);
    }

    [Fact]
    public async Task has_commands_that_change_something_without_their_secrets()
    {
        CommandAudit.WithoutSecrets("import --from Host=db;Password=hush;Database=x --token hush").ShouldBe("import --from Host=db;Password=***;Database=x --token ***");
        var environment = ("ConnectionStrings__EventStore", (string?)Api.Database.ConnectionString);
        (await TestProgram.RunAsync(["inbox", "redrive", "4711"], "", environment)).ExitCode.ShouldBe(ExitCode.No);
        (await TestProgram.RunAsync(["inbox"], "", environment)).ExitCode.ShouldBe(ExitCode.Done);

        var entry = (await EntriesAsync("")).ShouldHaveSingleItem();

        (entry.Text("door"), entry.Text("action"), entry.Text("target"), entry.Text("outcome"), entry.Whole("status")).ShouldBe(
            ("command", "cdviz inbox redrive", "inbox redrive 4711", "failed", ExitCode.No));
    }

    private static TokenSettings Token(string name) =>
        new() { Name = name, Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))), Scopes = [name] };

    private async Task<List<JsonElement>> EntriesAsync(string query)
    {
        var answer = await (await SendAsync(HttpMethod.Get, $"/audit{query}", Scopes.Admin)).ShouldAnswerAsync(HttpStatusCode.OK);
        return [.. answer.GetProperty("items").EnumerateArray()];
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        return await Api.Client.SendAsync(request, Ct);
    }
}
