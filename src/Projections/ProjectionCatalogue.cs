namespace CdViz.Projections;

/// <summary>Every projection there is.</summary>
public static class ProjectionCatalogue
{
    /// <summary>All of them, by name, with the usual settings.</summary>
    public static IReadOnlyList<Projection> All { get; } = Of(RunLife.Usual, Aliases.None, ServicePaths.None);

    /// <summary>Names of those that were, whose tables are dropped once nothing shows them any more.</summary>
    public static IReadOnlyList<string> Former { get; } = ["test_verdicts"];

    /// <summary>All of them, by name.</summary>
    /// <param name="life">What makes an attempt of a run.</param>
    /// <param name="aliases">Other names of environments, services and context ids.</param>
    /// <param name="servicePaths">Which files of a repository of many services are whose.</param>
    public static IReadOnlyList<Projection> Of(RunLife life, Aliases aliases, ServicePaths servicePaths) =>
    [
        new Approvals(),
        new SqlProjection("artifacts", version: 3),
        new Builds(life),
        new SqlProjection("cdevents_lake", version: 1),
        new Changes(),
        new CurrentDeployments(new DeploymentPlaces(aliases)),
        new SqlProjection("custom_events", version: 1, EventTypes.Custom),
        new SqlProjection(
            "delivery", version: 6,
            [
                .. EventTypes.OfSubject("service"), .. EventTypes.OfSubject("change"), .. EventTypes.OfSubject("artifact"),
                .. EventTypes.OfSubject("incident"), EventTypes.Custom,
            ])
        {
            FillPositions = 50_000,
            Values = new Dictionary<string, string> { ["clock_tolerance"] = $"{life.Tolerance}", ["aliases"] = aliases.Json, ["service_paths"] = servicePaths.Json },
        },
        new SqlProjection(
            "deployments", version: 5,
            [.. EventTypes.OfSubject("service"), .. EventTypes.OfSubject("artifact"), EventTypes.Of("environment", "deleted"), EventTypes.Custom])
        {
            FillPositions = 50_000,
            Values = new Dictionary<string, string> { ["aliases"] = aliases.Json },
        },
        new Environments(),
        new SqlProjection("graph", version: 6) { Values = new Dictionary<string, string> { ["aliases"] = aliases.Json } },
        new PipelineRuns(life),
        new Repositories(),
        new RepositoryBranches(),
        new Services(),
        new TaskRuns(life),
        new TestOutcomes(life),
        new TestOutputs(),
        new Tickets(),
    ];
}
