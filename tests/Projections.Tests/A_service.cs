using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_service
{
    private static readonly Services Services = new();

    [Fact]
    public void shows_when_each_thing_happened_to_it_last_wherever_that_was() => Services.Spec()
        .Given(Deployed(1, "dev"), Deployed(3, "prod"), Event("cart", 2, new ServiceUpgraded { Environment = new("dev") }))
        .When(Event("cart", 4, new ServiceRolledBack { Environment = new("dev") }), Event("cart", 5, new ServicePublished { Environment = new("prod") }))
        .Then(row => row with
        {
            SubjectId = "cart",
            DeployedAt = T(3),
            UpgradedAt = T(2),
            RolledbackAt = T(4),
            PublishedAt = T(5),
            RemovedAt = null,
            FirstSeenAt = T(1),
            LastSeenAt = T(5),
        });

    [Fact]
    public void runs_where_it_was_deployed_and_not_removed_since() => Services.Spec()
        .Given(Deployed(1, "prod"), Deployed(2, "dev"), Deployed(3, "qa"))
        .When(Removed(4, new("dev")), Removed(0, new("qa")))
        .Then(row => row with { Environments = """["prod","qa"]""", RemovedAt = T(4) });

    [Fact]
    public void runs_nowhere_when_it_was_removed_everywhere() => Services.Spec()
        .Given(Deployed(1, "prod"))
        .When(Removed(2, new("prod")))
        .Then(row => row with { Environments = "[]" });

    [Fact]
    public void runs_on_when_a_removal_does_not_say_where() => Services.Spec()
        .Given(Deployed(1, "prod"), Deployed(1, "dev"))
        .When(Removed(2, null))
        .Then(row => row with { Environments = """["dev","prod"]""", RemovedAt = T(2) });

    [Fact]
    public void is_one_whichever_tool_reported_it() => Services.Spec()
        .Given(Event("cart", 1, new ServiceDeployed { Environment = new("dev") }, source: "argocd"))
        .When(Event("cart", 2, new ServiceDeployed { Environment = new("prod") }, source: "jenkins"))
        .Then(row => row with { Source = "jenkins", Environments = """["dev","prod"]""" });

    private static RecordedEvent Deployed(int at, string environment) => Event("cart", at, new ServiceDeployed { Environment = new(environment) });

    private static RecordedEvent Removed(int at, Reference? environment) => Event("cart", at, new ServiceRemoved { Environment = environment });
}
