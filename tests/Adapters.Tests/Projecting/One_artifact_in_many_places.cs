using System.Diagnostics;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>An image that all teams deploy everywhere, again and again, costs about as much as as many different ones.</summary>
[Trait("Category", "Nightly")]
public sealed class One_artifact_in_many_places(ITestOutputHelper output)
{
    private const int Deployments = 5000;
    private const int Places = 200;

    public static MatrixTheoryData<string, bool> Cases => new(["delivery", "deployments", "graph"], [false, true]);

    [Theory, MemberData(nameof(Cases))]
    public async Task is_no_dearer_than_many(string name, bool packaged)
    {
        var distinct = await TakeAsync(name, packaged, n => n);
        var one = await TakeAsync(name, packaged, _ => 1);
        output.WriteLine($"{name}, packaged again and again {packaged}: {distinct.TotalSeconds:0.00} s with {Deployments} artifacts, {one.TotalSeconds:0.00} s with one");

        one.ShouldBeLessThan((2 * distinct) + TimeSpan.FromSeconds(2));
    }

    private static async Task<TimeSpan> TakeAsync(string name, bool packaged, Func<int, int> artifact)
    {
        await using var log = await ProjectedLog.CreateAsync([ProjectionCatalogue.All.Single(p => p.Name == name)]);
        string Name(int n) => $"pkg:oci/cart@sha256:{artifact(n):x64}?tag=1.{artifact(n)}";
        await log.AppendAsync(Enumerable.Range(0, Deployments).SelectMany(n => (CDEvent[])[
            .. packaged && n % 5 == 0 ? (CDEvent[])[new CDEvent($"p-{n}", "https://ci.example", Events.T(n), Name(n), new ArtifactPackaged { Change = new Reference($"c-{n}") })] : [],
            new CDEvent($"d-{n}", "https://cd.example", Events.T(n), $"service-{n % Places % 20}",
                new ServiceDeployed { Environment = new Reference($"environment-{n % Places / 20}"), ArtifactId = Name(n) })]));
        var began = Stopwatch.GetTimestamp();
        await log.CatchUpAsync(pageSize: 2000);
        return Stopwatch.GetElapsedTime(began);
    }
}
