using CdViz.Domain;

namespace CdViz.Projections;

/// <summary>What runs now of a service in an environment.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="ArtifactId">The artifact that runs, as reported (a purl).</param>
/// <param name="DeployedAt">When it began to run, UTC.</param>
/// <param name="RemovedAt">When it was taken away, UTC; null while it runs.</param>
/// <param name="Position">The event that put it there, or took it away.</param>
/// <param name="ChainId">That event's chain.</param>
public sealed record CurrentDeploymentRow(
    string Environment, string Service, string? ArtifactId, DateTime? DeployedAt, DateTime? RemovedAt, long Position, string? ChainId);

/// <summary>What runs where now, whichever tool reported it.</summary>
public sealed class CurrentDeployments : Fold<CurrentDeploymentRow>
{
    /// <inheritdoc/>
    public override string Name => "current_deployments";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Inline;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("service");

    /// <inheritdoc/>
    public override string Table => "deployment_state";

    /// <inheritdoc/>
    public override KeySpan Span => KeySpan.Subject;

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => Environment(e.Data) is { } environment ? $"{environment.Id}|{e.Stream.SubjectId}" : null;

    /// <inheritdoc/>
    public override CurrentDeploymentRow Evolve(CurrentDeploymentRow? row, RecordedEvent e) => e.Data switch
    {
        ServiceDeployed { Environment: { } where } deployed => Running(where, deployed.ArtifactId, e),
        ServiceUpgraded { Environment: { } where } upgraded => Running(where, upgraded.ArtifactId, e),
        ServiceRolledBack { Environment: { } where } back => Running(where, back.ArtifactId, e),
        ServiceRemoved { Environment: { } where } => (row ?? Running(where, null, e) with { DeployedAt = null })
            with { RemovedAt = e.OccurredAt, Position = e.Position, ChainId = e.ChainId },
        _ => throw new NotSupportedException(e.Type.Alias),
    };

    private static CurrentDeploymentRow Running(Reference where, string? artifact, RecordedEvent e) =>
        new(where.Id, e.Stream.SubjectId, artifact, e.OccurredAt, null, e.Position, e.ChainId);

    private static Reference? Environment(SubjectContent data) => data switch
    {
        ServiceDeployed deployed => deployed.Environment,
        ServiceUpgraded upgraded => upgraded.Environment,
        ServiceRolledBack back => back.Environment,
        ServiceRemoved removed => removed.Environment,
        _ => null,
    };
}
