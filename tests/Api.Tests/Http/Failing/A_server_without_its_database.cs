using System.Net;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

public class A_server_without_its_database
{
    [Fact]
    public async Task refuses_events_until_it_is_back()
    {
        var retryAfter = TimeSpan.FromSeconds(7);
        await using var api = await TestApi.ListenAsync(settings => settings with { Append = settings.Append with { RetryAfter = retryAfter } });
        await (await api.PostAsync(Events.PipelineRunStarted("away-0", 1).Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        await api.Database.CloseAsync();

        foreach (var (body, mediaType) in ((ReadOnlyMemory<byte>, string)[])
        [
            (Events.PipelineRunStarted("away-1", 1).Json, "application/json"),
            (Lines([Events.PipelineRunStarted("away-2", 1).Json, Events.PipelineRunStarted("away-3", 1).Json]), "application/x-ndjson"),
            (Events.PipelineRunStarted("away-5", 1).TextOfUnknownType().Utf8(), "application/json"),
        ])
        {
            using var response = await api.PostAsync(body, mediaType);
            await response.ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter!.Delta.ShouldBe(retryAfter, mediaType);
        }

        using var read = await api.Client.GetAsync("/deployments", Ct);
        await read.ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable);
        read.Headers.RetryAfter!.Delta.ShouldBe(retryAfter);
        using var page = await api.Client.GetAsync("/ui/events", Ct);
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await page.Content.ReadAsStringAsync(Ct)).ShouldContain("The database does not answer.");

        await api.Database.OpenAsync();
        await WaitFor.TrueAsync(
            async () => (await api.PostAsync(Events.PipelineRunStarted("away-4", 1).Json)).IsSuccessStatusCode, "events are taken again");
        (await api.Database.DataSource.ColumnAsync<string>("select stream_id from events.mt_events order by seq_id"))
            .ShouldBe([Events.PipelineRunStarted("away-0", 1).Stream.ToString(), Events.PipelineRunStarted("away-4", 1).Stream.ToString()]);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(0);
    }

    [Fact]
    public async Task waits_for_it_in_the_middle_of_a_long_body()
    {
        await using var api = await TestApi.ListenAsync(settings => settings with { Limits = settings.Limits with { ChunkEvents = 10 } });
        var pipe = new System.IO.Pipelines.Pipe();
        using var content = new FlowingContent(pipe.Reader);
        var posting = api.PostAsync(content);
        await pipe.Writer.WriteAsync(Lines([Events.PipelineRunStarted("middle", 1).Json]), Ct);
        await WaitFor.TrueAsync(
            () => api.Database.DataSource.ScalarAsync<bool>("select exists (select from events.mt_events)"), "the first event is committed");

        await api.Database.CloseAsync();
        await pipe.Writer.WriteAsync(Lines(Enumerable.Range(2, 50).Select(at => Events.PipelineRunFinished("middle", at).Json)), Ct);
        await pipe.Writer.CompleteAsync();
        await api.Database.OpenAsync();

        using var response = await posting;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var receipt = (await response.ManyAsync())!;
        (receipt.Appended + receipt.Duplicates).ShouldBe(51);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(51);
    }

    [Fact]
    public async Task refuses_what_it_cannot_queue()
    {
        await using var api = await TestApi.ListenAsync(settings => settings with
        {
            Append = new AppenderOptions { QueueEvents = 1, CommandTimeout = TimeSpan.FromMinutes(1) },
        });
        await using var blocker = await api.Database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await blocker.BeginTransactionAsync(Ct);
        await using (var hold = new Npgsql.NpgsqlCommand("lock table events.mt_events in exclusive mode", blocker, transaction))
        {
            await hold.ExecuteNonQueryAsync(Ct);
        }

        var posts = Enumerable.Range(0, 20).Select(run => api.PostAsync(Events.PipelineRunStarted($"queued-{run}", 1).Json)).ToList();
        await WaitFor.TrueAsync(() => Task.FromResult(posts.Count(post => post.IsCompleted) >= 15), "most are refused at once");
        await transaction.CommitAsync(Ct);
        var answers = await Task.WhenAll(posts);

        var taken = answers.Count(answer => answer.StatusCode is HttpStatusCode.Created);
        taken.ShouldBeInRange(1, 5);
        answers.Count(answer => answer.StatusCode is HttpStatusCode.ServiceUnavailable && answer.Headers.RetryAfter is not null).ShouldBe(20 - taken);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(taken);
    }
}
