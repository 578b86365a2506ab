using System.Text;
using CloudNative.CloudEvents.SystemTextJson;
using Sdk = CloudNative.CloudEvents;

namespace CdViz.Domain.Tests;

/// <summary>Another's reading and writing of CloudEvents, which agrees with ours or one of us is wrong.</summary>
public class The_CloudEvents_SDK
{
    private static readonly Admitter Admitter = new();
    private static readonly CDEventFormatter Formatter = new();

    [Fact]
    public void writes_structured_events_that_we_read_byte_for_byte()
    {
        var body = Formatter.EncodeStructuredModeMessage(Event("""{"a": 1.10, "b": "\u00e9"}"""), out var contentType);

        CloudEvents.ModeOf(contentType.ToString(), false).ShouldBe(CloudEventsMode.Structured);
        ShouldBeAsSent(CloudEvents.Structured(body));
    }

    [Fact]
    public void writes_batches_that_we_read_byte_for_byte()
    {
        var body = Formatter.EncodeBatchModeMessage([Event("""{"a": 1.10, "b": "\u00e9"}""")], out var contentType);

        CloudEvents.ModeOf(contentType.ToString(), false).ShouldBe(CloudEventsMode.Batch);
        ShouldBeAsSent(CloudEvents.Structured(body[1..^1]));
    }

    [Fact]
    public void writes_data_in_binary_mode_as_they_are() =>
        Formatter.EncodeBinaryModeEventData(Event("""{"a": 1.10, "b": "\u00e9"}""")).ToArray().ShouldBe(Json("""{"a": 1.10, "b": "\u00e9"}"""));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void reads_what_it_wrote_for_us_to_admit(bool own)
    {
        var formatter = own ? Formatter : new JsonEventFormatter();
        var body = Formatter.EncodeStructuredModeMessage(Event("""{"a": 1.10, "b": "\u00e9"}"""), out var contentType);

        var admitted = Admitter.Admit(formatter.DecodeStructuredModeMessage(body, contentType, null)).ShouldBeOfType<Admission.Admitted>().Event;

        admitted.Json.ToArray().ShouldBe(Json("""{"a": 1.10, "b": "\u00e9"}"""));
        admitted.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void reads_envelopes_that_say_other_than_the_CDEvent()
    {
        var e = Event("{}");
        e.Subject = "other";
        Admitter.Admit(e).ShouldBeOfType<Admission.Admitted>().Event.Warnings.ShouldHaveSingleItem().Rule.ShouldBe("cloudevents.subject.mismatch");
    }

    private static void ShouldBeAsSent(CloudEvent read)
    {
        var admitted = Admitter.Admit(read, AdmissionMode.StrictEnvelope).ShouldBeOfType<Admission.Admitted>().Event;
        admitted.Json.ToArray().ShouldBe(Json("""{"a": 1.10, "b": "\u00e9"}"""));
    }

    private static Sdk.CloudEvent Event(string customData)
    {
        var e = new CDEvent(
            "271069a8-fc18-44f1-b38f-9d70a1695819", "https://ci.example.com/acme", new(2023, 3, 20, 14, 27, 5, 315, TimeSpan.Zero), "größe/🚀", new PipelineRunQueued())
            .ToCloudEvent();
        e.Data = (ReadOnlyMemory<byte>)Json(customData);
        return e;
    }

    private static byte[] Json(string customData) => Encoding.UTF8.GetBytes($$$"""
        {"context": {"specversion": "0.5.1", "id": "271069a8-fc18-44f1-b38f-9d70a1695819", "source": "https://ci.example.com/acme",
         "type": "dev.cdevents.pipelinerun.queued.0.3.0", "timestamp": "2023-03-20T14:27:05.315Z"},
         "subject": {"id": "größe/🚀", "content": {}}, "customData": {{{customData}}}}
        """);
}
