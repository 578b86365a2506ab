using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Alba;
using Microsoft.AspNetCore.Http;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

public class A_CDEvent_over_HTTP(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private static readonly JsonSerializerOptions Spaced = new() { WriteIndented = true };

    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task is_answered_with_its_place_in_the_log()
    {
        var e = Events.PipelineRunStarted("placed", 1);

        using var response = await api.PostAsync(e.Json);

        var receipt = await response.ShouldAnswerAsync(HttpStatusCode.Created);
        receipt.Text("id").ShouldBe(e.ContextId);
        receipt.Text("source").ShouldBe(e.Source);
        receipt.Text("stream").ShouldBe(e.Stream.ToString());
        receipt.Text("status").ShouldBe("appended");
        receipt.Whole("version").ShouldBe(1);
        receipt.TryGetProperty("warnings", out _).ShouldBeFalse();
        response.Headers.Location!.ToString().ShouldBe($"/events/{receipt.Whole("position")}");
        var stored = await api.GetAsync(response.Headers.Location.ToString());
        JsonElement.DeepEquals(stored, JsonElement.Parse(e.Json.Span)).ShouldBeTrue();
    }

    [Fact]
    public async Task is_a_duplicate_the_second_time_whatever_its_white_space()
    {
        var e = Events.PipelineRunStarted("twice", 1);
        var first = await (await api.PostAsync(e.Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        var spaced = JsonSerializer.Serialize(JsonElement.Parse(e.Json.Span), Spaced);

        var again = await (await api.PostAsync(spaced.Utf8())).ShouldAnswerAsync(HttpStatusCode.OK);

        again.Text("status").ShouldBe("duplicate");
        again.Whole("position").ShouldBe(first.Whole("position"));
        again.Whole("version").ShouldBe(1);
    }

    [Fact]
    public async Task conflicts_when_its_key_is_taken_by_other_content_and_is_kept_in_the_quarantine()
    {
        var first = Events.PipelineRunStarted("conflict", 1);
        var other = WithId(Events.PipelineRunStarted("conflict", 2).Json, first.ContextId);
        var position = (await (await api.PostAsync(first.Json)).ShouldAnswerAsync(HttpStatusCode.Created)).Whole("position");

        var problem = await (await api.PostAsync(other)).ShouldRefuseAsync(HttpStatusCode.Conflict);

        problem.FirstError().Rule.ShouldBe("conflict");
        problem.FirstError().Message!.ShouldContain($"{position}");
        (await KeptAsync(problem.Whole("quarantineId"))).ShouldBe(("conflict", Encoding.UTF8.GetString(other)));
        JsonElement.DeepEquals(await api.GetAsync($"/events/{position}"), JsonElement.Parse(first.Json.Span)).ShouldBeTrue();
    }

    [Fact]
    public async Task of_an_unknown_type_is_kept_in_the_quarantine()
    {
        var unknown = Events.PipelineRunStarted("unknown", 1).TextOfUnknownType();

        var receipt = await (await api.PostAsync(unknown.Utf8())).ShouldAnswerAsync(HttpStatusCode.Accepted);

        receipt.Text("status").ShouldBe("quarantined");
        receipt.Text("reason").ShouldBe("unknown-type");
        (await KeptAsync(receipt.Whole("quarantineId"))).ShouldBe(("unknown-type", unknown));
    }

    [Fact]
    public async Task that_is_not_JSON_is_refused()
    {
        var problem = await (await api.PostAsync("{\"context\":".Utf8())).ShouldRefuseAsync(HttpStatusCode.BadRequest);

        problem.FirstError().Rule.ShouldBe("json");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u0000")]
    public async Task that_is_empty_is_refused(string body) => await (await api.PostAsync(body.Utf8())).ShouldRefuseAsync(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("{}", "/context")]
    [InlineData("17", "")]
    public async Task that_is_no_CDEvent_is_refused_with_a_pointer_to_each_fault(string body, string pointer)
    {
        var problem = await (await api.PostAsync(body.Utf8())).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity);

        problem.FirstError().Pointer.ShouldBe(pointer);
        problem.FirstError().Message.ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task larger_than_a_mebibyte_is_refused(bool lengthKnown)
    {
        var large = new byte[(1024 * 1024) + 1];
        Array.Fill(large, (byte)' ');
        using HttpContent content = lengthKnown ? new ByteArrayContent(large) : new StreamContent(new UnknownLength(large));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        // A body that begins like an object; white space alone would be looked through for its first byte.
        large[0] = (byte)'{';

        await (await api.PostAsync(content)).ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task of_another_media_type_is_refused(string mediaType)
    {
        var problem = await (await api.PostAsync(Events.PipelineRunStarted("media", 1).Json, mediaType)).ShouldRefuseAsync(HttpStatusCode.UnsupportedMediaType);

        problem.Text("detail")!.ShouldContain("application/x-ndjson");
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    public async Task of_a_media_type_spelled_otherwise_is_taken(string mediaType) =>
        await (await api.PostAsync(Events.PipelineRunStarted($"spelled {mediaType}", 1).Json, mediaType)).ShouldAnswerAsync(HttpStatusCode.Created);

    [Fact]
    public async Task may_come_as_a_CloudEvent_in_binary_mode()
    {
        var e = Events.PipelineRunStarted("binary", 1);

        using var response = await api.PostAsync(
            e.Json, headers: [("ce-specversion", "1.0"), ("ce-id", e.ContextId), ("ce-source", e.Source), ("ce-type", "another.type")]);

        var receipt = await response.ShouldAnswerAsync(HttpStatusCode.Created);
        receipt.Text("id").ShouldBe(e.ContextId);
        receipt.GetProperty("warnings")[0].Text("rule").ShouldBe("cloudevents.type.mismatch");
    }

    [Fact]
    public async Task may_come_as_a_CloudEvent_in_structured_mode()
    {
        var e = Events.PipelineRunStarted("structured", 1);
        var cloudEvent = $$"""{"specversion":"1.0","id":"x","source":"/x","type":"t","data":{{e.Text()}}}""";

        var receipt = await (await api.PostAsync(cloudEvent.Utf8(), "application/cloudevents+json; charset=utf-8")).ShouldAnswerAsync(HttpStatusCode.Created);

        receipt.Text("id").ShouldBe(e.ContextId);
    }

    [Fact]
    public async Task may_be_asked_for_permission_first_as_webhooks_do()
    {
        await api.Alba.Scenario(request =>
        {
            request.ConfigureHttpContext(context => (context.Request.Method, context.Request.Path) = (HttpMethods.Options, "/cdevents"));
            request.WithRequestHeader("WebHook-Request-Origin", "events.example.com");
            request.WithRequestHeader("WebHook-Request-Rate", "120");
            request.StatusCodeShouldBeOk();
            request.Header("WebHook-Allowed-Origin").SingleValueShouldEqual("events.example.com");
            request.Header("WebHook-Allowed-Rate").SingleValueShouldEqual("*");
            request.Header("Allow").SingleValueShouldEqual("POST, OPTIONS");
        });
    }

    [Fact]
    public async Task is_not_permitted_to_who_does_not_say_where_from()
    {
        await api.Alba.Scenario(request =>
        {
            request.ConfigureHttpContext(context => (context.Request.Method, context.Request.Path) = (HttpMethods.Options, "/cdevents"));
            request.StatusCodeShouldBeOk();
            request.Header("WebHook-Allowed-Origin").ShouldNotBeWritten();
        });
    }

    private async Task<(string Reason, string Body)> KeptAsync(long id) => (await api.Database.DataSource.RowsAsync(
        "select reason, convert_from(body, 'UTF8') from events.quarantine where id = $1", row => (row.GetString(0), row.GetString(1)), id)).Single();

    private sealed class UnknownLength(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
