namespace CdViz.Bench.Benchmarks;

/// <summary>How much is done.</summary>
/// <param name="Rounds">How often each measurement is taken.</param>
/// <param name="Seconds">How long each measurement of a time takes.</param>
/// <param name="Events">How many events each measurement of a size takes; null for the benchmark's own number.</param>
internal sealed record BenchOptions(int Rounds, double Seconds, int? Events);

/// <summary>A benchmark.</summary>
internal interface IBenchmark
{
    /// <summary>Its name on the command line and of its file.</summary>
    string Name { get; }

    /// <summary>What it does, in a sentence.</summary>
    string About { get; }

    /// <summary>Runs it.</summary>
    Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct);
}
