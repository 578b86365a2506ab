using Npgsql;

namespace CdViz.Adapters.Projecting;

/// <summary>Waits for projections to reach a position. One per process: while anybody waits, one query asks for all of them.</summary>
/// <param name="database">The database.</param>
public sealed class ProgressWatch(NpgsqlDataSource database)
{
    private const string AskSql = """
        select g.projection, p.last_seq_id, g.stopped_reason
        from events.projection_generation g
        join events.mt_event_progression p on p.name = g.progress_name
        where g.role = 'live'
        """;

    private const string BehindSql = """
        select g.projection, oldest.timestamp, p.last_seq_id
        from events.projection_generation g
        join events.mt_event_progression p on p.name = g.progress_name
        join events.mt_events oldest on oldest.seq_id = p.last_seq_id + 1
        where g.role = 'live' and (g.stopped_at is not null or oldest.timestamp < clock_timestamp() - $1)
        """;

    /// <summary>An event that has waited for longer makes the rows stale; most are in them after milliseconds.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    /// <summary>So long it is believed who is behind.</summary>
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(3);

    private readonly Lock gate = new();
    private Task<IReadOnlyDictionary<string, Progress>>? asking;
    private Task<IReadOnlyDictionary<string, Stale>>? behind;
    private long behindAt;

    /// <summary>Waits until the rows that are shown contain all events up to a position, or the projection is stopped, or the time is up.</summary>
    /// <param name="projection">Name of the projection.</param>
    /// <param name="position">The position to wait for.</param>
    /// <param name="atMost">How long.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>How far it is then.</returns>
    /// <exception cref="UnknownProjectionException">The projection has no live generation.</exception>
    public async Task<Progress> WaitAsync(string projection, long position, TimeSpan atMost, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var progress = (await AskAsync().WaitAsync(ct)).TryGetValue(projection, out var found)
                ? found
                : throw new UnknownProjectionException($"There is no projection '{projection}'.");
            if (progress.Position >= position || progress.StoppedReason is not null || TimeProvider.System.GetElapsedTime(began) >= atMost)
            {
                return progress;
            }

            await Task.Delay(Between, ct);
        }
    }

    /// <summary>What the rows of a projection lack, when it is stopped or late by more than seconds; null when it is not. As of a second ago at most.</summary>
    public async Task<Stale?> StaleAsync(string projection, CancellationToken ct)
    {
        Task<IReadOnlyDictionary<string, Stale>> known;
        lock (gate)
        {
            if (behind is null || behind.IsFaulted || (behind.IsCompleted && TimeProvider.System.GetElapsedTime(behindAt) > Holds))
            {
                (behind, behindAt) = (Task.Run(BehindAsync), TimeProvider.System.GetTimestamp());
            }

            known = behind;
        }

        return (await known.WaitAsync(ct)).GetValueOrDefault(projection);
    }

    private async Task<IReadOnlyDictionary<string, Stale>> BehindAsync()
    {
        var all = new Dictionary<string, Stale>(StringComparer.Ordinal);
        await using var command = database.CreateCommand(BehindSql);
        command.Parameters.Add(Sql.Value(Late));
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            all.Add(reader.GetString(0), new(reader.GetDateTime(1), reader.GetInt64(2)));
        }

        return all;
    }

    /// <summary>The answer to a question that is asked after this call, shared by all who call before it is asked.</summary>
    private Task<IReadOnlyDictionary<string, Progress>> AskAsync()
    {
        lock (gate)
        {
            return asking ??= Task.Run(AskNowAsync);
        }
    }

    private async Task<IReadOnlyDictionary<string, Progress>> AskNowAsync()
    {
        lock (gate)
        {
            asking = null;
        }

        var all = new Dictionary<string, Progress>(StringComparer.Ordinal);
        await using var command = database.CreateCommand(AskSql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            all.Add(reader.GetString(0), new(reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2)));
        }

        return all;
    }
}

/// <summary>How far a projection is.</summary>
/// <param name="Position">Its rows contain all events up to here.</param>
/// <param name="StoppedReason">Why it goes no further, or null.</param>
public readonly record struct Progress(long Position, string? StoppedReason);

/// <summary>What the rows of a projection lack.</summary>
/// <param name="Since">When the first event was recorded that is not in them, UTC.</param>
/// <param name="Position">They contain all events up to here.</param>
public sealed record Stale(DateTime Since, long Position);
