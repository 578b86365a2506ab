namespace CdViz.Projections.Subjects;

/// <summary>The last that was reported of a service in an environment.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="ArtifactId">The artifact as reported, a purl.</param>
/// <param name="Version">Its version: tag or version, or else digest.</param>
/// <param name="DeployedAt">When it began to run, UTC; null when only its removal is known.</param>
/// <param name="RemovedAt">When it was taken away, UTC; null while it runs.</param>
/// <param name="Kind">How it came to run: <c>deployed</c>, <c>upgraded</c> or <c>rolledback</c>.</param>
/// <param name="Source">Who reported it last: the subject's source.</param>
/// <param name="ChainId">Chain of the event that put it there or took it away.</param>
/// <param name="Position">Position of that event.</param>
/// <param name="EnvironmentSource">The environment's own source; null where none was given.</param>
/// <param name="ServiceSource">The service's own source; null where none was given.</param>
/// <param name="EnvironmentAlias">The rule by which the environment is called so; null where none is needed.</param>
/// <param name="ServiceAlias">The same of the service.</param>
public sealed record CurrentDeploymentRow(
    string Environment,
    string Service,
    string? ArtifactId,
    string? Version,
    DateTime? DeployedAt,
    DateTime? RemovedAt,
    string? Kind,
    string Source,
    string? ChainId,
    long Position,
    string? EnvironmentSource,
    string? ServiceSource,
    string? EnvironmentAlias,
    string? ServiceAlias);

/// <summary>What runs where now, whichever tool reported it.</summary>
/// <param name="places">Which environment and which service an event is about.</param>
public sealed class CurrentDeployments(DeploymentPlaces places) : Fold<CurrentDeploymentRow>
{
    /// <inheritdoc/>
    public override string Name => "current_deployments";

    /// <inheritdoc/>
    public override int Version => 4;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Inline;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("service");

    /// <inheritdoc/>
    public override string Settings => places.Aliases.Json;

    /// <inheritdoc/>
    public override string Table => "deployment_state";

    /// <inheritdoc/>
    public override KeySpan Span => KeySpan.Subject;

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => Environment(e.Data) is { } environment ? places.Of(environment, e).Key : null;

    /// <inheritdoc/>
    public override CurrentDeploymentRow Evolve(CurrentDeploymentRow? row, RecordedEvent e) => e.Data switch
    {
        ServiceDeployed deployed => Running(deployed.Environment!, deployed.ArtifactId, e),
        ServiceUpgraded upgraded => Running(upgraded.Environment!, upgraded.ArtifactId, e),
        ServiceRolledBack back => Running(back.Environment!, back.ArtifactId, e),
        ServiceRemoved removed => (row ?? Running(removed.Environment!, null, e) with { DeployedAt = null, Kind = null }) with
        {
            RemovedAt = e.OccurredAt,
            Source = e.Stream.SubjectSource,
            ChainId = e.ChainId,
            Position = e.Position,
        },
        _ => throw new NotSupportedException(e.Type.Alias),
    };

    private CurrentDeploymentRow Running(Reference where, string? artifact, RecordedEvent e)
    {
        var place = places.Of(where, e);
        return new(
            Environment: place.Environment, Service: place.Service, ArtifactId: artifact, Version: Purl.TryParse(artifact)?.Version, DeployedAt: e.OccurredAt,
            RemovedAt: null, Kind: e.Type.Predicate, Source: e.Stream.SubjectSource, ChainId: e.ChainId, Position: e.Position,
            EnvironmentSource: place.EnvironmentSource, ServiceSource: place.ServiceSource, EnvironmentAlias: place.EnvironmentAlias,
            ServiceAlias: place.ServiceAlias);
    }

    // A removal that names no environment can't be given to one.
    private static Reference? Environment(SubjectContent data) => data switch
    {
        ServiceDeployed deployed => deployed.Environment,
        ServiceUpgraded upgraded => upgraded.Environment,
        ServiceRolledBack back => back.Environment,
        ServiceRemoved removed => removed.Environment,
        _ => null,
    };
}
