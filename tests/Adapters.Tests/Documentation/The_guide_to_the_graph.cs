namespace CdViz.Adapters.Tests.Documentation;

public class The_guide_to_the_graph
{
    private const string Chain = "7a0ce3ad-4a5c-4f0a-9b3a-0d5f2b1f7a11";

    [Fact]
    public async Task has_examples_that_each_find_something()
    {
        await using var log = await ProjectedLog.CreateAsync([.. ProjectionCatalogue.All.Where(p => p.Name is "graph" or "deployments" or "delivery")]);
        await log.AppendAsync([
            new("1", "/ci", Events.T(1), "storefront#1017", new ChangeMerged()) { ChainId = Chain, Links = [new Link.Path("never-sent")] },
            new("2", "/ci", Events.T(2), "pkg:oci/storefront@2.0", new ArtifactPackaged { Change = new("storefront#1017") }) { ChainId = Chain },
            new("3", "/cd", Events.T(3), "storefront", new ServiceDeployed { Environment = new("production"), ArtifactId = "pkg:oci/storefront@2.0" }),
            new("4", "/cd", Events.T(4), "basket", new ServiceDeployed { Environment = new("production"), ArtifactId = "pkg:oci/basket@1.0" })]);
        await log.CatchUpAsync();
        await using var login = await log.LoginAsync();
        var examples = Document.Code("graph.md", "sql");
        examples.Count.ShouldBe(5);
        foreach (var example in examples)
        {
            (await login.Reader.RowsAsync(example, row => row.GetValue(0))).ShouldNotBeEmpty(example);
        }
    }
}
