using System.Text;
using System.Text.Json;
using static CdViz.Domain.Tests.Admitting;

namespace CdViz.Domain.Tests;

public class A_CDEvent_to_send
{
    private static readonly DateTimeOffset Time = new(2026, 3, 2, 10, 0, 0, 500, TimeSpan.FromHours(1));

    [Fact]
    public void reads_as_the_specification_says()
    {
        var content = new PipelineRunFinished { PipelineName = "build <&> 'test'", Outcome = new("success") };
        var e = new CDEvent("e-1", "https://ci.example.com", Time, "run-1", content)
        {
            SubjectSource = "https://other.example.com",
            ChainId = "4c8cb7dd-3448-41de-8768-eec704e2829b",
            Links = [new Link.Path("e-0"), new Link.End("e-0"), new Link.End(), new Link.Relation("TRIGGER", "c-1")],
            CustomData = JsonDocument.Parse("""{"n": 1.50}""").RootElement,
        };
        Encoding.UTF8.GetString(e.ToUtf8Json()).ShouldBe(
            """{"context":{"specversion":"0.5.1","id":"e-1","source":"https://ci.example.com","type":"dev.cdevents.pipelinerun.finished.0.3.0","timestamp":"2026-03-02T09:00:00.5Z","chainId":"4c8cb7dd-3448-41de-8768-eec704e2829b","links":[{"linkType":"PATH","from":{"contextId":"e-0"}},{"linkType":"END","from":{"contextId":"e-0"}},{"linkType":"END"},{"linkType":"RELATION","linkKind":"TRIGGER","target":{"contextId":"c-1"}}]},"subject":{"id":"run-1","source":"https://other.example.com","content":{"pipelineName":"build <&> 'test'","outcome":"success"}},"customData":{"n":1.50},"customDataContentType":"application/json"}""");
    }

    [Fact]
    public void is_admitted_whatever_its_type()
    {
        foreach (var example in Examples.EveryVersion.Where(json => json.Contains("\"0.5.1\"", StringComparison.Ordinal)))
        {
            var (type, content) = (Admitted(example).Type, Admitted(example).ReadContent());
            var e = Admitted(Encoding.UTF8.GetString(new CDEvent("e-1", "urn:x", Time, "pkg:generic/s-1", content).ToUtf8Json()));
            e.Type.ShouldBe(type);
            e.TypeName.ShouldBe($"{type}.{type.Versions[^1].Version}");
            e.ReadContent().ShouldBe(content);
            e.OccurredAt.ShouldBe(Time.UtcDateTime);
            e.Warnings.ShouldBeEmpty();
        }
    }

    [Fact]
    public void is_of_the_draft_where_only_that_has_its_type()
    {
        var e = new CDEvent("e-1", "urn:x", Time, "s-1", new ApprovalClosed { ApprovalDetailsUrl = "a", ResourceTargetUrl = "b", Responder = "urn:ada", Decision = "approved", Status = "approved" });
        new Admitter(options: new() { Drafts = true }).Admit(e.ToUtf8Json()).ShouldBeOfType<Admission.Admitted>().Event.SpecVersion.ShouldBe("0.6.0-draft");
    }

    [Fact]
    public void is_not_of_a_type_that_is_no_more() =>
        Should.Throw<InvalidOperationException>(() => new CDEvent("e-1", "urn:x", Time, "s-1", new TestCaseStarted()).ToUtf8Json()).Message.ShouldContain("0.2.0");

    [Fact]
    public void may_be_of_a_tool_s_own()
    {
        var content = new CustomEvent { Content = JsonDocument.Parse("""{"a": [1]}""").RootElement };
        var e = new CDEvent("e-1", "urn:x", Time, "s-1", content) { Type = "dev.cdeventsx.mytool-thing.happened.0.1.0" };
        Admitted(Encoding.UTF8.GetString(e.ToUtf8Json())).ReadContent().ShouldBe(content);
        Should.Throw<InvalidOperationException>(() => (e with { Type = null }).ToUtf8Json());
    }
}
