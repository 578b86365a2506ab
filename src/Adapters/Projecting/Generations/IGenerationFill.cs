using Npgsql;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>Fills an empty generation of a projection.</summary>
internal interface IGenerationFill
{
    /// <summary>Applies one part of the log.</summary>
    /// <param name="source">Which events.</param>
    /// <param name="target">Where the rows go.</param>
    /// <param name="folded">Told the number of positions of each page when it is read.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    Task RunAsync(FillSource source, FillTarget target, Action<int> folded, CancellationToken ct);
}

/// <summary>The part of the log that one worker folds: of as many pages as there are parts, one.</summary>
/// <param name="Log">Where to read it.</param>
/// <param name="UpTo">The last position.</param>
/// <param name="Part">Which part, from 0.</param>
/// <param name="Parts">How many there are.</param>
/// <param name="Breather">Called between small pieces of the work; null where nobody else needs the processors.</param>
internal sealed record FillSource(NpgsqlDataSource Log, long UpTo, int Part, int Parts, Breather? Breather = null)
{
    /// <summary>Its pages, by position: of each the last position before it, and its last.</summary>
    /// <param name="positions">Positions in a page.</param>
    public IEnumerable<(long After, long UpTo)> Pages(long positions)
    {
        for (var after = Part * positions; after < UpTo; after += Parts * positions)
        {
            yield return (after, Math.Min(after + positions, UpTo));
        }
    }
}
