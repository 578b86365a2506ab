using static CdViz.Projections.Tests.Some;

namespace CdViz.Projections.Tests;

public class An_incident
{
    private static readonly Incidents Incidents = new();

    [Fact]
    public void is_detected_reported_and_resolved() => Incidents.Spec()
        .Given(
            Event("i-1", 1, new IncidentDetected { Description = "slow", Environment = new("prod"), Service = new("cart"), ArtifactId = "pkg:oci/cart?tag=1" }, chain: "c"),
            Event("i-1", 3, new IncidentReported { Environment = new("prod"), TicketUri = "https://tickets/1" }))
        .When(Event("i-1", 9, new IncidentResolved { Environment = new("prod") }))
        .Then(row => row with
        {
            Occurrence = 1,
            Description = "slow",
            Environment = "prod",
            Service = "cart",
            ArtifactId = "pkg:oci/cart?tag=1",
            TicketUri = "https://tickets/1",
            DetectedAt = T(1),
            ReportedAt = T(3),
            ResolvedAt = T(9),
            ChainId = "c",
        });

    [Fact]
    public void is_another_when_its_id_is_used_again() => Incidents.Spec()
        .Given(Detected(1), Resolved(5))
        .When(Detected(10))
        .Then(row => row with { Occurrence = 2, DetectedAt = T(10), ResolvedAt = null })
        .ThenBefore(row => row with { Occurrence = 1, DetectedAt = T(1), ResolvedAt = T(5) });

    [Fact]
    public void is_one_when_it_is_detected_again_while_it_goes_on() => Incidents.Spec()
        .Given(Detected(1))
        .When(Detected(4), Resolved(5), Resolved(6))
        .Then(row => row with { Occurrence = 1, DetectedAt = T(1), ResolvedAt = T(5) });

    [Fact]
    public void may_be_reported_when_it_is_over() => Incidents.Spec()
        .Given(Detected(1), Resolved(5))
        .When(Event("i-1", 20, new IncidentReported { TicketUri = "https://tickets/1" }))
        .Then(row => row with { Occurrence = 1, ReportedAt = T(20), ResolvedAt = T(5) });

    [Fact]
    public void may_be_known_by_its_end_alone() => Incidents.Spec()
        .When(Resolved(5))
        .Then(row => row with { DetectedAt = null, ReportedAt = null, ResolvedAt = T(5) });

    private static RecordedEvent Detected(int at) => Event("i-1", at, new IncidentDetected { Environment = new("prod") });

    private static RecordedEvent Resolved(int at) => Event("i-1", at, new IncidentResolved { Environment = new("prod") });
}
