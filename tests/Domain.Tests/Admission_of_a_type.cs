using static CdViz.Domain.Tests.Admitting;

namespace CdViz.Domain.Tests;

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
    [InlineData("dev.cdevents.testcase.started.0.1.1", "unknown-type")]
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
    [InlineData("dev.cdeventsx.mytool-resource.created.3.10.0", "mytool-resource")]
    [InlineData("dev.cdeventsx.mytool-resource.created", "mytool-resource")]
    public void takes_an_event_of_a_tool_s_own(string type, string subject)
    {
        var e = Admitted(OfType(type));
        e.TypeName.ShouldBe(type);
        e.Type.ShouldBe(EventTypes.Custom);
        e.Stream.SubjectType.ShouldBe(subject);
        e.Warnings.ShouldBeEmpty();
        ((CustomEvent)e.ReadContent()).Content.GetProperty("environment").GetProperty("id").GetString().ShouldBe("production");
    }

    private static string OfType(string type) => Examples.With("/context/type", $"\"{type}\"");
}
