namespace CdViz.Adapters.Importing;

/// <summary>What became of events that were imported.</summary>
/// <param name="Read">Events read.</param>
/// <param name="Appended">Those that came into the log.</param>
/// <param name="Duplicates">Those that were there before.</param>
/// <param name="Quarantined">Those that are in the quarantine.</param>
public readonly record struct ImportTotals(long Read, long Appended, long Duplicates, long Quarantined)
{
    /// <summary>With a page more.</summary>
    internal ImportTotals And(IReadOnlyList<Recorded> page) => new(
        Read + page.Count,
        Appended + page.Count(one => one is Recorded.Appended),
        Duplicates + page.Count(one => one is Recorded.Duplicate),
        Quarantined + page.Count(one => one is not Recorded.InLog));
}

/// <summary>An import can't be done, whatever the time.</summary>
public sealed class ImportRefusedException(string message) : Exception(message);

/// <summary>The log does not take events now; what was imported until then is done.</summary>
public sealed class ImportUnavailableException(string message) : Exception(message);
