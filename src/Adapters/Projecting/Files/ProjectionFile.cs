namespace CdViz.Adapters.Projecting.Files;

/// <summary>The SQL of a projection as it was written: a file, or a folder of files, with its tables, statement, indexes and views.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Parts">Its parts, in reading order.</param>
/// <param name="Projection">What it is the SQL of.</param>
internal sealed record ProjectionFile(string Path, IReadOnlyList<DefinitionPart> Parts, Projection Projection)
{
    /// <summary>The parts of a name, in reading order.</summary>
    public IEnumerable<DefinitionPart> All(string mark) => Parts.Where(part => part.Mark == mark);

    /// <summary>The first part of a name that there is.</summary>
    public DefinitionPart First(string mark) => All(mark).First();
}
