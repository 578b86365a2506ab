using CdViz.Projections;

namespace CdViz.Adapters;

/// <summary>A SQL projection of a user's own: a file with its name, version, tables, statement, indexes and views.</summary>
/// <param name="Path">The file.</param>
/// <param name="Parts">Its parts, each once.</param>
/// <param name="Projection">What it says.</param>
internal sealed record ProjectionFile(string Path, IReadOnlyList<DefinitionPart> Parts, SqlProjection Projection)
{
    /// <summary>A part, or null.</summary>
    public DefinitionPart? Part(string mark) => Parts.FirstOrDefault(part => part.Mark == mark);

    /// <summary>Something that is wrong with a part.</summary>
    /// <param name="mark">The part.</param>
    /// <param name="offset">Where in its text.</param>
    /// <param name="message">What.</param>
    public FileProblem Problem(string mark, int offset, string message) => ProblemOf(Path, Part(mark)!, offset, message);

    /// <summary>Something that is wrong with a part of a file.</summary>
    public static FileProblem ProblemOf(string path, DefinitionPart part, int offset, string message) =>
        new(path, part.Line + part.Text.AsSpan(0, Math.Clamp(offset, 0, part.Text.Length)).Count('\n'), message);
}
