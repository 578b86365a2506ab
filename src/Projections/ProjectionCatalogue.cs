namespace CdViz.Projections;

/// <summary>Every projection there is.</summary>
public static class ProjectionCatalogue
{
    /// <summary>All of them, by name, with the usual settings.</summary>
    public static IReadOnlyList<Projection> All { get; } = Of(RunLife.Usual, DeploymentPlaces.Usual);

    /// <summary>All of them, by name.</summary>
    /// <param name="life">What makes an attempt of a run.</param>
    /// <param name="places">Which environments are one.</param>
    public static IReadOnlyList<Projection> Of(RunLife life, DeploymentPlaces places) =>
    [
        new Approvals(),
        new SqlProjection("artifacts", version: 3),
        new Builds(life),
        new SqlProjection("cdevents_lake", version: 1),
        new Changes(),
        new CurrentDeployments(places),
        new SqlProjection("custom_events", version: 1, EventTypes.Custom),
        new SqlProjection(
            "delivery", version: 4,
            [
                .. EventTypes.OfSubject("service"), .. EventTypes.OfSubject("change"), .. EventTypes.OfSubject("artifact"),
                .. EventTypes.OfSubject("incident"), EventTypes.Custom,
            ])
        {
            FillPositions = 50_000,
            Values = new Dictionary<string, string> { ["clock_tolerance"] = $"{life.Tolerance}", ["same_environments"] = places.Json },
        },
        new SqlProjection(
            "deployments", version: 4,
            [.. EventTypes.OfSubject("service"), .. EventTypes.OfSubject("artifact"), EventTypes.Of("environment", "deleted"), EventTypes.Custom])
        {
            FillPositions = 50_000,
            Values = new Dictionary<string, string> { ["same_environments"] = places.Json },
        },
        new Environments(),
        new SqlProjection("graph", version: 4) { Values = new Dictionary<string, string> { ["same_environments"] = places.Json } },
        new PipelineRuns(life),
        new Repositories(),
        new RepositoryBranches(),
        new Services(),
        new TaskRuns(life),
        new TestOutcomes(life),
        new TestOutputs(),
        new SqlProjection("test_verdicts", version: 3, EventTypes.Of("testcaserun", "finished"), EventTypes.Custom),
        new Tickets(),
    ];
}
