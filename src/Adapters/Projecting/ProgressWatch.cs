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

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(3);

    private readonly Lock gate = new();
    private Task<IReadOnlyDictionary<string, Progress>>? asking;

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
