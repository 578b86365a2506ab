using System.Text.Json;

namespace CdViz.Projections.Subjects;

/// <summary>What was reported of a service, by whatever tool and in whatever environment. Times are the events' own, UTC.</summary>
/// <param name="SubjectId">Id of the service.</param>
/// <param name="Source">Who reported it last: the subject's source.</param>
/// <param name="DeployedAt">When it was last deployed, wherever.</param>
/// <param name="UpgradedAt">When it was last upgraded.</param>
/// <param name="RolledbackAt">When a roll-back was last sent.</param>
/// <param name="RemovedAt">When it was last removed, from whatever environment.</param>
/// <param name="PublishedAt">When it could last be reached from outside.</param>
/// <param name="Environments">Where it runs: a JSON array of the environments' ids, sorted.</param>
/// <param name="FirstSeenAt">When its first event occurred.</param>
/// <param name="LastSeenAt">When its last event occurred.</param>
/// <param name="Position">Position of that event.</param>
public sealed record ServiceRow(
    string SubjectId,
    string Source,
    DateTime? DeployedAt,
    DateTime? UpgradedAt,
    DateTime? RolledbackAt,
    DateTime? RemovedAt,
    DateTime? PublishedAt,
    string Environments,
    DateTime FirstSeenAt,
    DateTime LastSeenAt,
    long Position);

/// <summary>Every service that was ever reported.</summary>
public sealed class Services : Fold<ServiceRow>
{
    private const string Nowhere = "[]";

    /// <inheritdoc/>
    public override string Name => "services";

    /// <inheritdoc/>
    public override int Version => 1;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("service");

    /// <inheritdoc/>
    public override string Table => "service";

    /// <inheritdoc/>
    public override KeySpan Span => KeySpan.Subject;

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => Reads.Contains(e.Type) ? e.Stream.SubjectId : null;

    /// <inheritdoc/>
    public override ServiceRow Evolve(ServiceRow? row, RecordedEvent e)
    {
        var stream = e.Stream;
        var service = (row ?? new(stream.SubjectId, stream.SubjectSource, null, null, null, null, null, Nowhere, e.OccurredAt, e.OccurredAt, 0)) with
        {
            Source = stream.SubjectSource,
            LastSeenAt = e.OccurredAt,
            Position = e.Position,
        };
        return e.Data switch
        {
            ServiceDeployed deployed => service with { DeployedAt = e.OccurredAt, Environments = With(service.Environments, deployed.Environment) },
            ServiceUpgraded upgraded => service with { UpgradedAt = e.OccurredAt, Environments = With(service.Environments, upgraded.Environment) },
            ServiceRolledBack back => service with { RolledbackAt = e.OccurredAt, Environments = With(service.Environments, back.Environment) },
            ServiceRemoved removed => service with { RemovedAt = e.OccurredAt, Environments = Without(service.Environments, removed.Environment) },
            ServicePublished => service with { PublishedAt = e.OccurredAt },
            _ => throw new NotSupportedException(e.Type.Alias),
        };
    }

    private static string With(string environments, Reference? environment) =>
        environment is null || List(environments) is var list && list.Contains(environment.Id) ? environments : Text(list.Append(environment.Id));

    // A removal that names no environment leaves open where the service is gone: it counts for none.
    private static string Without(string environments, Reference? environment) =>
        environment is null ? environments : Text(List(environments).Where(id => id != environment.Id));

    private static TextList List(string environments) => JsonSerializer.Deserialize<TextList>(environments)!;

    private static string Text(IEnumerable<string> environments) => JsonSerializer.Serialize<TextList>([.. environments.Order(StringComparer.Ordinal)]);
}
