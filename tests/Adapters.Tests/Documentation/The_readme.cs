using System.Text;
using System.Text.RegularExpressions;

namespace CdViz.Adapters.Tests.Documentation;

public sealed partial class The_readme
{
    [Fact]
    public void posts_a_deployment_that_is_admitted_and_shown()
    {
        var json = Document.Code("README.md", "sh").Select(block => Body().Match(block)).Single(body => body.Success).Groups[1].Value;

        var e = new Admitter().Admit(Encoding.UTF8.GetBytes(json)).ShouldBeOfType<Admission.Admitted>().Event;
        e.Warnings.ShouldBeEmpty();
        (e.SpecVersion, e.Type.Alias).ShouldBe((EventTypes.NewestSpec, "service_deployed"));
        var recorded = new RecordedEvent(1, e.Id, e.Stream.ToString(), 1, e.Type, e.OccurredAt, e.OccurredAt, e.ChainId, e.ReadContent());
        new CurrentDeployments(DeploymentPlaces.Usual).Evolve(null, recorded).ShouldSatisfyAllConditions(
            row => row.Service.ShouldBe("cart"), row => row.Environment.ShouldBe("production"), row => row.Version.ShouldBe("1.4.0"));
    }

    [Fact]
    public void stays_a_door() => Document.Text("README.md").Split('\n').Length.ShouldBeLessThanOrEqualTo(121);

    [GeneratedRegex("-d '(.*?)'", RegexOptions.Singleline)]
    private static partial Regex Body();
}
