using System.Text;

namespace CdViz.Domain;

/// <summary>
/// What a CDEvent says about its subject: the members of <c>subject.content</c>, in the shape of the newest specification,
/// whatever version was sent. One sealed record per subject and predicate; null for what was not said.
/// </summary>
public abstract record SubjectContent
{
    private ReadOnlyMemory<byte> raw;

    /// <summary>
    /// The whole CDEvent that this is the content of, JSON in UTF-8: as sent on its way into the log, as the log keeps it when read from there; empty where
    /// the content was read alone. Two contents are equal whatever it is.
    /// </summary>
    public ReadOnlyMemory<byte> Raw => raw;

    /// <summary>The same content with the whole CDEvent at hand.</summary>
    public SubjectContent Of(ReadOnlyMemory<byte> cdEvent)
    {
        var copy = this with { };
        copy.raw = cdEvent;
        return copy;
    }

    /// <summary>Equal when they are of one type: what a content says are the members of the records that derive from this.</summary>
    public virtual bool Equals(SubjectContent? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>Prints nothing: the members are those of the records that derive from this.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => false;
}
