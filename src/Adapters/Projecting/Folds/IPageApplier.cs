using Npgsql;

namespace CdViz.Adapters.Projecting.Folds;

/// <summary>Applies pages of events to one generation of a projection.</summary>
internal interface IPageApplier
{
    /// <summary>False when a page of these events changes no row, and only the progress is to be moved.</summary>
    bool HasWork(IReadOnlyList<RecordedEvent> events);

    /// <summary>
    /// Reads what is needed and works out the statements that bring the rows from before the events to after them. They are right as long as nobody
    /// else moves the progress, so they are to be run in one transaction with a fenced move of it.
    /// </summary>
    /// <param name="connection">An open connection; no transaction is needed.</param>
    /// <param name="events">The projection's events in the page; none for a statement, which reads them itself.</param>
    /// <param name="after">The last position before the page.</param>
    /// <param name="upTo">The position reached: no event beyond it may be seen.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    Task<IReadOnlyList<NpgsqlBatchCommand>> PrepareAsync(
        NpgsqlConnection connection, IReadOnlyList<RecordedEvent> events, long after, long upTo, CancellationToken ct);

    /// <summary>Brings the rows from before the events to after them, inside the connection's transaction, and finds the event at fault when that fails.</summary>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="ProjectionFailedException">The projection's own code failed; the transaction can only be rolled back.</exception>
    Task<int> ApplyAsync(NpgsqlConnection connection, IReadOnlyList<RecordedEvent> events, long after, long upTo, CancellationToken ct);

    /// <summary>Forgets the rows it may remember: they were not written.</summary>
    void Forget();

    /// <summary>True when so many events of the last page came late that a long stretch is better applied as a whole.</summary>
    bool IsDisordered { get; }

    /// <summary>Brings the rows from before a long stretch to after it, inside the transaction of the connection that writes.</summary>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="ProjectionFailedException">The projection's own code failed, not necessarily at the first event it fails at.</exception>
    Task<int> ApplyStretchAsync(NpgsqlConnection reading, NpgsqlConnection writing, long after, long upTo, CancellationToken ct);
}
