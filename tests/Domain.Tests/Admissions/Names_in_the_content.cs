using static CdViz.Domain.Tests.Admitting;

namespace CdViz.Domain.Tests.Admissions;

/// <summary>Ids and names end in indexes and labels, so they have a limit; other texts of the content have none of their own.</summary>
public class Names_in_the_content
{
    [Theory]
    [InlineData("pipelinerun.finished.0.3.0", """{"pipelineName": "~"}""", "pipelineName")]
    [InlineData("pipelinerun.finished.0.3.0", """{"errors": "~"}""", null)]
    [InlineData("taskrun.started.0.3.0", """{"taskName": "~"}""", "taskName")]
    [InlineData("taskrun.started.0.3.0", """{"pipelineRun": {"id": "~"}}""", "pipelineRun/id")]
    [InlineData("taskrun.started.0.3.0", """{"pipelineRun": {"id": "1", "source": "~"}}""", "pipelineRun/source")]
    [InlineData("testcaserun.started.0.3.0", """{"environment": {"id": "1"}, "testCase": {"id": "1", "name": "~"}}""", "testCase/name")]
    [InlineData("testcaserun.started.0.3.0", """{"environment": {"id": "1"}, "testCase": {"id": "1", "version": "~"}}""", "testCase/version")]
    [InlineData("change.created.0.4.0", """{"description": "~"}""", null)]
    public void may_have_1024_bytes(string type, string content, string? limited)
    {
        string Event(int length) =>
            $$$"""{"context": {"id": "1", "source": "urn:x", "type": "dev.cdevents.{{{type}}}", "timestamp": "2026-05-01T10:00:00Z", "specversion": "0.5.1"}, "subject": {"id": "1", "content": {{{content.Replace("~", new string('x', length))}}}}}""";
        Admitted(Event(1024));

        if (limited is null)
        {
            Admitted(Event(1025));
        }
        else
        {
            Errors(Event(1025)).ShouldHaveSingleItem()
                .ShouldSatisfyAllConditions(e => e.Rule.ShouldBe("subject.content.length"), e => e.Pointer.ShouldBe($"/subject/content/{limited}"));
        }
    }

    [Theory]
    [InlineData("\\ud800\\udc00", true)]
    [InlineData("\\udbff\\udfff", true)]
    [InlineData("\\udbff\\ue000", false)]
    [InlineData("\\udbff\\udbff", false)]
    [InlineData("\\udc00\\ud800", false)]
    [InlineData("\\udbff", false)]
    public void are_text(string escaped, bool right) =>
        (Admit(Examples.Full.Replace("\"id\": \"shop\"", $"\"id\": \"{escaped}\"", StringComparison.Ordinal)) is Admission.Admitted).ShouldBe(right);

    [Fact]
    public void are_quoted_without_half_a_character() =>
        Errors(Examples.With("/context/timestamp", $"\"{new string('x', 59)}😀y\"")).ShouldHaveSingleItem().Message.ShouldStartWith($"'{new string('x', 59)}…'");

    [Theory]
    [InlineData("""{"specversion": "1.0", "id": "1", "source": "/x", "type": "dev.cdevents.service.deployed.0.3.0"}""", "/context", true)]
    [InlineData("""{"id": "1"}""", "/context", false)]
    [InlineData("""{"specversion": "1.0", "context": {}, "subject": 1}""", "/subject", false)]
    public void are_looked_for_where_a_CloudEvent_has_none(string json, string pointer, bool hinted) =>
        Errors(json).Single(error => error.Pointer == pointer).Message.Contains("looks like a CloudEvent").ShouldBe(hinted);
}
