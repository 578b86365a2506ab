using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_deployment
{
    private const string V1 = "pkg:oci/cart@sha256%3A0b31b1c02ff458ad9b7b81cbdf8f028bd54699fa151f221d1e8de6817db93427?repository_url=registry.example/shop&tag=1.0.0";
    private const string V2 = "pkg:oci/cart@sha256%3A8f1c5d9e2a7b4c60d3e8f9a1b2c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6?repository_url=registry.example/shop&tag=2.0.0";

    private static readonly CurrentDeployments Deployments = new(DeploymentPlaces.Usual);

    [Fact]
    public void shows_the_artifact_and_its_version() => Deployments.Spec()
        .When(Event("cart", 5, new ServiceDeployed { Environment = new("prod"), ArtifactId = V1 }, chain: "c-1"))
        .Then(row => row with
        {
            Environment = "prod",
            Service = "cart",
            ArtifactId = V1,
            Version = "1.0.0",
            DeployedAt = T(5),
            RemovedAt = null,
            Kind = "deployed",
            ChainId = "c-1",
            Position = 1,
        });

    [Fact]
    public void is_replaced_by_an_upgrade_and_put_back_by_a_roll_back() => Deployments.Spec()
        .Given(Deployed(1, V1), Event("cart", 5, new ServiceUpgraded { Environment = new("prod"), ArtifactId = V2 }))
        .When(Event("cart", 9, new ServiceRolledBack { Environment = new("prod"), ArtifactId = V1 }))
        .Then(row => row with { Version = "1.0.0", DeployedAt = T(9), Kind = "rolledback" });

    [Fact]
    public void is_the_last_that_happened_whatever_came_last() => Deployments.Spec()
        .Given(Event("cart", 5, new ServiceUpgraded { Environment = new("prod"), ArtifactId = V2 }))
        .When(Deployed(1, V1))
        .Then(row => row with { Version = "2.0.0", DeployedAt = T(5), Kind = "upgraded" });

    [Fact]
    public void is_gone_when_removed() => Deployments.Spec()
        .Given(Deployed(1, V1))
        .When(Removed(7))
        .Then(row => row with { RemovedAt = T(7), DeployedAt = T(1), Version = "1.0.0" });

    [Fact]
    public void is_back_when_deployed_after_its_removal() => Deployments.Spec()
        .Given(Deployed(1, V1), Removed(7))
        .When(Deployed(8, V2))
        .Then(row => row with { RemovedAt = null, DeployedAt = T(8), Version = "2.0.0" });

    [Fact]
    public void stays_gone_when_a_deployment_before_the_removal_comes_late() => Deployments.Spec()
        .Given(Removed(7))
        .When(Deployed(1, V1))
        .Then(row => row with { RemovedAt = T(7), DeployedAt = T(1) });

    [Fact]
    public void is_one_whichever_tool_reported_it() => Deployments.Spec()
        .Given(Event("cart", 1, new ServiceDeployed { Environment = new("prod"), ArtifactId = V1 }, source: "argocd"))
        .When(Event("cart", 2, new ServiceUpgraded { Environment = new("prod"), ArtifactId = V2 }, source: "jenkins"))
        .Then(row => row with { Version = "2.0.0", Source = "jenkins" });

    [Fact]
    public void is_apart_from_that_in_another_environment() =>
        Deployments.Key(Deployed(1, V1)).ShouldNotBe(Deployments.Key(Event("cart", 1, new ServiceDeployed { Environment = new("dev") })));

    [Theory]
    [InlineData("a|b", "c", "a", "b|c")]
    [InlineData("a%7Cb", "c", "a|b", "c")]
    public void is_apart_from_one_whose_names_run_together_alike(string environment, string service, string otherEnvironment, string otherService) =>
        Deployments.Key(Event(service, 1, new ServiceDeployed { Environment = new(environment) }))
            .ShouldNotBe(Deployments.Key(Event(otherService, 1, new ServiceDeployed { Environment = new(otherEnvironment) })));

    [Theory]
    [InlineData("eu", null, "us", null)]
    [InlineData("eu", null, null, null)]
    [InlineData(null, "eu", "eu", null)]
    [InlineData("a", "bc", "ab", "c")]
    public void is_apart_from_one_of_other_sources(string? environment, string? service, string? otherEnvironment, string? otherService) =>
        Deployments.Key(Sourced(environment, service)).ShouldNotBe(Deployments.Key(Sourced(otherEnvironment, otherService)));

    [Fact]
    public void is_not_told_of_by_a_publication() => Deployments.Spec()
        .When(Event("cart", 1, new ServicePublished { Environment = new("prod") }))
        .ThenNothing();

    private static RecordedEvent Deployed(int at, string artifact) => Event("cart", at, new ServiceDeployed { Environment = new("prod"), ArtifactId = artifact });

    private static RecordedEvent Sourced(string? environment, string? service) =>
        Event("cart", 1, new ServiceDeployed { Environment = new("prod", environment) }) with { SubjectSource = service };

    private static RecordedEvent Removed(int at) => Event("cart", at, new ServiceRemoved { Environment = new("prod") });
}
