using Npgsql;

namespace CdViz.Bench.Faults;

/// <summary>A reader that follows the log and asks only for what lies above the last position it has seen.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private const string Next = "select seq_id from events.mt_events where seq_id > $1 order by seq_id";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly NpgsqlDataSource database;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task following;

    private Follower(NpgsqlDataSource database)
    {
        this.database = database;
        following = Task.Run(FollowAsync);
    }

    /// <summary>The positions that it has seen.</summary>
    public HashSet<long> Seen { get; } = [];

    /// <summary>The last of them.</summary>
    public long Position { get; private set; }

    /// <summary>Starts at the beginning.</summary>
    public static Follower Start(NpgsqlDataSource database) => new(database);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await following;
        stopping.Dispose();
    }

    private async Task FollowAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await LookAsync();
            }
            catch (NpgsqlException)
            {
                // The database is away.
            }

            await Task.Delay(Pause);
        }
    }

    private async Task LookAsync()
    {
        await using var command = database.CreateCommand(Next);
        command.Parameters.Add(new() { Value = Position });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            Position = reader.GetInt64(0);
            Seen.Add(Position);
        }
    }
}
