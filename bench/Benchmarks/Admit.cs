using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace CdViz.Bench.Benchmarks;

/// <summary>What checking an event costs, beside parsing its JSON alone.</summary>
internal sealed class Admit : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "admit";

    /// <inheritdoc/>
    public string About => "checking one event of 1 KB (admission with canonical digest) beside reading its JSON alone; BenchmarkDotNet, in process";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        progress("measuring");
        var summary = BenchmarkRunner.Run<AdmitCases>(ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(Math.Max(3, options.Rounds)))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "cdviz-bench")));

        var series = summary.Reports.Select(report => new Series(
            report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''), "ns",
            [.. report.AllMeasurements
                .Where(m => m is { IterationMode: IterationMode.Workload, IterationStage: IterationStage.Result })
                .Select(m => m.Nanoseconds / m.Operations)])
        {
            Details = new Dictionary<string, double> { ["allocated bytes"] = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0 },
        }).ToList();
        return new(Name, About, machine, series,
        [
            new("admission by JsonDocument", [series[2].Median / series[1].Median], null),
            new("admission by Utf8JsonReader", [series[2].Median / series[0].Median], null),
        ]);
    }
}

/// <summary>What is measured by <see cref="Admit"/>.</summary>
public class AdmitCases
{
    private readonly Admitter admitter = new();
    private readonly byte[] json;

    /// <summary>Takes one event.</summary>
    public AdmitCases()
    {
        json = new byte[EventTemplate.OfVersion(2).Length];
        EventTemplate.OfVersion(2).WriteJson(json, 1, 2);
    }

    /// <summary>Every token once.</summary>
    [Benchmark(Description = "Utf8JsonReader, all tokens")]
    public int Read()
    {
        var reader = new Utf8JsonReader(json);
        var tokens = 0;
        while (reader.Read())
        {
            tokens++;
        }

        return tokens;
    }

    /// <summary>A document to look into.</summary>
    [Benchmark(Description = "JsonDocument")]
    public JsonValueKind Parse()
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind;
    }

    /// <summary>All that is done before an event goes to the log.</summary>
    [Benchmark(Description = "admission")]
    public Admission Check() => admitter.Admit(json);
}
