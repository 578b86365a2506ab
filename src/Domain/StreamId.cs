using System.Text;

namespace CdViz.Domain;

/// <summary>
/// The name of a stream, <c>type|source|id</c> of its subject. A <c>|</c> in the source, which no URI may hold, is written <c>%7C</c>,
/// so that the three parts can be read back.
/// </summary>
public readonly record struct StreamId(string SubjectType, string SubjectSource, string SubjectId)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{SubjectType}|{(SubjectSource.Contains('|') ? SubjectSource.Replace("|", "%7C", StringComparison.Ordinal) : SubjectSource)}|{SubjectId}";

    /// <summary>Bytes of the name in UTF-8.</summary>
    public int Utf8Length => Encoding.UTF8.GetByteCount(SubjectType) + Encoding.UTF8.GetByteCount(SubjectSource) + (SubjectSource.AsSpan().Count('|') * 2)
        + Encoding.UTF8.GetByteCount(SubjectId) + 2;

    /// <summary>Takes a stream's name apart.</summary>
    /// <exception cref="FormatException">The text has fewer than three parts.</exception>
    public static StreamId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = text.IndexOf('|', StringComparison.Ordinal);
        var second = first < 0 ? -1 : text.IndexOf('|', first + 1);
        return second < 0
            ? throw new FormatException($"'{text}' is not a stream id (type|source|id).")
            : new StreamId(text[..first], text[(first + 1)..second], text[(second + 1)..]);
    }
}
