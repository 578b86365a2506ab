using Npgsql;

namespace CdViz.Adapters.Projecting.Generations;

/// <summary>The connections over which the workers of a fill write.</summary>
internal sealed class FillTarget(Func<CancellationToken, ValueTask<NpgsqlConnection>> open, bool shared) : IAsyncDisposable
{
    // The transaction that says the fill is done waits for the disk, and with it all that was written before.
    private const string NoWaitForDiskSql = "set synchronous_commit = off";

    private readonly SemaphoreSlim gate = new(1, 1);
    private NpgsqlConnection? only;

    /// <summary>Each write on a connection and in a transaction of its own.</summary>
    public static FillTarget Separate(NpgsqlDataSource database) => new(ct => OpenAsync(database, ct), shared: false);

    /// <summary>All writes one after the other in one open transaction.</summary>
    public static FillTarget Within(NpgsqlConnection connection) => new(_ => ValueTask.FromResult(connection), shared: true);

    /// <summary>Whether all is written in one transaction, which ends with the first failure.</summary>
    public bool IsOneTransaction => shared;

    /// <summary>Writes some rows, in a transaction.</summary>
    public async Task WriteAsync(Func<NpgsqlConnection, Task> write, CancellationToken ct)
    {
        if (!shared)
        {
            await using var connection = await open(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await write(connection);
            await transaction.CommitAsync(ct);
            return;
        }

        await gate.WaitAsync(ct);
        try
        {
            await write(only ??= await open(ct));
        }
        finally
        {
            gate.Release();
        }
    }

    private static async ValueTask<NpgsqlConnection> OpenAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            await Sql.ExecuteAsync(connection, NoWaitForDiskSql, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        gate.Dispose();
        return ValueTask.CompletedTask;
    }
}
