using Npgsql;

namespace CdViz.Bench.Faults;

/// <summary>What is in the log afterwards, beside what was acknowledged.</summary>
internal sealed record Findings(IReadOnlyList<(string Name, double Value)> Done, IReadOnlyList<(string Name, long Value)> Counted)
{
    private const string EventsSql = "select headers ->> 'source', headers ->> 'contextId', seq_id from events.mt_events";
    private const string HolesSql = "select coalesce(max(seq_id), 0) - count(*) from events.mt_events";

    private const string HoleSql = """
        select format('positions %s to %s are holes: %s came at %s by %s, %s at %s by %s', before + 1, seq_id - 1, before, before_at, before_door, seq_id, timestamp, door)
        from (
            select seq_id, timestamp, headers ->> 'door' as door,
                   lag(seq_id) over w as before, lag(timestamp) over w as before_at, lag(headers ->> 'door') over w as before_door
            from events.mt_events
            window w as (order by seq_id)
        ) e
        where seq_id > before + 1
        order by seq_id
        """;

    private const string LateSql = """
        select format('position %s, at %s by %s, xmin %s, came below what a reader had seen; %s', e.seq_id, e.timestamp, e.headers ->> 'door', e.xmin,
            (select string_agg(format('%s at %s xmin %s', n.seq_id, n.timestamp, n.xmin), ', ' order by n.seq_id) from events.mt_events n where n.seq_id between e.seq_id - 3 and e.seq_id + 3))
        from events.mt_events e where e.seq_id = any ($1) order by e.seq_id limit 10
        """;

    private const string QuarantinedSql = "select count(*) from events.quarantine";
    private const string WaitingSql = "select count(*) from events.inbox where state = 'waiting'";

    /// <summary>Projections whose rows a rebuild does not give.</summary>
    public IReadOnlyList<string> Differing { get; init; } = [];

    /// <summary>What is known of what is wrong.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>All numbers.</summary>
    public IReadOnlyList<Series> Series =>
    [
        .. Done.Select(one => new Series(one.Name, "", [one.Value])), .. Counted.Select(one => new Series(one.Name, "", [one.Value])),
        new("projections that differ from a rebuild", "", [Differing.Count]),
    ];

    /// <summary>What has to be 0 and is not.</summary>
    public IReadOnlyList<string> Wrong =>
        [.. Counted.Where(one => one.Value != 0).Select(one => $"{one.Name}: {one.Value}"), .. Differing, .. Details];

    /// <summary>Waits until nothing is under way any more, and looks.</summary>
    public static async Task<Findings> LookAsync(
        NpgsqlDataSource database, Ledger ledger, RabbitMqServer? broker, Follower follower, FaultCounts faults, CancellationToken ct)
    {
        await WaitFor.TrueAsync(
            async () => await AskAsync(database, WaitingSql, ct) == 0 && (broker is null || (await broker.LookAsync(QueueDoor.Queue)).MessageCount == 0), "inbox and queue are empty");
        // What a node has taken from the queue is not counted by the queue.
        await WaitForAsync(async () => Missing(ledger, await EventsAsync(database, ct)) == 0);
        var stored = await EventsAsync(database, ct);
        await WaitForAsync(() => Task.FromResult(follower.Position >= stored.Values.SelectMany(places => places).Max()));
        var late = stored.Values.SelectMany(places => places).Where(place => !follower.Seen.Contains(place)).ToArray();
        return new(
            [
                ("servers killed", faults.Servers), ("database killed", faults.Databases), ("disk full", faults.Disks),
                ("nodes that said they are not ready meanwhile", faults.NotReady), ("acknowledged", ledger.Acknowledged),
                .. ledger.ByDoor.OrderBy(door => door.Key, StringComparer.Ordinal).Select(door => ($"acknowledged by {door.Key}", (double)door.Value)),
                ("sent again for want of an answer", ledger.Again), ("events in the log", stored.Sum(one => one.Value.Count)),
            ],
            [
                ("lost: acknowledged and not in the log", Missing(ledger, stored)),
                ("doubled: in the log more than once", stored.Count(one => one.Value.Count > 1)),
                ("moved: not where the answer said", ledger.Events.Count(e => e.Value is { } place && stored.TryGetValue(e.Key, out var at) && !at.Contains(place))),
                ("holes in the positions", await AskAsync(database, HolesSql, ct)),
                ("came below what a reader had seen", late.Length),
                ("quarantined", await AskAsync(database, QuarantinedSql, ct)),
                ("unexpected answers", ledger.Unexpected.Count),
            ])
        {
            Details = [.. ledger.Unexpected.Distinct().Take(10), .. await LinesAsync(database, HoleSql, ct), .. await LinesAsync(database, LateSql, ct, new NpgsqlParameter { Value = late })],
        };
    }

    private static int Missing(Ledger ledger, Dictionary<(string Source, string Id), List<long>> stored) => ledger.Events.Keys.Count(key => !stored.ContainsKey(key));

    private static async Task<Dictionary<(string Source, string Id), List<long>>> EventsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var stored = new Dictionary<(string Source, string Id), List<long>>();
        await using var command = database.CreateCommand(EventsSql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var key = (reader.GetString(0), reader.GetString(1));
            (stored.TryGetValue(key, out var places) ? places : stored[key] = []).Add(reader.GetInt64(2));
        }

        return stored;
    }

    private static async Task<long> AskAsync(NpgsqlDataSource database, string sql, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<List<string>> LinesAsync(NpgsqlDataSource database, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> lines = [];
        while (await reader.ReadAsync(ct))
        {
            lines.Add(reader.GetString(0));
        }

        return lines;
    }

    /// <summary>What does not come is a finding.</summary>
    private static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        try
        {
            await WaitFor.TrueAsync(condition, "");
        }
        catch (TimeoutException)
        {
            // It is counted.
        }
    }
}
