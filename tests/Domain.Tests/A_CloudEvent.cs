using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CdViz.Domain.Tests;

public class A_CloudEvent
{
    private static readonly Admitter Admitter = new();

    [Theory]
    [InlineData("application/json", false, CloudEventsMode.Bare)]
    [InlineData("application/json; charset=utf-8", false, CloudEventsMode.Bare)]
    [InlineData("Application/JSON;Charset=\"UTF-8\"", false, CloudEventsMode.Bare)]
    [InlineData("application/vnd.acme.cdevent+json", false, CloudEventsMode.Bare)]
    [InlineData(null, false, CloudEventsMode.Bare)]
    [InlineData("", false, CloudEventsMode.Bare)]
    [InlineData("application/json", true, CloudEventsMode.Binary)]
    [InlineData(null, true, CloudEventsMode.Binary)]
    [InlineData("application/cloudevents+json", false, CloudEventsMode.Structured)]
    [InlineData("APPLICATION/CloudEvents+JSON ; charset=UTF-8", true, CloudEventsMode.Structured)]
    [InlineData("application/cloudevents", false, CloudEventsMode.Structured)]
    [InlineData("application/cloudevents-batch+json", false, CloudEventsMode.Batch)]
    [InlineData("application/cloudevents-batch+json", true, CloudEventsMode.Batch)]
    [InlineData("application/x-ndjson", false, CloudEventsMode.Lines)]
    [InlineData("application/jsonl", false, CloudEventsMode.Lines)]
    [InlineData("text/plain", false, CloudEventsMode.Unsupported)]
    [InlineData("text/plain", true, CloudEventsMode.Unsupported)]
    [InlineData("application/xml", true, CloudEventsMode.Unsupported)]
    [InlineData("application/cloudevents+avro", false, CloudEventsMode.Unsupported)]
    [InlineData("application/cloudevents-batch+xml", false, CloudEventsMode.Unsupported)]
    [InlineData("application/x-www-form-urlencoded", false, CloudEventsMode.Unsupported)]
    [InlineData("application/jsonp", false, CloudEventsMode.Unsupported)]
    [InlineData("application/json; charset=iso-8859-1", false, CloudEventsMode.Unsupported)]
    public void comes_in_a_mode_that_its_headers_tell(string? contentType, bool hasCeSpecVersion, CloudEventsMode mode) =>
        CloudEvents.ModeOf(contentType, hasCeSpecVersion).ShouldBe(mode);

    [Fact]
    public void brings_a_CDEvent_in_data() => Structured(("data", JsonNode.Parse(Examples.Full))).Warnings.ShouldBeEmpty();

    [Fact]
    public void brings_a_CDEvent_as_text_in_data() => Structured(("data", Examples.Full)).Warnings.ShouldBeEmpty();

    [Fact]
    public void brings_a_CDEvent_in_data_base64() =>
        Structured(("data_base64", Convert.ToBase64String(Examples.Utf8(Examples.Full)))).Warnings.ShouldBeEmpty();

    [Fact]
    public void brings_the_bytes_of_its_data_as_they_are()
    {
        var json = $$"""{"data" : {{Examples.Full}} , "specversion": "1.0"}""";
        Encoding.UTF8.GetString(CloudEvents.Structured(Examples.Utf8(json)).Data.Span).ShouldBe(Examples.Full);
    }

    [Theory]
    [InlineData("""{"specversion": "1.0"}""", "/data", "cloudevents.data.required")]
    [InlineData("""{"data": {}, "data_base64": "e30="}""", "/data_base64", "cloudevents.data_base64.twice")]
    [InlineData("""{"data": {}, "data": {}}""", "/data", "cloudevents.data.twice")]
    [InlineData("""{"data_base64": "%%%"}""", "/data_base64", "cloudevents.data_base64.base64")]
    [InlineData("""{"data_base64": 5}""", "/data_base64", "cloudevents.data_base64.base64")]
    [InlineData("""{"data": "\u0000"}""", "/data", "json.nul")]
    [InlineData("""{"data": "\ud800"}""", "/data", "json.surrogate")]
    [InlineData("[]", "", "cloudevents.object")]
    [InlineData("7", "", "cloudevents.object")]
    public void without_CDEvent_is_refused(string json, string pointer, string rule)
    {
        var invalid = Admitter.Admit(CloudEvents.Structured(Examples.Utf8(json))).ShouldBeOfType<Admission.Invalid>();
        invalid.Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(error => error.Pointer.ShouldBe(pointer), error => error.Rule.ShouldBe(rule));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"data\": {}} x")]
    [InlineData("{\"data\": {}, }")]
    public void that_is_not_JSON_is_refused(string json) =>
        Admitter.Admit(CloudEvents.Structured(Examples.Utf8(json))).ShouldBeOfType<Admission.NotJson>();

    [Fact]
    public void says_who_sent_it_even_without_data()
    {
        var invalid = Admitter.Admit(CloudEvents.Structured("""{"id": "1", "source": "/x"}"""u8.ToArray())).ShouldBeOfType<Admission.Invalid>();
        (invalid.Source, invalid.Id).ShouldBe(("/x", "1"));
    }

    [Theory]
    [InlineData("id", "other", "/context/id")]
    [InlineData("source", "/other", "/context/source")]
    [InlineData("type", "dev.cdevents.service.removed.0.3.0", "/context/type")]
    [InlineData("subject", "other", "/subject/id")]
    [InlineData("time", "2023-03-20T14:27:06Z", "/context/timestamp")]
    [InlineData("time", "yesterday", "/context/timestamp")]
    public void that_says_other_than_the_CDEvent_is_admitted_with_a_warning(string attribute, string value, string pointer)
    {
        var e = Structured(("data", JsonNode.Parse(Examples.Full)), (attribute, value));
        e.ContextId.ShouldBe("271069a8-fc18-44f1-b38f-9d70a1695819");
        e.Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            warning => warning.Rule.ShouldBe($"cloudevents.{attribute}.mismatch"), warning => warning.Pointer.ShouldBe(pointer));
    }

    [Fact]
    public void that_says_other_than_the_CDEvent_is_refused_where_it_is_to_be_right()
    {
        var headers = new Dictionary<string, string> { ["ce-id"] = "other", ["ce-source"] = "https://ci.example.com/acme" };

        var refused = Admitter.Admit(CloudEvents.Binary(headers.GetValueOrDefault, Examples.Utf8(Examples.Full)), AdmissionMode.StrictEnvelope)
            .ShouldBeOfType<Admission.Invalid>();

        refused.Errors.ShouldHaveSingleItem().Rule.ShouldBe("cloudevents.id.mismatch");
        refused.Id.ShouldBe("271069a8-fc18-44f1-b38f-9d70a1695819");
    }

    [Fact]
    public void may_give_the_time_another_way() =>
        Structured(("data", JsonNode.Parse(Examples.Full)), ("time", "2023-03-20T15:27:05.315384000+01:00")).Warnings.ShouldBeEmpty();

    [Theory]
    [InlineData("2023-03-20T14:27:05.315Z", true)]
    [InlineData("2023-03-20T14:27:05.314Z", false)]
    [InlineData("2023-03-20T14:27:05.317Z", false)]
    public void may_cut_the_time_to_milliseconds(string time, bool same) =>
        (Structured(("data", JsonNode.Parse(Examples.Full)), ("time", time)).Warnings.Count is 0).ShouldBe(same);

    [Theory]
    [InlineData("pkg:oci/shop@sha256%3Aabc", "pkg:oci/shop@sha256%3Aabc")]
    [InlineData("pkg:oci/shop@sha256%3Aabc", "pkg:oci/shop@sha256%253Aabc")]
    [InlineData("pkg:oci/shop@sha256:abc", "pkg:oci/shop@sha256%3Aabc")]
    [InlineData("Größe 100%", "Gr%C3%B6%C3%9Fe%20100%25")]
    [InlineData("a \"b\"", "\"a \\\"b\\\"\"")]
    [InlineData("plain", "plain")]
    public void has_its_attributes_percent_encoded_in_headers_or_not(string subject, string header)
    {
        var json = Examples.With("/subject/id", JsonSerializer.Serialize(subject));
        var headers = Headers();
        Binary(headers, json).Warnings.ShouldHaveSingleItem().Rule.ShouldBe("cloudevents.subject.mismatch");
        headers["ce-subject"] = header;
        Binary(headers, json).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void need_not_say_more_than_the_CDEvent_does() => Binary(new() { ["ce-specversion"] = "1.0" }, Examples.Full).Warnings.ShouldBeEmpty();

    [Fact]
    public void adds_its_warnings_to_those_of_the_CDEvent()
    {
        var headers = Headers();
        headers["ce-id"] = "x";
        Binary(headers, Examples.With("/context/chainId", "\"x\"")).Warnings.Select(warning => warning.Rule)
            .ShouldBe(["context.chainid.uuid", "cloudevents.id.mismatch"]);
    }

    private static AdmittedEvent Structured(params (string Name, JsonNode? Value)[] members)
    {
        var e = new JsonObject { ["specversion"] = "1.0", ["id"] = "271069a8-fc18-44f1-b38f-9d70a1695819", ["datacontenttype"] = "application/json" };
        foreach (var (name, value) in members)
        {
            e[name] = value;
        }

        return Admitter.Admit(CloudEvents.Structured(Examples.Utf8(e.ToJsonString()))).ShouldBeOfType<Admission.Admitted>().Event;
    }

    private static AdmittedEvent Binary(Dictionary<string, string> headers, string json) =>
        Admitter.Admit(CloudEvents.Binary(headers.GetValueOrDefault, Examples.Utf8(json))).ShouldBeOfType<Admission.Admitted>().Event;

    private static Dictionary<string, string> Headers() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["ce-specversion"] = "1.0",
        ["ce-id"] = "271069a8-fc18-44f1-b38f-9d70a1695819",
        ["ce-source"] = "https://ci.example.com/acme",
        ["ce-type"] = "dev.cdevents.service.deployed.0.3.0",
        ["ce-subject"] = "shop",
        ["ce-time"] = "2023-03-20T14:27:05.315384Z",
    };
}
