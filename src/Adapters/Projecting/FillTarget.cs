using Npgsql;

namespace CdViz.Adapters;

/// <summary>The connections over which the workers of a fill write.</summary>
internal sealed class FillTarget(Func<CancellationToken, ValueTask<NpgsqlConnection>> open, bool shared) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private NpgsqlConnection? only;

    /// <summary>Each write on a connection of its own, committed by itself.</summary>
    public static FillTarget Separate(NpgsqlDataSource database) => new(database.OpenConnectionAsync, shared: false);

    /// <summary>All writes one after the other in one open transaction.</summary>
    public static FillTarget Within(NpgsqlConnection connection) => new(_ => ValueTask.FromResult(connection), shared: true);

    /// <summary>Writes some rows.</summary>
    public async Task WriteAsync(Func<NpgsqlConnection, Task> write, CancellationToken ct)
    {
        if (!shared)
        {
            await using var connection = await open(ct);
            await write(connection);
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

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        gate.Dispose();
        return ValueTask.CompletedTask;
    }
}
