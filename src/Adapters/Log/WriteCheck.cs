using Microsoft.Extensions.Logging;
using Npgsql;

namespace CdViz.Adapters.Log;

/// <summary>
/// Says whether events can be recorded: by the last batch that was written, or, where there was none for a while, by writing a few rows to see. Whoever asks
/// meanwhile waits for the same answer, so that asking costs little however often it is done.
/// </summary>
/// <param name="database">Where it writes.</param>
/// <param name="appender">Knows the last batch.</param>
/// <param name="time">The time.</param>
/// <param name="logger">Where it tells why not.</param>
public sealed class WriteCheck(NpgsqlDataSource database, Appender appender, TimeProvider time, ILogger<WriteCheck> logger)
{
    private const string WriteSql = "select events.check_write()";

    /// <summary>So long it is believed that it works, when nothing else is written; what is written says sooner that it does not.</summary>
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(1);

    /// <summary>So long it is believed that it does not, and so long a try may take.</summary>
    private static readonly TimeSpan Bad = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Task<bool> trying = Task.FromResult(true);
    private LastWrite? tried;

    /// <summary>Whether what is sent now could be recorded.</summary>
    public Task<bool> WorksAsync(CancellationToken ct)
    {
        lock (gate)
        {
            if (appender.IsAway)
            {
                return Task.FromResult(false);
            }

            var last = appender.Last is { } batch && batch.At > (tried?.At ?? 0) ? batch : tried;
            if (last is not null && time.GetElapsedTime(last.At) < (last.Worked ? Good : Bad))
            {
                return Task.FromResult(last.Worked);
            }

            if (trying.IsCompleted)
            {
                trying = TryAsync();
            }

            return trying.WaitAsync(ct);
        }
    }

    private async Task<bool> TryAsync()
    {
        await Task.Yield();
        var works = false;
        try
        {
            await using var command = database.CreateCommand(WriteSql);
            command.CommandTimeout = (int)Bad.TotalSeconds;
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            works = true;
        }
        catch (Exception e)
        {
            logger.LogWarning("Nothing can be written to the database: {Reason}", e.Message);
        }

        lock (gate)
        {
            tried = new(works, time.GetTimestamp());
        }

        return works;
    }
}

/// <summary>How the last write went.</summary>
/// <param name="Worked">Whether it was committed.</param>
/// <param name="At">When it ended, a timestamp of the time provider.</param>
internal sealed record LastWrite(bool Worked, long At);
