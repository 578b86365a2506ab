namespace CdViz.Bench.Load;

/// <summary>What the load process is to do. One at a time.</summary>
/// <param name="Kind">Which load: <c>posts</c>, <c>paced</c>, <c>lines</c>, <c>inserts</c>, <c>rows</c>, <c>copy</c>.</param>
/// <param name="Target">Host and port of the server, or a connection string.</param>
/// <param name="Connections">How many at once.</param>
/// <param name="Seconds">How long, for loads that go on for a time.</param>
/// <param name="Events">How many, for loads of a size; how many a second, for a paced one.</param>
/// <param name="FirstRun">Number of the first run; the load uses this one and those after it.</param>
internal sealed record LoadRequest(string Kind, string Target, int Connections, double Seconds, int Events, long FirstRun);

/// <summary>What came of it.</summary>
/// <param name="Events">Events that were taken, within the time measured.</param>
/// <param name="Seconds">The time measured.</param>
/// <param name="Failed">Events that were refused.</param>
/// <param name="LastRun">Number of the last run that was used.</param>
/// <param name="MedianMs">Half of the answers came within this time; null where nothing waits for single answers.</param>
/// <param name="P99Ms">99 of 100 answers came within this time.</param>
/// <param name="CpuSeconds">CPU time of the load process itself.</param>
internal sealed record LoadResult(long Events, double Seconds, long Failed, long LastRun, double? MedianMs, double? P99Ms, double CpuSeconds)
{
    /// <summary>Events in a second.</summary>
    public double PerSecond => Events / Seconds;
}
