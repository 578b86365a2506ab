using CdViz.Domain;

namespace CdViz.Projections;

/// <summary>Every projection there is.</summary>
public static class ProjectionCatalogue
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Projection> All { get; } =
    [
        new Approvals(),
        new SqlProjection("artifacts", version: 2),
        new Builds(),
        new SqlProjection("cdevents_lake", version: 1),
        new Changes(),
        new CurrentDeployments(),
        new SqlProjection("custom_events", version: 1, EventTypes.Custom),
        new SqlProjection(
            "delivery", version: 2,
            [
                .. EventTypes.OfSubject("service"), .. EventTypes.OfSubject("change"), .. EventTypes.OfSubject("artifact"),
                .. EventTypes.OfSubject("incident"), EventTypes.Custom,
            ]) { FillPositions = 50_000 },
        new SqlProjection("deployments", version: 2, [.. EventTypes.OfSubject("service"), .. EventTypes.OfSubject("artifact"), EventTypes.Custom])
        {
            FillPositions = 50_000,
        },
        new Environments(),
        new SqlProjection("graph", version: 2),
        new Incidents(),
        new PipelineRuns(),
        new Repositories(),
        new RepositoryBranches(),
        new Services(),
        new TaskRuns(),
        new TestOutcomes(),
        new TestOutputs(),
        new SqlProjection("test_verdicts", version: 1, EventTypes.Of("testcaserun", "finished"), EventTypes.Custom),
        new Tickets(),
    ];
}
