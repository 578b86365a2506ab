namespace CdViz.Adapters.Tests.Translators;

public class A_claim
{
    private const string One = "pkg:oci/cart?tag=1", Two = "pkg:oci/cart?tag=2", Three = "pkg:oci/cart?tag=3";

    [Fact]
    public void that_something_runs_is_a_deployment_where_nothing_ran() => Runs(One).ShouldBeOfType<ServiceDeployed>();

    [Fact]
    public void that_something_runs_is_an_upgrade_where_another_ran() => Runs(Two, Deployed(One)).ShouldBeOfType<ServiceUpgraded>();

    [Fact]
    public void that_something_runs_is_a_roll_back_where_it_ran_before_the_other() => Runs(One, Deployed(One), Upgraded(Two)).ShouldBeOfType<ServiceRolledBack>();

    [Fact]
    public void that_something_runs_is_an_upgrade_after_a_roll_back() => Runs(Two, Deployed(One), Upgraded(Two), Upgraded(One)).ShouldBeOfType<ServiceUpgraded>();

    [Fact]
    public void that_something_runs_is_nothing_where_it_ran_already() => Runs(Two, Deployed(One), Upgraded(Two)).ShouldBeNull();

    [Fact]
    public void that_something_runs_is_a_deployment_after_a_removal() => Runs(One, Deployed(One), Removed).ShouldBeOfType<ServiceDeployed>();

    [Fact]
    public void that_something_runs_is_an_upgrade_where_the_tool_knows_what_was() =>
        new Statement.Runs(Event(new ServiceDeployed { ArtifactId = Two }), One).After([])!.Content.ShouldBeOfType<ServiceUpgraded>();

    [Fact]
    public void keeps_its_environment_and_artifact()
    {
        var made = new Statement.Runs(Event(new ServiceDeployed { Environment = new("/pro"), ArtifactId = Three })).After([Deployed(One)])!;

        made.Content.ShouldBe(new ServiceUpgraded { Environment = new("/pro"), ArtifactId = Three });
        made.Id.ShouldNotBe(Event(new ServiceDeployed()).Id);
    }

    [Fact]
    public void that_something_runs_may_say_since_when_it_has_been_there()
    {
        var since = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var claim = new Statement.Runs(Event(new ServiceDeployed { ArtifactId = Two }), FirstAt: since);

        claim.After([])!.Timestamp.ShouldBe(since);
        claim.After([Deployed(One)])!.Timestamp.ShouldBe(claim.Event.Timestamp);
    }

    [Fact]
    public void that_something_is_gone_counts_where_it_ran()
    {
        Gone().ShouldBeNull();
        Gone(null, Deployed(One)).ShouldNotBeNull();
        Gone(null, Deployed(One), Removed).ShouldBeNull();
        Gone(One, Deployed(One), Upgraded(Two)).ShouldBeNull();
        Gone(Two, Deployed(One), Upgraded(Two)).ShouldNotBeNull();
    }

    [Fact]
    public void that_something_is_ill_counts_where_it_was_not()
    {
        Ill().ShouldNotBeNull();
        Ill(Detected).ShouldBeNull();
        Ill(Detected, Resolved).ShouldNotBeNull();
    }

    [Fact]
    public void that_something_is_well_counts_where_it_was_ill()
    {
        Well().ShouldBeNull();
        Well(Detected).ShouldNotBeNull();
        Well(Detected, Resolved).ShouldBeNull();
    }

    private static readonly Earlier Removed = new(EventTypes.Of("service", "removed"), null);
    private static readonly Earlier Detected = new(EventTypes.Of("incident", "detected"), null);
    private static readonly Earlier Resolved = new(EventTypes.Of("incident", "resolved"), null);

    private static Earlier Deployed(string artifact) => new(EventTypes.Of("service", "deployed"), artifact);

    private static Earlier Upgraded(string artifact) => new(EventTypes.Of("service", "upgraded"), artifact);

    private static SubjectContent? Runs(string artifact, params Earlier[] before) => new Statement.Runs(Event(new ServiceDeployed { ArtifactId = artifact })).After(before)?.Content;

    private static CDEvent? Gone(string? artifact = null, params Earlier[] before) => new Statement.Gone(Event(new ServiceRemoved()), artifact).After(before);

    private static CDEvent? Ill(params Earlier[] before) => new Statement.Ill(Event(new IncidentDetected())).After(before);

    private static CDEvent? Well(params Earlier[] before) => new Statement.Well(Event(new IncidentResolved())).After(before);

    private static CDEvent Event(SubjectContent content) => ContentId.Given(new("0", "/argocd", new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), "/shop/cart", content));
}
