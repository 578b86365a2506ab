using System.Diagnostics;

namespace CdViz.Bench.Load;

/// <summary>Times that were waited for an answer.</summary>
internal sealed class Latencies
{
    private readonly List<long> ticks = new(4_096);

    /// <summary>How many there are.</summary>
    public int Count => ticks.Count;

    /// <summary>Adds one, in ticks of <see cref="Stopwatch"/>.</summary>
    public void Add(long waited) => ticks.Add(waited);

    /// <summary>Adds those of another.</summary>
    public void Add(Latencies other) => ticks.AddRange(other.ticks);

    /// <summary>A quantile in milliseconds; null when there is none.</summary>
    public double? Quantile(double at)
    {
        if (ticks.Count == 0)
        {
            return null;
        }

        ticks.Sort();
        return ticks[Math.Min(ticks.Count - 1, (int)(ticks.Count * at))] * 1_000.0 / Stopwatch.Frequency;
    }
}
