namespace CdViz.Projections;

/// <summary>
/// A projection that is one SQL statement over a range of positions: <c>$1</c> is the last position before it, <c>$2</c> its last. It reads the log
/// by itself, so no data leaves the database. The statement stands in the SQL file, in the part <c>-- @statement</c>.
/// </summary>
/// <param name="name">Name in commands, progress and the SQL file.</param>
/// <param name="version">Raised when the rows would come out differently.</param>
/// <param name="reads">The only events its statement looks at; none given when it may look at any. Without such events it is not run.</param>
public sealed class SqlProjection(string name, int version, params IReadOnlyList<EventType> reads) : Projection
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override int Version => version;

    /// <summary>Always async: no append waits for a statement.</summary>
    public override Lifecycle Lifecycle => Lifecycle.Async;

    /// <summary>The events its statement looks at, which it finds by itself; empty for any.</summary>
    public override IReadOnlyList<EventType> Reads => reads;

    /// <summary>Settings that the statement reads by name with <c>events.projection_setting</c>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string Settings => string.Concat(Values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value};"));

    /// <summary>The text of its SQL file, or of its files one after the other; null when they are built into the program.</summary>
    public string? Definition { get; init; }

    /// <summary>How long the statement may take over a page before it counts as failed; null for as long as it likes.</summary>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>How many positions a page has when a generation is filled; null for as many as the daemon takes. More where a page has much to do that doesn't depend on its size.</summary>
    public int? FillPositions { get; init; }

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IProjectionVisitor<TResult> visitor) => visitor.Visit(this);
}
