using System.Diagnostics;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>Rests as long as it works, in turns too short to be felt: for work in the background on the processors that answer people meanwhile.</summary>
internal sealed class Breather
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(50);

    private long since = Stopwatch.GetTimestamp();

    /// <summary>Called between two small pieces of the work. Rests when a turn is over.</summary>
    public ValueTask RestAsync(CancellationToken ct) => Stopwatch.GetElapsedTime(since) is var worked && worked < Turn
        ? ValueTask.CompletedTask
        : new(RestAsync(worked, ct));

    private async Task RestAsync(TimeSpan worked, CancellationToken ct)
    {
        await Task.Delay(worked < LongestRest ? worked : LongestRest, ct);
        since = Stopwatch.GetTimestamp();
    }
}
