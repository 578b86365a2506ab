namespace CdViz.Projections;

/// <summary>When a projection's rows follow an append.</summary>
public enum Lifecycle
{
    /// <summary>In the append's own transaction: a caller sees them when it has its answer.</summary>
    Inline,

    /// <summary>Soon after, by the daemon.</summary>
    Async,
}

/// <summary>A rule from events to rows. Its tables, indexes and public views are in <c>db/timescale/projections/{Name}.sql</c>, or in a folder of that name.</summary>
public abstract class Projection
{
    /// <summary>Name in commands, progress and the SQL file: lower case with underscores.</summary>
    public abstract string Name { get; }

    /// <summary>To be raised when the rows would come out differently; the next start then rebuilds.</summary>
    public abstract int Version { get; }

    /// <summary>Inline or async.</summary>
    public abstract Lifecycle Lifecycle { get; }

    /// <summary>The events that concern it; others never reach it. Empty when any may.</summary>
    public abstract IReadOnlyList<EventType> Reads { get; }

    /// <summary>Settings on which the rows depend, in any spelling; another text has the projection rebuilt.</summary>
    public virtual string Settings => "";

    /// <summary>Lets the engine see the kind, and the row type where there is one.</summary>
    public abstract TResult Accept<TResult>(IProjectionVisitor<TResult> visitor);
}

/// <summary>Something done with a projection that needs to know its kind and row type.</summary>
public interface IProjectionVisitor<out TResult>
{
    /// <summary>For a fold.</summary>
    TResult Visit<TRow>(Fold<TRow> fold) where TRow : class;

    /// <summary>For a statement.</summary>
    TResult Visit(SqlProjection statement);
}
