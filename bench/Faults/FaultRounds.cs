using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace CdViz.Bench.Faults;

/// <summary>
/// Two nodes on one database, and events by every door meanwhile. In each round a node is killed, or both are; in every fourth the database is; in every eighth, from the fifth
/// on, its disk is full for a while. What was acknowledged has to be there afterwards, once.
/// </summary>
internal sealed class FaultRounds : IBenchmark
{
    /// <summary>Its name on the command line.</summary>
    public const string Command = "faults";

    private const int Seed = 15;

    /// <summary>Events that are acknowledged before the next fault.</summary>
    private const int Between = 300;

    private const long DiskBytes = 3L * 1024 * 1024 * 1024;

    /// <summary>So long the disk is full at least.</summary>
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => Command;

    /// <inheritdoc/>
    public string About => $"servers and the database killed, and its disk filled, under mixed load (seed {Seed})";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        if (!OwnPostgres.IsPossible)
        {
            throw new InvalidOperationException("faults crashes a PostgreSQL of its own: it needs root on Debian or Ubuntu, and './cdviz db' to have been there once.");
        }

        progress("making a database, and a broker");
        await using var postgres = await OwnPostgres.StartOnAsync(DiskBytes);
        await using var broker = RabbitMqServer.IsPossible ? new RabbitMqServer() : null;
        await (broker?.StartAsync() ?? Task.CompletedTask);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await Migrations.ApplyAsync(database, ct);
        await using var nodes = await Nodes.StartAsync(postgres.ConnectionString, broker is null ? [] : QueueDoor.Settings(broker), ct);
        var ledger = new Ledger();
        await using var mixed = await MixedLoad.StartAsync(nodes, database, broker, ledger, Seed);
        await using var follower = Follower.Start(database);
        var (random, counts) = (new Random(Seed), new FaultCounts());
        for (var round = 1; round <= options.Rounds; round++)
        {
            await MoreAsync(ledger, counts, mixed);
            await Task.Delay(random.Next(500), ct);
            progress($"round {round} of {options.Rounds}: {await StrikeAsync(round, postgres, nodes, counts, ct)}; {ledger.Acknowledged} events acknowledged");
        }

        await MoreAsync(ledger, counts, mixed);
        progress("waiting until all is in the log");
        await mixed.EndAsync();
        var findings = await Findings.LookAsync(database, ledger, broker, follower, counts, ct);
        progress("comparing every projection with a rebuild");
        findings = findings with { Differing = await Verification.RunAsync(postgres.ConnectionString, ct) };
        return new(Name, About, await Machine.LookAsync(database, TimeProvider.System, ct), findings.Series, []) { Wrong = findings.Wrong };
    }

    private static Task MoreAsync(Ledger ledger, FaultCounts counts, MixedLoad mixed)
    {
        var enough = ledger.Acknowledged + Between;
        return WaitFor.TrueAsync(
            () => Task.FromResult(mixed.HasEnded || ledger.Acknowledged >= enough),
            () => string.Create(CultureInfo.InvariantCulture, $"events are acknowledged again after {counts.Servers} kills of servers and {counts.Databases} of the database"));
    }

    private static async Task<string> StrikeAsync(int round, OwnPostgres postgres, Nodes nodes, FaultCounts counts, CancellationToken ct)
    {
        if (round % 8 == 5)
        {
            counts.Disks++;
            counts.NotReady += await FillAsync(postgres, nodes, ct);
            return "the disk, full";
        }

        if (round % 4 == 0)
        {
            var signal = round % 8 == 0 ? "QUIT" : "KILL";
            counts.Databases++;
            await postgres.CrashAsync(signal);
            await postgres.StartAgainAsync();
            return $"the database, by {signal}";
        }

        int[] struck = round % 8 == 6 ? [0, 1] : [round % 2];
        counts.Servers += struck.Length;
        await nodes.KillAsync(struck, ct);
        return struck.Length == 1 ? $"node {struck[0]}" : "both nodes";
    }

    /// <summary>Has no room on the disk for a while.</summary>
    /// <returns>How many nodes said that they are not ready.</returns>
    private static async Task<int> FillAsync(OwnPostgres postgres, Nodes nodes, CancellationToken ct)
    {
        await postgres.Disk!.FillAsync();
        var until = Stopwatch.GetTimestamp() + (long)(Full.TotalSeconds * Stopwatch.Frequency);
        HashSet<string> notReady = [];
        while (Stopwatch.GetTimestamp() < until || (notReady.Count == 0 && Stopwatch.GetTimestamp() < until + (30 * Stopwatch.Frequency)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
            await postgres.Disk.FillAsync();
            foreach (var address in await nodes.NotReadyAsync(ct))
            {
                notReady.Add(address);
            }
        }

        postgres.Disk.Free();
        // It may have ended when it could not write its log.
        await postgres.StartAgainAsync();
        return notReady.Count;
    }
}

/// <summary>How many were struck.</summary>
internal sealed class FaultCounts
{
    /// <summary>Processes of servers.</summary>
    public int Servers { get; set; }

    /// <summary>Times the database was killed.</summary>
    public int Databases { get; set; }

    /// <summary>Times its disk was full.</summary>
    public int Disks { get; set; }

    /// <summary>Nodes that said while it was that they are not ready.</summary>
    public int NotReady { get; set; }
}
