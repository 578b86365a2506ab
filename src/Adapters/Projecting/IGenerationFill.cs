using Npgsql;

namespace CdViz.Adapters;

/// <summary>Fills an empty generation of a projection.</summary>
internal interface IGenerationFill
{
    /// <summary>How many events there are to apply up to a position.</summary>
    Task<long> CountAsync(NpgsqlDataSource log, long upTo, CancellationToken ct);

    /// <summary>Applies one part of the log.</summary>
    /// <param name="source">Which events.</param>
    /// <param name="target">Where the rows go.</param>
    /// <param name="folded">Told the number of events of each group or page when it is applied.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ProjectionFailedException">The projection's own code failed.</exception>
    Task RunAsync(FillSource source, FillTarget target, Action<int> folded, CancellationToken ct);
}

/// <summary>The part of the log that one worker folds.</summary>
/// <param name="Log">Where to read it.</param>
/// <param name="UpTo">The last position.</param>
/// <param name="Part">Which part, from 0.</param>
/// <param name="Parts">How many there are.</param>
/// <param name="Breather">Called between small pieces of the work; null where nobody else needs the processors.</param>
internal sealed record FillSource(NpgsqlDataSource Log, long UpTo, int Part, int Parts, Breather? Breather = null);
