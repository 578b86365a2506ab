using System.Text.Json.Nodes;
using static CdViz.Domain.Tests.Admitting;

namespace CdViz.Domain.Tests.Admissions;

/// <summary>What only the text of the specification asks for warns, and never refuses.</summary>
public class Admission_of_odd_but_allowed_events
{
    [Theory]
    [InlineData("/subject/content/artifactId", "\"shop:1.4.2\"", "subject.content.artifactid.purl", "/subject/content/artifactId")]
    [InlineData("/context/links/0/tags", "{\"n\": 1}", "context.links.tags.string", "/context/links/0/tags/n")]
    [InlineData("/customData", "\"text\"", "customdata.json", "/customData")]
    [InlineData("/customDataContentType", "\"xml\"", "customdatacontenttype.media", "/customDataContentType")]
    [InlineData("/customDataContentType", "\"application/xml\"", "customdata.object", "/customData")]
    [InlineData("/context/source", "\"ci\"", "context.source.absolute", "/context/source")]
    [InlineData("/context/chainId", "\"run 7\"", "context.chainid.uuid", "/context/chainId")]
    public void warns(string member, string json, string rule, string pointer) =>
        Admitted(Examples.With(member, json)).Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(w => w.Rule.ShouldBe(rule), w => w.Pointer.ShouldBe(pointer));

    [Theory]
    [InlineData("\"PHhtbC8+\"", null)]
    [InlineData("\"<xml/>\"", "customdata.base64")]
    public void warns_of_data_of_another_type_that_is_no_base64(string data, string? rule) => Admitted(Examples.With("/customData", data)
        .Replace("\"application/json\"", "\"application/xml\"", StringComparison.Ordinal)).Warnings.Select(w => w.Rule).ShouldBe(rule is null ? [] : [rule]);

    [Fact]
    public void warns_of_an_artifact_whose_id_is_no_purl() => Admitted(
        """{"context": {"id": "1", "source": "urn:x", "type": "dev.cdevents.artifact.published.0.3.0", "timestamp": "2026-05-01T10:00:00Z", "specversion": "0.5.1"}, "subject": {"id": "shop:1", "content": {}}}""")
        .Warnings.ShouldHaveSingleItem().Rule.ShouldBe("subject.id.purl");

    [Fact]
    public void warns_of_a_member_that_the_text_asks_for() => Admitted(
        """{"context": {"id": "1", "source": "urn:x", "type": "dev.cdevents.service.removed.0.3.0", "timestamp": "2026-05-01T10:00:00Z", "specversion": "0.5.1"}, "subject": {"id": "shop", "content": {}}}""")
        .Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            w => w.Rule.ShouldBe("subject.content.environment.advised"), w => w.Pointer.ShouldBe("/subject/content/environment"));

    [Fact]
    public void asks_of_an_unknown_version_no_more_than_of_all_events() => Admitted(
        """{"context": {"id": "1", "source": "urn:x", "type": "dev.cdevents.service.removed.0.9.0", "timestamp": "2027-05-01T10:00:00Z", "specversion": "0.9.0", "new": 1}, "subject": {"id": "shop", "content": {"new": true}}, "newer": {}}""")
        .Warnings.Select(w => w.Rule).ShouldBe(["context.specversion.unknown", "type.version.unknown"]);

    [Fact]
    public void takes_an_empty_source_of_the_subject_for_none_where_a_schema_allows_it()
    {
        var verdicts = Examples.EveryVersion.Select(json =>
        {
            var e = JsonNode.Parse(json)!;
            e["subject"]!["source"] = "";
            return Admit(e.ToJsonString());
        }).ToList();

        verdicts.OfType<Admission.Invalid>().ShouldAllBe(verdict => verdict.Errors.Single().Rule == "subject.source.empty");
        var admitted = verdicts.OfType<Admission.Admitted>().Select(verdict => verdict.Event).ToList();
        admitted.ShouldNotBeEmpty();
        admitted.ShouldAllBe(e => e.SubjectSource == null && e.Warnings.Any(warning => warning.Rule == "subject.source.empty" && warning.Pointer == "/subject/source"));
    }
}
