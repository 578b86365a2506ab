using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CdViz.Api.Tests.Http;

public class How_strictly_events_are_checked
{
    [Theory]
    [InlineData(ContentRule.Strict, null, false)]
    [InlineData(ContentRule.Lenient, null, true)]
    [InlineData(ContentRule.Strict, ContentRule.Lenient, true)]
    [InlineData(ContentRule.Lenient, ContentRule.Strict, false)]
    internal async Task is_said_for_all_and_for_each_token(ContentRule all, ContentRule? token, bool taken)
    {
        await using var api = await TestApi.StartAsync(settings => settings with
        {
            Admission = new() { Content = all },
            Tokens = [new() { Name = "ci", Hash = Hash("secret"), Scopes = [Scopes.Write], Content = token }],
        });
        api.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "secret");

        await ShouldTakeAsync(api, taken);
    }

    [Theory]
    [InlineData(ContentRule.Strict, false)]
    [InlineData(ContentRule.Lenient, true)]
    internal async Task is_said_where_there_are_no_tokens(ContentRule all, bool taken)
    {
        await using var api = await TestApi.StartAsync(settings => settings with { Admission = new() { Content = all } });

        await ShouldTakeAsync(api, taken);
    }

    [Fact]
    public async Task does_not_make_the_envelope_lenient()
    {
        await using var api = await TestApi.StartAsync(settings => settings with { Admission = new() { Content = ContentRule.Lenient } });
        var timeless = Deployed("envelope").Replace("timestamp", "when", StringComparison.Ordinal);

        (await (await api.PostAsync(timeless.Utf8())).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity)).FirstError().Rule.ShouldBe("context.timestamp.required");
    }

    [Theory]
    [InlineData("rocket.launched")]
    [InlineData("service.deployed.7")]
    public async Task makes_unknown_types_a_refusal(string type)
    {
        await using var api = await TestApi.StartAsync(settings => settings with { Admission = new() { UnknownTypes = UnknownTypeRule.Refuse } });
        var unknown = Deployed("unknown").Replace("service.deployed", type, StringComparison.Ordinal);

        (await (await api.PostAsync(unknown.Utf8())).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity)).FirstError().Rule.ShouldBe("context.type.unknown");

        var many = (await (await api.PostAsync($"[{unknown}]".Utf8())).ManyAsync())!;
        (many.Rejected, many.Quarantined, many.Problems.Single().Status).ShouldBe((1, 0, 422));
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine where reason like 'unknown%'")).ShouldBe(0);
    }

    [Theory]
    [InlineData(EnvelopeRule.Warn)]
    [InlineData(EnvelopeRule.Refuse)]
    internal async Task says_what_becomes_of_envelopes_that_differ(EnvelopeRule rule)
    {
        await using var api = await TestApi.StartAsync(settings => settings with { Admission = new() { EnvelopeMismatch = rule } });

        (await WarnedAsync(await api.PostAsync(Sound("binary").Utf8(), headers: [("ce-specversion", "1.0"), ("ce-id", "other")]), rule)).ShouldBe("cloudevents.id.mismatch");
        (await WarnedAsync(await api.PostAsync(Enveloped("structured").Utf8(), "application/cloudevents+json"), rule)).ShouldBe("cloudevents.id.mismatch");
        var many = (await (await api.PostAsync($"[{Enveloped("batch")}]".Utf8(), "application/cloudevents-batch+json")).ManyAsync())!;
        (rule is EnvelopeRule.Warn ? many.Warnings.Single().Warnings : many.Problems.Single().Errors).Single().Rule.ShouldBe("cloudevents.id.mismatch");
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(rule is EnvelopeRule.Warn ? 3 : 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task says_whether_the_draft_of_the_next_release_counts(bool drafts)
    {
        await using var api = await TestApi.StartAsync(settings => settings with { Admission = new() { Drafts = drafts } });
        const string approval =
            """
            {"context": {"specversion": "0.6.0-draft", "id": "approval-1", "source": "https://ci.example.com", "type": "dev.cdevents.approval.created.0.1.0",
            "timestamp": "2026-03-02T09:00:00Z"}, "subject": {"id": "17", "content": {"approvalDetailsUrl": "https://ci.example.com/approvals/17",
            "resourceTargetUrl": "https://ci.example.com/runs/1", "requestor": "https://people.example.com/ada"}}}
            """;

        var receipt = await (await api.PostAsync(approval.Utf8())).ShouldAnswerAsync(drafts ? HttpStatusCode.Created : HttpStatusCode.Accepted);

        receipt.Text("status").ShouldBe(drafts ? "appended" : "quarantined");
        await api.VisibleAsync();
        (await api.GetAsync("/events?type=approval_created")).GetProperty("items").GetArrayLength().ShouldBe(drafts ? 1 : 0);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    public async Task shows_in_the_warnings_of_many(string mediaType)
    {
        await using var api = await TestApi.StartAsync(settings => settings with
        {
            Admission = new() { Content = ContentRule.Lenient },
            Limits = settings.Limits with { ProblemsListed = 2 },
        });
        string[] events = [Events.PipelineRunStarted("fine", 1).Text(), .. Enumerable.Range(0, 5).Select(nth => Deployed($"odd-{nth}"))];
        var body = mediaType is "application/json" ? $"[{string.Join(',', events)}]" : string.Join('\n', events);

        foreach (var (appended, duplicates) in ((long, long)[])[(6, 0), (0, 6)])
        {
            var receipt = (await (await api.PostAsync(body.Utf8(), mediaType)).ManyAsync())!;

            (receipt.Appended, receipt.Duplicates, receipt.Rejected, receipt.Problems.Count).ShouldBe((appended, duplicates, 0, 0));
            receipt.Warnings.Select(warned => (warned.Index, warned.Id)).ShouldBe([(1, "odd-0"), (2, "odd-1")]);
            receipt.Warnings.ShouldAllBe(warned => warned.Warnings.Single().Pointer == "/subject/content/artifactId");
            receipt.WarningsLeftOut.ShouldBe(3);
        }
    }

    /// <summary>A deployment of nothing, which the specification does not allow.</summary>
    private static string Deployed(string id) => JsonSerializer.Serialize(JsonElement.Parse(
        $$$"""
        {"context": {"specversion": "0.5.1", "id": "{{{id}}}", "source": "https://cd.example.com", "type": "dev.cdevents.service.deployed.0.3.0",
        "timestamp": "2026-03-02T09:00:00Z"}, "subject": {"id": "{{{id}}}", "content": {"environment": {"id": "production"}, "artifactId": ""} } }
        """));

    private static string Sound(string id) => Deployed(id).Replace("\"artifactId\":\"\"", "\"artifactId\":\"pkg:oci/shop@1\"", StringComparison.Ordinal);

    private static string Enveloped(string id) => $$"""{"specversion": "1.0", "id": "other", "data": {{Sound(id)}}}""";

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static async Task ShouldTakeAsync(TestApi api, bool taken)
    {
        var answer = await (await api.PostAsync(Deployed("nothing").Utf8())).ShouldAnswerAsync(taken ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity);

        var violation = answer.GetProperty(taken ? "warnings" : "errors").EnumerateArray().ShouldHaveSingleItem();
        violation.Text("pointer").ShouldBe("/subject/content/artifactId");
        violation.Text("rule").ShouldBe("subject.content.artifactid.empty");
        violation.Text("message").ShouldNotBeNullOrEmpty();
    }

    private static async Task<string?> WarnedAsync(HttpResponseMessage response, EnvelopeRule rule)
    {
        var answer = await response.ShouldAnswerAsync(rule is EnvelopeRule.Warn ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity);
        return answer.GetProperty(rule is EnvelopeRule.Warn ? "warnings" : "errors").EnumerateArray().ShouldHaveSingleItem().Text("rule");
    }
}
