namespace CdViz.Projections;

/// <summary>Every projection there is.</summary>
public static class ProjectionCatalogue
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Projection> All { get; } =
    [
        new SqlProjection("cdevents_lake", version: 1),
        new CurrentDeployments(),
        new SqlProjection("deployments", version: 1),
        new SqlProjection("graph", version: 1),
        new PipelineRuns(),
        new Services(),
        new TestOutcomes(),
    ];
}
