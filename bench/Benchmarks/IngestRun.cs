namespace CdViz.Bench.Benchmarks;

/// <summary>Takes the turns of <see cref="Ingest"/>.</summary>
internal sealed class IngestRun(
    BenchDatabase ours, BenchDatabase plain, ServerProcess projecting, ServerProcess alone, DatabaseCpu database, LoadProcess load, double seconds, int events)
{
    /// <summary>Nobody inserts faster than this over any number of connections; so many streams are made beforehand.</summary>
    private const int MostInsertsPerSecond = 50_000;

    private long nextRun = 1;

    // Runs whose streams are made beforehand have numbers of their own; what one turn leaves is for the next.
    private long nextPrepared = 1_000_000_000;
    private long lastPrepared = 1_000_000_000 - 1;

    /// <summary>Takes one turn.</summary>
    /// <exception cref="InvalidOperationException">The server refused events.</exception>
    public async Task<Measurement> MeasureAsync(Step step, CancellationToken ct)
    {
        var http = step.Kind is "posts" or "lines";
        var prepared = step.Kind is "inserts";
        var server = step.IsAlone ? alone : projecting;
        if (prepared)
        {
            await MakeStreamsAsync(ct);
        }

        // What the turn before has left to apply and to write back must not fall into this one.
        await AppliedAsync(ct);
        await ours.CheckpointAsync(ct);
        var (serverBefore, databaseBefore) = (server.Cpu, database.Used());
        var result = await load.RunAsync(
            new(step.Kind, http ? server.Address : plain.ConnectionString, step.Connections, seconds, events, prepared ? nextPrepared : nextRun), ct);
        if (result.Failed > 0)
        {
            throw new InvalidOperationException($"{step.Name}: {result.Failed} events were refused.");
        }

        (nextRun, nextPrepared) = prepared ? (nextRun, result.LastRun + step.Connections + 1) : (result.LastRun + step.Connections + 1, nextPrepared);
        return new(result, http ? server.Cpu - serverBefore : null, database.Used() - databaseBefore);
    }

    /// <summary>Waits until the daemon has applied all that was posted.</summary>
    private async Task AppliedAsync(CancellationToken ct)
    {
        while (!await ours.AskAsync<bool>(
            """
            select coalesce((select max(seq_id) from events.mt_events), 0) <= min(p.last_seq_id)
            from events.mt_event_progression p join events.projection_generation g on g.progress_name = p.name
            where g.role = 'live'
            """, ct))
        {
            await Task.Delay(20, ct);
        }
    }

    // A baseline that only inserts events needs the streams to be there.
    private async Task MakeStreamsAsync(CancellationToken ct)
    {
        var last = nextPrepared + (long)(MostInsertsPerSecond * seconds / EventTemplate.All.Count);
        await StreamSeed.CreateAsync(plain, lastPrepared + 1, last, ct);
        lastPrepared = Math.Max(lastPrepared, last);
    }
}
