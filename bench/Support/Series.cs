namespace CdViz.Bench.Support;

/// <summary>One thing that was measured several times.</summary>
/// <param name="Name">What.</param>
/// <param name="Unit">In what.</param>
/// <param name="Values">The measurements, in order.</param>
internal sealed record Series(string Name, string Unit, IReadOnlyList<double> Values)
{
    /// <summary>Half of the measurements are below.</summary>
    public double Median => Values.Order().ToList() is { Count: > 0 } sorted ? (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2 : double.NaN;

    /// <summary>The smallest.</summary>
    public double Least => Values.Min();

    /// <summary>The largest.</summary>
    public double Most => Values.Max();

    /// <summary>What else is known of it: quantiles of the answers, CPU time.</summary>
    public IReadOnlyDictionary<string, double> Details { get; init; } = new Dictionary<string, double>();
}

/// <summary>One thing in relation to another, both from the same run.</summary>
/// <param name="Name">What by what.</param>
/// <param name="Values">One for each round: both sides of it were measured within seconds of each other.</param>
/// <param name="Target">What it is to be at least, or null.</param>
internal sealed record Ratio(string Name, IReadOnlyList<double> Values, double? Target)
{
    /// <summary>Half of the rounds are below.</summary>
    public double Median => new Series(Name, "", Values).Median;

    /// <summary>The ratio of two series, round by round.</summary>
    public static Ratio Of(string name, Series what, Series by, double? target) => new(name, [.. what.Values.Zip(by.Values, (a, b) => a / b)], target);
}
