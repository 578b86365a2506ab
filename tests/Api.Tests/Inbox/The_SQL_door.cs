using System.Net;
using System.Text.Json;
using Npgsql;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

public sealed class The_SQL_door(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    private NpgsqlDataSource Database => api.Database.DataSource;

    [Fact]
    public async Task brings_an_event_into_the_log_and_the_lake()
    {
        var e = Events.PipelineRunStarted("by sql", 1);

        var entry = await TakeAsync(e.Text());

        entry.Text("state").ShouldBe("done");
        var result = entry.GetProperty("results")[0];
        (result.Text("outcome"), result.Text("source"), result.Text("id")).ShouldBe(("appended", e.Source, e.ContextId));
        var position = result.Whole("position");
        JsonElement.DeepEquals(await api.GetAsync($"/events/{position}"), JsonElement.Parse(e.Json.Span)).ShouldBeTrue();
        (await Database.ScalarAsync<string>("select (headers ->> 'door') || ' ' || user_name from events.mt_events where seq_id = $1", position))
            .ShouldBe($"sql {await Database.ScalarAsync<string>("select session_user::text")}");
        await api.VisibleAsync();
        (await Database.ScalarAsync<long>("select position from cdviz.cdevents_lake where context_id = $1", e.ContextId)).ShouldBe(position);
    }

    [Fact]
    public async Task takes_an_event_that_was_stored_before_without_an_error()
    {
        var e = Events.PipelineRunStarted("twice", 1);
        var first = (await TakeAsync(e.Text())).GetProperty("results")[0].Whole("position");
        var count = await Database.EventsAsync();

        var again = await TakeAsync(e.Text());

        again.Text("state").ShouldBe("done");
        (again.GetProperty("results")[0].Text("outcome"), again.GetProperty("results")[0].Whole("position")).ShouldBe(("duplicate", first));
        (await (await api.PostAsync(e.Json)).ShouldAnswerAsync(HttpStatusCode.OK)).Text("status").ShouldBe("duplicate");
        (await Database.EventsAsync()).ShouldBe(count);
    }

    [Theory]
    [InlineData("unknown type", "quarantined", "unknown-type")]
    [InlineData("conflict", "conflict", "conflict")]
    [InlineData("no CDEvent", "invalid", "invalid")]
    [InlineData("too large", "invalid", "invalid")]
    public async Task keeps_what_it_does_not_bring_into_the_log_in_the_quarantine(string what, string outcome, string reason)
    {
        var e = Events.PipelineRunStarted($"kept: {what}", 1);
        await Database.StoreAsync(Events.PipelineRunStarted("kept: conflict", 1, "other"));
        await Database.TakenAsync();
        var text = what switch
        {
            "unknown type" => e.TextOfUnknownType(),
            "no CDEvent" => """{"nothing": true}""",
            "too large" => $$"""{"text": "{{new string('x', 1024 * 1024)}}"}""",
            _ => e.Text(),
        };
        var before = await Database.EventsAsync();

        var entry = await TakeAsync(text);

        entry.Text("state").ShouldBe("quarantined");
        var result = entry.GetProperty("results")[0];
        result.Text("outcome").ShouldBe(outcome);
        var kept = await api.GetAsync($"/quarantine/{result.Whole("quarantineId")}");
        (kept.Text("reason"), kept.Text("door")).ShouldBe((reason, "sql"));
        JsonElement.DeepEquals(JsonElement.Parse(kept.Text("body")!), JsonElement.Parse(text)).ShouldBeTrue();
        (await Database.EventsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task keeps_nothing_of_a_transaction_that_is_rolled_back_and_all_of_one_that_is_not()
    {
        await using var connection = await Database.OpenConnectionAsync(Ct);
        foreach (var commits in (bool[])[false, true])
        {
            await using var transaction = await connection.BeginTransactionAsync(Ct);
            for (var i = 0; i < 5; i++)
            {
                await SqlDoor.StoreAsync(connection, Events.PipelineRunStarted($"transaction {i}", i).Text());
            }

            await (commits ? transaction.CommitAsync(Ct) : transaction.RollbackAsync(Ct));
            await Database.TakenAsync();
            (await Database.ScalarAsync<long>("select count(*) from events.mt_events where stream_id like '%|transaction %'")).ShouldBe(commits ? 5 : 0);
        }
    }

    [Fact]
    public async Task loses_no_event_that_is_committed_after_one_with_a_higher_number()
    {
        await using var slow = await Database.OpenConnectionAsync(Ct);
        await using var transaction = await slow.BeginTransactionAsync(Ct);
        await SqlDoor.StoreAsync(slow, Events.PipelineRunStarted("slow", 1).Text());
        await Database.StoreAsync(Events.PipelineRunStarted("quick", 2));
        await WaitFor.TrueAsync(
            async () => await Database.ScalarAsync<long>("select count(*) from events.mt_events where stream_id like '%|quick'") == 1, "the quick one is taken");

        await transaction.CommitAsync(Ct);

        await WaitFor.TrueAsync(
            async () => await Database.ScalarAsync<long>("select count(*) from events.mt_events where stream_id like '%|slow'") == 1, "the slow one is taken");
    }

    [Fact]
    public async Task takes_an_entry_again_when_it_is_asked_to()
    {
        var e = Events.PipelineRunStarted("again", 1);
        var first = await TakeAsync(e.Text());
        var id = first.Whole("id");

        await (await api.Client.PostAsync($"/inbox/{id}/redrive", null, Ct)).ShouldAnswerAsync(HttpStatusCode.Accepted);
        await Database.TakenAsync();

        var again = await api.GetAsync($"/inbox/{id}");
        (again.Text("state"), again.Whole("attempts")).ShouldBe(("done", 2));
        (again.GetProperty("results")[0].Text("outcome"), again.GetProperty("results")[0].Whole("position"))
            .ShouldBe(("duplicate", first.GetProperty("results")[0].Whole("position")));
    }

    [Theory]
    [InlineData("GET", "/inbox/0")]
    [InlineData("GET", "/inbox/999999")]
    [InlineData("POST", "/inbox/999999/redrive")]
    public async Task says_what_is_not_there(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        await (await api.Client.SendAsync(request, Ct)).ShouldRefuseAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task refuses_null() =>
        (await Should.ThrowAsync<PostgresException>(() => Database.ExecuteAsync("call cdviz.store_cdevent(null)"))).SqlState
            .ShouldBe(PostgresErrorCodes.NullValueNotAllowed);

    [Fact]
    public async Task shows_in_the_metrics_how_much_waits()
    {
        var text = await api.Client.GetStringAsync("/metrics", Ct);

        text.ShouldMatch(@"(?m)^cdviz_inbox_waiting \d+$");
        text.ShouldMatch(@"(?m)^cdviz_inbox_oldest_seconds [0-9.eE+-]+$");
    }

    private async Task<JsonElement> TakeAsync(string text)
    {
        await Database.StoreTextAsync(text);
        // Other tests of this class store before and after each other, not at the same time.
        var id = await Database.LastEntryAsync();
        await Database.TakenAsync();
        return await api.GetAsync($"/inbox/{id}");
    }
}
