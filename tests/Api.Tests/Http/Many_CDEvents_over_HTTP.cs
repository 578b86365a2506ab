using System.IO.Pipelines;
using System.Net;
using System.Text;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

public class Many_CDEvents_over_HTTP(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/cloudevents-batch+json")]
    [InlineData("application/x-ndjson")]
    public async Task keep_what_is_good_whatever_is_bad_beside_it(string mediaType)
    {
        var known = Events.PipelineRunStarted($"known {mediaType}", 1);
        await (await api.PostAsync(known.Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        string[] items =
        [
            Events.PipelineRunStarted($"a {mediaType}", 1).Text(),
            "{ this is no JSON }",
            known.Text(),
            """{"context":{}}""",
            Events.PipelineRunStarted($"c {mediaType}", 1).TextOfUnknownType(),
            Encoding.UTF8.GetString(WithId(Events.PipelineRunStarted("other", 2).Json, known.ContextId)),
            "\"" + new string('x', 3 * 1024 * 1024) + "\"",
            Events.PipelineRunFinished($"a {mediaType}", 5).Text(),
        ];

        using var response = await api.PostAsync(Body(mediaType, items).Utf8(), mediaType);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var receipt = (await response.ManyAsync())!;
        (receipt.Appended, receipt.Duplicates, receipt.Quarantined, receipt.Rejected).ShouldBe((2, 1, 1, 4));
        receipt.LastPosition.ShouldBe(receipt.FirstPosition + 1);
        receipt.Problems.Select(problem => (problem.Index, problem.Status)).ShouldBe([(1, 400), (3, 422), (4, 202), (5, 409), (6, 413)]);
        receipt.Problems[3].Id.ShouldBe(known.ContextId);
        receipt.Problems.ShouldAllBe(problem => problem.Errors.Count > 0);
    }

    [Theory]
    [InlineData("application/json", "[]")]
    [InlineData("application/cloudevents-batch+json", " [ ] ")]
    [InlineData("application/x-ndjson", "")]
    [InlineData("application/x-ndjson", "\n\r\n  \n")]
    public async Task may_be_none(string mediaType, string body)
    {
        using var response = await api.PostAsync(body.Utf8(), mediaType);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.ManyAsync())!.ShouldSatisfyAllConditions(
            receipt => receipt.Appended.ShouldBe(0), receipt => receipt.FirstPosition.ShouldBeNull(), receipt => receipt.Problems.ShouldBeEmpty());
    }

    [Fact]
    public async Task in_a_batch_that_is_no_array_are_refused() =>
        await (await api.PostAsync("{}".Utf8(), "application/cloudevents-batch+json")).ShouldRefuseAsync(HttpStatusCode.BadRequest);

    [Fact]
    public async Task in_an_array_without_end_are_kept_and_the_end_is_missed()
    {
        using var response = await api.PostAsync($"[{Events.PipelineRunStarted("endless", 1).Text()}".Utf8());

        var receipt = (await response.ManyAsync())!;
        receipt.Appended.ShouldBe(1);
        receipt.Problems.ShouldHaveSingleItem().Status.ShouldBe(400);
    }

    [Fact]
    public async Task that_repeat_themselves_within_one_body_are_appended_once()
    {
        var e = Events.PipelineRunStarted("repeated", 1).Json;

        using var response = await api.PostAsync(Lines([e, e, e]), "application/x-ndjson");

        var receipt = (await response.ManyAsync())!;
        (receipt.Appended, receipt.Duplicates).ShouldBe((1, 2));
    }

    [Fact]
    public async Task are_committed_while_the_sender_pauses()
    {
        var pipe = new Pipe();
        using var content = new FlowingContent(pipe.Reader);
        var posting = api.PostAsync(content);
        var first = Events.PipelineRunStarted("pausing", 1);

        await pipe.Writer.WriteAsync(Lines([first.Json]), Ct);
        await WaitFor.TrueAsync(
            () => api.Database.DataSource.ScalarAsync<bool>("select exists (select from events.mt_events where id = $1)", first.Id),
            "the first event is committed");
        await pipe.Writer.WriteAsync(Lines([Events.PipelineRunFinished("pausing", 2).Json]), Ct);
        await pipe.Writer.CompleteAsync();

        (await (await posting).ManyAsync())!.Appended.ShouldBe(2);
    }

    [Fact]
    public async Task may_come_with_long_pauses_between_them()
    {
        var pipe = new Pipe();
        using var content = new FlowingContent(pipe.Reader);
        var posting = api.PostAsync(content);

        await pipe.Writer.WriteAsync(Lines([Events.PipelineRunStarted("slow", 1).Json]), Ct);
        // The web server's own patience is five seconds, told by a clock that ticks every second.
        await Task.Delay(TimeSpan.FromSeconds(8), Ct);
        await pipe.Writer.WriteAsync(Lines([Events.PipelineRunFinished("slow", 2).Json]), Ct);
        await pipe.Writer.CompleteAsync();

        (await (await posting).ManyAsync())!.Appended.ShouldBe(2);
    }

    [Fact]
    public async Task that_are_all_bad_are_counted_and_not_all_listed()
    {
        using var response = await api.PostAsync(string.Concat(Enumerable.Repeat("{}\n", 2500)).Utf8(), "application/x-ndjson");

        var receipt = (await response.ManyAsync())!;
        (receipt.Rejected, receipt.Problems.Count, receipt.ProblemsLeftOut).ShouldBe((2500, 1000, 1500));
    }

    private static string Body(string mediaType, string[] items) => mediaType switch
    {
        "application/x-ndjson" => string.Join("\r\n", items),
        "application/json" => $"[{string.Join(",\n", items)}]",
        _ => $"[{string.Join(",", items.Select(item => item.StartsWith("{\"context\":{\"", StringComparison.Ordinal)
            ? $$"""{"specversion":"1.0","id":"x","source":"/x","type":"t","data":{{item}}}"""
            : item.StartsWith("{\"context\"", StringComparison.Ordinal) ? """{"data":{"context":{}}}""" : item))}]",
    };
}
