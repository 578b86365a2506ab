using CdViz.Domain;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>Applies pages of events to one generation of a projection.</summary>
internal interface IPageApplier
{
    /// <summary>False when a page of these events changes no row, and only the progress is to be moved.</summary>
    bool HasWork(IReadOnlyList<RecordedEvent> events);

    /// <summary>Brings the rows from before the events to after them, inside the connection's transaction.</summary>
    /// <param name="connection">An open connection with a transaction.</param>
    /// <param name="events">The projection's events in the page; none for a statement, which reads them itself.</param>
    /// <param name="after">The last position before the page.</param>
    /// <param name="upTo">The position reached: no event beyond it may be seen.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="ProjectionFailedException">The projection's own code failed; the transaction can only be rolled back.</exception>
    Task<int> ApplyAsync(NpgsqlConnection connection, IEnumerable<RecordedEvent> events, long after, long upTo, CancellationToken ct);
}
