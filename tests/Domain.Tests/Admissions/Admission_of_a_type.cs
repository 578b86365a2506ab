using static CdViz.Domain.Tests.Admitting;

namespace CdViz.Domain.Tests.Admissions;

public class Admission_of_a_type
{
    [Theory]
    [InlineData("dev.cdevents.service.deployed.0.9.0")]
    [InlineData("dev.cdevents.service.deployed.0.3.1")]
    [InlineData("dev.cdevents.service.deployed.0.4.0-draft")]
    [InlineData("dev.cdevents.service.deployed.0.10.12")]
    public void takes_an_unknown_version_of_the_same_major_with_a_warning(string type)
    {
        var e = Admitted(OfType(type));
        e.TypeName.ShouldBe(type);
        e.Type.ShouldBe(EventTypes.OfAlias("service_deployed"));
        e.Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            warning => warning.Rule.ShouldBe("type.version.unknown"), warning => warning.Pointer.ShouldBe("/context/type"));
    }

    [Theory]
    [InlineData("dev.cdevents.service.deployed.1.0.0", "unknown-version")]
    [InlineData("dev.cdevents.service.deployed.99999999999999999999.0.0", "unknown-version")]
    [InlineData("dev.cdevents.service.deployed", "unknown-version")]
    [InlineData("dev.cdevents.service.deployed.0.3", "unknown-version")]
    [InlineData("dev.cdevents.service.deployed.0.3.x", "unknown-version")]
    [InlineData("dev.cdevents.service.deployed.", "unknown-version")]
    [InlineData("dev.cdevents.service.exploded.0.1.0", "unknown-type")]
    [InlineData("dev.cdevents.approval.created.0.1.0", "unknown-type")]
    [InlineData("dev.cdevents.testcase.skipped.0.1.1", "unknown-type")]
    [InlineData("dev.cdevents.Service.deployed.0.3.0", "unknown-type")]
    [InlineData("dev.cdevents.", "unknown-type")]
    [InlineData("com.example.thing.happened", "unknown-type")]
    [InlineData("dev.cdeventsx.tool.created.0.1.0", "unknown-type")]
    [InlineData("dev.cdeventsx.my-odd-tool.created.0.1.0", "unknown-type")]
    [InlineData("dev.cdeventsx.tool-thing1.created.0.1.0", "unknown-type")]
    [InlineData("dev.cdeventsx.tool-thing.created.one", "unknown-type")]
    [InlineData("x", "unknown-type")]
    public void does_not_understand_others_and_says_why(string type, string reason)
    {
        var answer = Admit(OfType(type)).ShouldBeOfType<Admission.NotUnderstood>();
        answer.Reason.ShouldBe(reason);
        answer.Source.ShouldBe("https://ci.example.com/acme");
        answer.Id.ShouldBe("271069a8-fc18-44f1-b38f-9d70a1695819");
        answer.Message.ShouldContain(type);
    }

    [Fact]
    public void asks_of_a_type_it_does_not_understand_no_more_than_who_sent_it() =>
        Admit("""{"context": {"id": "1", "source": "/x", "type": "com.example.happened"}, "data": 5}""").ShouldBeOfType<Admission.NotUnderstood>();

    [Theory]
    [InlineData("""{"context": {"source": "/x", "type": "com.example.happened"}}""")]
    [InlineData("""{"context": {"id": "1", "type": "com.example.happened"}}""")]
    [InlineData("""{"context": {"id": "1", "source": "/x", "type": "com.example.happened"}, "data": "\u0000"}""")]
    public void refuses_a_type_it_does_not_understand_when_it_cannot_be_kept(string json) => Errors(json).ShouldNotBeEmpty();

    [Theory]
    [InlineData("dev.cdeventsx.mytool-resource.created.0.1.0", "mytool-resource")]
    [InlineData("dev.cdeventsx.MyTool9-Resource.Created.0.1.0", "mytool9-resource")]
    [InlineData("dev.cdeventsx.mytool-resource.created.3.1.0", "mytool-resource")]
    public void takes_an_event_of_a_tool_s_own(string type, string subject)
    {
        var e = Admitted(OfType(type));
        e.TypeName.ShouldBe(type);
        e.Type.ShouldBe(EventTypes.Custom);
        e.Stream.SubjectType.ShouldBe(subject);
        e.Warnings.ShouldBeEmpty();
        ((CustomEvent)e.ReadContent()).Content.GetProperty("environment").GetProperty("id").GetString().ShouldBe("production");
    }

    [Theory]
    [InlineData("dev.cdeventsx.mytool-resource.created.3.10.0")]
    [InlineData("dev.cdeventsx.mytool-resource.created")]
    public void of_a_tool_s_own_has_a_version_of_three_digits(string type) => Errors(OfType(type)).ShouldHaveSingleItem().Rule.ShouldBe("context.type.pattern");

    [Fact]
    public void of_a_tool_s_own_had_none_in_release_0_4_0() => Admitted(
        """{"context": {"id": "1", "source": "urn:x", "type": "dev.cdeventsx.mytool-resource.created", "timestamp": "2024-05-01T10:00:00Z", "version": "0.4.0"}, "subject": {"id": "1", "type": "mytool-resource", "content": {}}}""")
        .Type.ShouldBe(EventTypes.Custom);

    [Fact]
    public void it_does_not_understand_is_refused_where_that_is_asked() =>
        new Admitter().Admit(Examples.Utf8(OfType("dev.cdevents.service.exploded.0.1.0")), AdmissionMode.StrictTypes)
            .ShouldBeOfType<Admission.Invalid>().Errors.ShouldHaveSingleItem().Rule.ShouldBe("context.type.unknown");

    [Fact]
    public void of_another_release_than_it_names_is_checked_by_its_own_with_a_warning()
    {
        var e = Admitted("""{"context": {"id": "1", "source": "urn:x", "type": "dev.cdevents.build.queued.0.1.1", "timestamp": "2024-05-01T10:00:00Z", "version": "0.4.1"}, "subject": {"id": "1", "type": "build", "content": {}}}""");
        e.Warnings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(w => w.Rule.ShouldBe("type.spec.other"), w => w.Pointer.ShouldBe("/context/type"), w => w.Message.ShouldContain("0.3.0"));
    }

    [Fact]
    public void that_only_the_draft_has_is_understood_when_that_is_wanted()
    {
        const string Json = """{"context": {"id": "1", "source": "urn:x", "type": "dev.cdevents.approval.created.0.1.0", "timestamp": "2026-05-01T10:00:00Z", "specversion": "0.6.0-draft"}, "subject": {"id": "1", "content": {"approvalDetailsUrl": "https://a.example/1", "resourceTargetUrl": "https://a.example/2", "requestor": "https://a.example/ada"}}}""";
        Admit(Json).ShouldBeOfType<Admission.NotUnderstood>();
        var e = new Admitter(options: new() { Drafts = true }).Admit(Examples.Utf8(Json)).ShouldBeOfType<Admission.Admitted>().Event;
        e.Warnings.ShouldBeEmpty();
        e.ReadContent().ShouldBeOfType<ApprovalCreated>().Requestor.ShouldBe("https://a.example/ada");
        EventTypes.OfAlias("approval_created").ShouldBe(e.Type);
    }

    private static string OfType(string type) => Examples.With("/context/type", $"\"{type}\"");
}
