namespace CdViz.Adapters;

/// <summary>How far the first fill of a generation has come.</summary>
/// <param name="Events">Events folded.</param>
/// <param name="Total">Events to fold; 0 while they are being counted.</param>
/// <param name="Phase">What is being done: <c>fold</c>, <c>index</c>, <c>catch up</c>, <c>switch</c>, <c>done</c>.</param>
public sealed record RebuildProgress(long Events, long Total, string Phase);
