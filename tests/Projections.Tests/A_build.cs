using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class A_build
{
    private static readonly Builds Builds = new();

    [Fact]
    public void is_queued_started_and_finished_with_an_artifact() => Builds.Spec()
        .Given(Event("b-1", 1, new BuildQueued()), Event("b-1", 3, new BuildStarted()))
        .When(Event("b-1", 9, new BuildFinished { ArtifactId = "pkg:oci/cart?tag=1" }))
        .Then(row => row with { Attempt = 1, QueuedAt = T(1), StartedAt = T(3), FinishedAt = T(9), ArtifactId = "pkg:oci/cart?tag=1" })
        .ThenBefore();

    [Fact]
    public void that_is_started_again_has_no_artifact_yet() => Builds.Spec()
        .Given(Event("b-1", 1, new BuildFinished { ArtifactId = "pkg:oci/cart?tag=1" }))
        .When(Event("b-1", 9, new BuildStarted()))
        .Then(row => row with { Attempt = 2, StartedAt = T(9), FinishedAt = null, ArtifactId = null })
        .ThenBefore(row => row with { Attempt = 1, ArtifactId = "pkg:oci/cart?tag=1" });
}
