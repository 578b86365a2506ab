namespace CdViz.Api.Demo;

/// <summary>Reports one run of a test suite.</summary>
/// <param name="company">The company.</param>
/// <param name="service">Whose suite.</param>
/// <param name="suite">Which.</param>
/// <param name="environment">Where it runs.</param>
/// <param name="artifact">What is tested, where it is an artifact.</param>
internal sealed class TestReport(Company company, Service service, TestSuite suite, string environment, Artifact? artifact)
{
    private readonly string run = $"{suite.Id}/{company.NextRun()}";
    private readonly Content where = Environments.Of(environment);
    private readonly IReadOnlyList<Relation> about = artifact is null ? [] : [new("ARTIFACT", artifact.PackagedEvent)];
    private readonly Content? custom = artifact is null ? null : new(("artifactId", artifact.Purl));

    /// <summary>Reports on the suite.</summary>
    public void Suite(DateTime at, string predicate, Trail trail, Content content) => service.Reporter.Send(
        at, $"testsuiterun.{predicate}", run, trail,
        content.With(
            ("environment", where),
            ("testSuite", new Content(("id", suite.Id), ("version", "1"), ("name", suite.Name), ("uri", Uri("suites", suite.Id))))),
        relations: about, custom: custom);

    /// <summary>Reports on a case.</summary>
    public void Case(DateTime at, string predicate, TestCase test, Trail trail, Content content) => service.Reporter.Send(
        at, $"testcaserun.{predicate}", Id(test), trail,
        content.With(
            ("environment", where),
            ("testSuiteRun", Content.Reference(run)),
            ("testCase", new Content(("id", test.Id), ("version", "1"), ("name", test.Name), ("type", test.Type), ("uri", Uri("cases", test.Id))))),
        relations: predicate is "finished" ? about : null, custom: custom);

    /// <summary>Publishes what a case, or the suite as a whole, has left behind.</summary>
    public void Output(DateTime at, string type, string format, Trail trail, TestCase? test)
    {
        var id = $"{(test is null ? run : Id(test))}/{type}";
        service.Reporter.Send(
            at + TimeSpan.FromSeconds(1), "testoutput.published", id, trail,
            new(
                ("outputType", type),
                ("format", format),
                ("uri", Uri("outputs", id)),
                ("testCaseRun", test is null ? null : Content.Reference(Id(test)))));
    }

    private string Id(TestCase test) => $"{run}/{test.Id[(suite.Id.Length + 1)..]}";

    private string Uri(string kind, string id) => $"{service.Reporter.Source}/{kind}/{id}";
}
