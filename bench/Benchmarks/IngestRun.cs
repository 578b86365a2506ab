namespace CdViz.Bench;

/// <summary>Takes the turns of <see cref="Ingest"/>.</summary>
internal sealed class IngestRun(
    BenchDatabase ours, BenchDatabase plain, ServerProcess server, DatabaseCpu database, LoadProcess load, double seconds, int events)
{
    /// <summary>Nobody inserts faster than this over any number of connections; so many streams are made beforehand.</summary>
    private const int MostInsertsPerSecond = 60_000;

    private long nextRun = 1;

    /// <summary>Takes one turn.</summary>
    /// <exception cref="InvalidOperationException">The server refused events.</exception>
    public async Task<Measurement> MeasureAsync(Step step, CancellationToken ct)
    {
        var http = step.Kind is "posts" or "lines";
        if (step.Kind is "inserts")
        {
            await MakeStreamsAsync(ct);
        }

        // What the turn before has left to write back must not fall into this one.
        await ours.CheckpointAsync(ct);
        var (serverBefore, databaseBefore) = (server.Cpu, database.Used());
        var result = await load.RunAsync(
            new(step.Kind, http ? server.Address : plain.ConnectionString, step.Connections, seconds, events, nextRun), ct);
        if (result.Failed > 0)
        {
            throw new InvalidOperationException($"{step.Name}: {result.Failed} events were refused.");
        }

        nextRun = result.LastRun + step.Connections + 1;
        return new(result, http ? server.Cpu - serverBefore : null, database.Used() - databaseBefore);
    }

    // A baseline that only inserts events needs the streams to be there.
    private Task MakeStreamsAsync(CancellationToken ct)
    {
        var last = nextRun + (long)(MostInsertsPerSecond * seconds / EventTemplate.All.Count);
        return StreamSeed.CreateAsync(plain, nextRun, last, ct);
    }
}
