namespace CdViz.Projections;

/// <summary>
/// A projection that folds the events of a key into a row. The engine gives each key's events in order of occurrence
/// (<see cref="Occurrence"/>), whatever the order of arrival, and keeps the rows.
/// </summary>
/// <remarks>
/// A key may have several rows one after the other (a run's attempts, a service's deployments): when <see cref="Evolve"/> returns a row with
/// another <see cref="Ordinal"/>, that row becomes the key's current one and the one before it stays as <see cref="Succeeded"/> leaves it.
/// </remarks>
/// <typeparam name="TRow">A record whose properties are the columns, in snake case, after <c>key</c> and <c>ordinal</c>.</typeparam>
public abstract class Fold<TRow> : Projection where TRow : class
{
    /// <summary>The table of rows, without schema.</summary>
    public abstract string Table { get; }

    /// <summary>Where the other events of a key are to be found.</summary>
    public virtual KeySpan Span => KeySpan.Stream;

    /// <summary>A second table that holds the rows that have become facts, or null.</summary>
    public virtual FactTable<TRow>? Facts => null;

    /// <summary>Lives of a key that may seem to overlap, or null where that can't be.</summary>
    public virtual Overlap<TRow>? Overlap => null;

    /// <summary>The row an event belongs to, or null when it belongs to none.</summary>
    public abstract string? Key(RecordedEvent e);

    /// <summary>The row after an event.</summary>
    /// <param name="row">The key's current row, or null before its first event.</param>
    /// <param name="e">The next event in order of occurrence.</param>
    public abstract TRow Evolve(TRow? row, RecordedEvent e);

    /// <summary>The row's place among the rows of its key, from 1.</summary>
    public virtual int Ordinal(TRow row) => 1;

    /// <summary>The last form of a row when another has taken its place.</summary>
    public virtual TRow Succeeded(TRow previous, TRow next) => previous;

    /// <inheritdoc/>
    public sealed override TResult Accept<TResult>(IProjectionVisitor<TResult> visitor) => visitor.Visit(this);
}

/// <summary>Where all events of a fold's key lie.</summary>
public enum KeySpan
{
    /// <summary>In the one stream of the event.</summary>
    Stream,

    /// <summary>In the streams of all subjects of the same type and id, whatever their source.</summary>
    Subject,
}

/// <summary>Rows that do not change any more, copied to a table ordered by time (a hypertable).</summary>
/// <param name="Table">The table, without schema, with the columns <c>key</c>, <c>ordinal</c> and those of the row.</param>
/// <param name="TimeColumn">The column that holds <paramref name="Time"/>.</param>
/// <param name="Time">The time of the fact, or null while the row is none.</param>
public sealed record FactTable<TRow>(string Table, string TimeColumn, Func<TRow, DateTime?> Time);
