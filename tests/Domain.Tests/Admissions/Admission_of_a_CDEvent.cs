using System.Text;
using static CdViz.Domain.Tests.Admitting;

namespace CdViz.Domain.Tests.Admissions;

public class Admission_of_a_CDEvent
{
    public static TheoryData<string> Valid { get; } = [.. Examples.EveryVersion.Concat(Examples.Official)];

    [Theory]
    [MemberData(nameof(Valid), DisableDiscoveryEnumeration = true)]
    public void takes_every_type_in_every_version_of_the_specification(string json)
    {
        var e = Admitted(json);
        e.TypeName.ShouldBe(Examples.Text(json, "context", "type"));
        e.ContextId.ShouldBe(Examples.Text(json, "context", "id"));
        e.Source.ShouldBe(Examples.Text(json, "context", "source"));
        e.SpecVersion.ShouldBe(Examples.Text(json, "context", "specversion") ?? Examples.Text(json, "context", "version"));
        e.ChainId.ShouldBe(Examples.Text(json, "context", "chainId") ?? Examples.Text(json, "context", "chain_id"));
        e.Stream.SubjectId.ShouldBe(Examples.Text(json, "subject", "id"));
        e.Stream.SubjectSource.ShouldBe(Examples.Text(json, "subject", "source") ?? e.Source);
        e.Stream.SubjectType.ShouldBe(e.TypeName.Split('.')[2]);
        e.OccurredAt.ShouldBe(DateTimeOffset.Parse(Examples.Text(json, "context", "timestamp")!).UtcDateTime);
        e.Warnings.ShouldAllBe(warning => warning.Rule == "context.source.absolute" && e.Source.StartsWith('/'));
    }

    [Fact]
    public void keeps_the_bytes_as_they_came_and_knows_where_the_content_is()
    {
        var bytes = Examples.Utf8(Examples.Full);
        var e = Admit(bytes).ShouldBeOfType<Admission.Admitted>().Event;
        e.Json.ToArray().ShouldBe(bytes);
        Encoding.UTF8.GetString(e.ContentJson.Span).ShouldStartWith("{\n      \"environment\"");
        Encoding.UTF8.GetString(e.ContentJson.Span).ShouldEndWith("tag=1.4.2\"\n    }");
        e.ReadContent().ShouldBe(new ServiceDeployed
        {
            Environment = new("production", "https://example.com/environments"),
            ArtifactId = "pkg:oci/shop@sha256%3A9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08?tag=1.4.2",
        });
    }

    [Fact]
    public void says_what_the_log_wants_to_know()
    {
        var e = Admitted(Examples.Full);
        e.Id.ShouldBe(EventId.Of("https://ci.example.com/acme", "271069a8-fc18-44f1-b38f-9d70a1695819"));
        e.Type.ShouldBe(EventTypes.OfAlias("service_deployed"));
        e.Stream.ToString().ShouldBe("service|https://cluster.example.com|shop");
        e.OccurredAt.ShouldBe(new DateTime(2023, 3, 20, 14, 27, 5, 315, 384, DateTimeKind.Utc));
        e.OccurredAt.Kind.ShouldBe(DateTimeKind.Utc);
        e.Occurrence.ShouldBe(new Occurrence(e.OccurredAt, 0, e.Id));
    }

    [Fact]
    public void takes_the_event_s_source_for_the_subject_s_where_that_is_not_given() =>
        Admitted(Examples.With("/subject/source", null)).Stream.ToString().ShouldBe("service|https://ci.example.com/acme|shop");

    [Fact]
    public void passes_over_a_byte_order_mark()
    {
        var e = Admit((byte[])[0xEF, 0xBB, 0xBF, .. Examples.Utf8(Examples.Full)]).ShouldBeOfType<Admission.Admitted>().Event;
        e.Json.Span[0].ShouldBe((byte)'{');
        e.Digest.ShouldBe(Admitted(Examples.Full).Digest);
    }

    [Theory]
    [InlineData("/context", null, "context.required")]
    [InlineData("/context", "[]", "context.object")]
    [InlineData("/context/id", null, "context.id.required")]
    [InlineData("/context/id", "7", "context.id.string")]
    [InlineData("/context/id", "null", "context.id.string")]
    [InlineData("/context/id", "\"\"", "context.id.empty")]
    [InlineData("/context/id", "long", "context.id.length")]
    [InlineData("/context/source", null, "context.source.required")]
    [InlineData("/context/source", "{}", "context.source.string")]
    [InlineData("/context/source", "\"\"", "context.source.empty")]
    [InlineData("/context/source", "long", "context.source.length")]
    [InlineData("/context/type", null, "context.type.required")]
    [InlineData("/context/type", "false", "context.type.string")]
    [InlineData("/context/type", "\"\"", "context.type.empty")]
    [InlineData("/context/type", "long", "context.type.length")]
    [InlineData("/context/timestamp", null, "context.timestamp.required")]
    [InlineData("/context/timestamp", "1679322425", "context.timestamp.string")]
    [InlineData("/context/timestamp", "\"\"", "context.timestamp.empty")]
    [InlineData("/context/timestamp", "\"2023-03-20T14:27:05\"", "context.timestamp.format")]
    [InlineData("/context/timestamp", "\"0001-01-01T00:00:00Z\"", "context.timestamp.range")]
    [InlineData("/context/specversion", null, "context.specversion.required")]
    [InlineData("/context/specversion", "0.5", "context.specversion.string")]
    [InlineData("/context/specversion", "\"\"", "context.specversion.empty")]
    [InlineData("/context/version", "\"0.3.0\"", "context.version.twice")]
    [InlineData("/context/chainId", "7", "context.chainid.string")]
    [InlineData("/context/chainId", "\"\"", "context.chainid.empty")]
    [InlineData("/context/chainId", "long", "context.chainid.length")]
    [InlineData("/context/schemaUri", "[]", "context.schemauri.string")]
    [InlineData("/context/schemaUri", "\"\"", "context.schemauri.empty")]
    [InlineData("/context/links", "{}", "context.links.array")]
    [InlineData("/context/links/0", "\"x\"", "context.links.object")]
    [InlineData("/subject", null, "subject.required")]
    [InlineData("/subject", "\"shop\"", "subject.object")]
    [InlineData("/subject/id", null, "subject.id.required")]
    [InlineData("/subject/id", "7", "subject.id.string")]
    [InlineData("/subject/id", "\"\"", "subject.id.empty")]
    [InlineData("/subject/id", "long", "subject.id.length")]
    [InlineData("/subject/source", "7", "subject.source.string")]
    [InlineData("/subject/source", "\"\"", "subject.source.empty")]
    [InlineData("/subject/source", "\"a b\"", "subject.source.format")]
    [InlineData("/subject/source", "long", "subject.source.length")]
    [InlineData("/subject/type", "7", "subject.type.string")]
    [InlineData("/subject/type", "\"service\"", "subject.unknown")]
    [InlineData("/context/new", "{}", "context.unknown")]
    [InlineData("/subject/content", null, "subject.content.required")]
    [InlineData("/subject/content", "[]", "subject.content.object")]
    [InlineData("/subject/content/artifactId", "long", "subject.content.length")]
    [InlineData("/subject/content/environment/id", "long", "subject.content.length")]
    [InlineData("/customData", "[1]", "customdata.type")]
    [InlineData("/customData", "null", "customdata.type")]
    [InlineData("/customDataContentType", "7", "customdatacontenttype.string")]
    public void names_the_rule_that_is_broken_and_the_place(string pointer, string? json, string rule)
    {
        var broken = Examples.With(pointer, json is "long" ? $"\"{new string('x', 1025)}\"" : json);
        var error = Errors(broken).ShouldHaveSingleItem();
        error.Rule.ShouldBe(rule);
        error.Pointer.ShouldBe(pointer);
        error.Message.ShouldNotBeEmpty();
    }

    [Fact]
    public void names_all_rules_that_are_broken() =>
        Errors("""{"context": {"id": "", "timestamp": 5, "version": "0.3.0", "specversion": "0.5.1"}, "subject": {"id": [], "content": 1}, "customData": 1}""")
            .Select(error => $"{error.Pointer} {error.Rule}").ShouldBe(
            [
                "/context/id context.id.empty", "/context/source context.source.required", "/context/type context.type.required",
                "/context/timestamp context.timestamp.string", "/context/version context.version.twice", "/subject/id subject.id.string",
                "/subject/content subject.content.object",
            ], ignoreOrder: true);

    [Fact]
    public void tells_no_more_than_a_hundred_errors() =>
        Errors(Examples.With("/context/links", $"[{string.Join(',', Enumerable.Repeat("1", 1000))}]")).Count.ShouldBe(100);

    [Theory]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("\"{}\"")]
    [InlineData("null")]
    public void wants_an_object(string json) => Errors(json).ShouldHaveSingleItem().Rule.ShouldBe("event.object");

    [Fact]
    public void says_whose_event_is_invalid_where_that_can_be_read()
    {
        var invalid = Admit(Examples.With("/subject/id", null)).ShouldBeOfType<Admission.Invalid>();
        invalid.Source.ShouldBe("https://ci.example.com/acme");
        invalid.Id.ShouldBe("271069a8-fc18-44f1-b38f-9d70a1695819");
    }

    [Fact]
    public void recognises_a_CloudEvent_that_was_sent_as_plain_JSON() =>
        Errors("""{"specversion":"1.0","id":"1","source":"/x","type":"dev.cdevents.x","data":{}}""")[0].Message.ShouldContain("application/cloudevents+json");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":01}")]
    [InlineData("{\"a\":\"\t\"}")]
    [InlineData("// comment\n{}")]
    [InlineData("{\"a\":1,}")]
    public void refuses_what_is_not_JSON(string text) => Admit(text).ShouldBeOfType<Admission.NotJson>().Message.ShouldNotBeEmpty();

    [Fact]
    public void refuses_what_is_not_UTF_8() =>
        Admit((byte[])[.. "{\""u8, 0xC3, .. "\":1}"u8]).ShouldBeOfType<Admission.NotJson>().Message.ShouldContain("UTF-8");

    [Theory]
    [InlineData("not a uuid", "context.chainid.uuid")]
    [InlineData("4c8cb7dd-3448-41de-8768-eec704e2829b0", "context.chainid.uuid")]
    public void warns_of_a_chain_id_that_is_no_UUID(string chain, string rule)
    {
        var e = Admitted(Examples.With("/context/chainId", $"\"{chain}\""));
        e.ChainId.ShouldBe(chain);
        e.Warnings.ShouldHaveSingleItem().Rule.ShouldBe(rule);
    }

    [Fact]
    public void warns_of_a_subject_type_that_is_another_than_the_event_s() =>
        Admitted("""{"context": {"id": "1", "source": "urn:x", "type": "dev.cdevents.build.queued.0.1.0", "timestamp": "2022-11-22T10:00:00Z", "version": "0.1.2"}, "subject": {"id": "1", "type": "task", "content": {}}}""").Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            warning => warning.Pointer.ShouldBe("/subject/type"), warning => warning.Rule.ShouldBe("subject.type.mismatch"));

    [Fact]
    public void warns_of_a_specification_it_does_not_know() =>
        Admitted(Examples.With("/context/specversion", "\"0.6.0-draft\"")).Warnings.ShouldHaveSingleItem().Rule.ShouldBe("context.specversion.unknown");

    [Fact]
    public void warns_of_a_space_between_date_and_time() =>
        Admitted(Examples.With("/context/timestamp", "\"2023-03-20 14:27:05+00:00\"")).Warnings.ShouldHaveSingleItem().Rule.ShouldBe("context.timestamp.space");

    [Theory]
    [InlineData("2023-03-20T14:27:05+01")]
    [InlineData("2023-03-20T14:27:05-0130")]
    public void warns_of_a_short_offset(string time) =>
        Admitted(Examples.With("/context/timestamp", $"\"{time}\"")).Warnings.ShouldHaveSingleItem().Rule.ShouldBe("context.timestamp.offset");

    [Fact]
    public void warns_of_a_source_that_is_no_absolute_URI() =>
        Admitted(Examples.With("/context/source", "\"/ci\"")).Warnings.ShouldHaveSingleItem().Rule.ShouldBe("context.source.absolute");
}
