namespace CdViz.Projections.Subjects;

/// <summary>One row for each occurrence of an incident.</summary>
/// <param name="SubjectId">Id of the incident.</param>
/// <param name="Source">Who keeps it: the source of the subject.</param>
/// <param name="Occurrence">1 for the first; higher when the id was used again after the incident was over.</param>
/// <param name="Description">What happens, in the sender's words.</param>
/// <param name="Environment">Id of the environment it happens in.</param>
/// <param name="Service">Id of the service it concerns.</param>
/// <param name="ArtifactId">The artifact it concerns, as reported.</param>
/// <param name="TicketUri">The ticket it was reported as. Check the scheme before you make a link of it.</param>
/// <param name="DetectedAt">When it was detected first; null when nobody said so.</param>
/// <param name="ReportedAt">When it got a ticket first; null when nobody said so.</param>
/// <param name="ResolvedAt">When it was over; null while it goes on, or when nobody said so.</param>
/// <param name="ChainId">Chain of the last event that named one; null when none did.</param>
/// <param name="Position">Position in the log of the event that told last of it.</param>
public sealed record IncidentRow(
    string SubjectId,
    string Source,
    int Occurrence,
    string? Description,
    string? Environment,
    string? Service,
    string? ArtifactId,
    string? TicketUri,
    DateTime? DetectedAt,
    DateTime? ReportedAt,
    DateTime? ResolvedAt,
    string? ChainId,
    long Position);

/// <summary>How incidents went, occurrence by occurrence.</summary>
public sealed class Incidents : Fold<IncidentRow>
{
    /// <inheritdoc/>
    public override string Name => "incidents";

    /// <inheritdoc/>
    public override int Version => 2;

    /// <inheritdoc/>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <inheritdoc/>
    public override IReadOnlyList<EventType> Reads { get; } = EventTypes.OfSubject("incident");

    /// <inheritdoc/>
    public override string Table => "incident_occurrence";

    /// <inheritdoc/>
    public override string? Key(RecordedEvent e) => e.StreamName;

    /// <inheritdoc/>
    public override int Ordinal(IncidentRow row) => row.Occurrence;

    /// <inheritdoc/>
    public override IncidentRow Evolve(IncidentRow? row, RecordedEvent e) => e.Data switch
    {
        IncidentDetected detected => Told(
            row, e, row?.ResolvedAt is not null, detected.Description, detected.Environment, detected.Service, detected.ArtifactId) switch
        {
            var incident => incident with { DetectedAt = incident.DetectedAt ?? e.OccurredAt },
        },

        // Many a ticket is written when all is over.
        IncidentReported reported => Told(
            row, e, row is { ResolvedAt: not null, ReportedAt: not null }, reported.Description, reported.Environment, reported.Service, reported.ArtifactId) switch
        {
            var incident => incident with { TicketUri = reported.TicketUri ?? incident.TicketUri, ReportedAt = incident.ReportedAt ?? e.OccurredAt },
        },
        IncidentResolved resolved => Told(
            row, e, false, resolved.Description, resolved.Environment, resolved.Service, resolved.ArtifactId) switch
        {
            var incident => incident with { ResolvedAt = incident.ResolvedAt ?? e.OccurredAt },
        },
        _ => throw new NotSupportedException(e.Type.Alias),
    };

    private static IncidentRow Told(
        IncidentRow? row, RecordedEvent e, bool another, string? description, Reference? environment, Reference? service, string? artifact)
    {
        var known = row is null || another
            ? new(e.Stream.SubjectId, e.Stream.SubjectSource, (row?.Occurrence ?? 0) + 1, null, null, null, null, null, null, null, null, null, 0)
            : row;
        return known with
        {
            Description = description ?? known.Description,
            Environment = environment?.Id ?? known.Environment,
            Service = service?.Id ?? known.Service,
            ArtifactId = artifact ?? known.ArtifactId,
            ChainId = e.ChainId ?? known.ChainId,
            Position = e.Position,
        };
    }
}
