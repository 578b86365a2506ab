namespace CdViz.Adapters.Projecting.Generations;

/// <summary>How far the first fill of a generation has come.</summary>
/// <param name="Events">Events of the log that have been gone through.</param>
/// <param name="Total">Events to go through; 0 where that is not known.</param>
/// <param name="Phase">What is being done: <c>fold</c>, <c>index</c>, <c>catch up</c>, <c>switch</c>, <c>done</c>.</param>
public sealed record RebuildProgress(long Events, long Total, string Phase);
