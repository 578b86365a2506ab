namespace CdViz.Adapters.Projecting.Files;

/// <summary>Files of projections can't be used.</summary>
/// <param name="problems">All that is wrong with them; the message has a line for each.</param>
public sealed class ProjectionFileException(IReadOnlyList<FileProblem> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>All that is wrong with them.</summary>
    public IReadOnlyList<FileProblem> Problems => problems;
}
