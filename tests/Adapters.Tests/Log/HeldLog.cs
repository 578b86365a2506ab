using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Log;

/// <summary>Holds the append lock, so that an append stops in the middle until it is released.</summary>
internal sealed class HeldLog : IAsyncDisposable
{
    private readonly NpgsqlDataSource dataSource;
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private HeldLog(NpgsqlDataSource dataSource, NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.dataSource, this.connection, this.transaction) = (dataSource, connection, transaction);

    public static async Task<HeldLog> HoldAsync(NpgsqlDataSource dataSource)
    {
        // An appender opens its connection in the background, and takes the lock for a moment when it does.
        await Until(
            async () => await dataSource.ScalarAsync<long>(
                "select count(*) from pg_stat_activity where application_name = 'cdviz appender' and datname = current_database() and state = 'idle'") > 0,
            "an appender to be connected");
        var connection = await dataSource.OpenConnectionAsync(Ct);
        var transaction = await connection.BeginTransactionAsync(Ct);
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(7310872512)", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return new HeldLog(dataSource, connection, transaction);
    }

    /// <summary>Waits until an append is being held up.</summary>
    public Task WaitForAppendAsync() => Until(
        async () => await dataSource.ScalarAsync<long>(
            "select count(*) from pg_stat_activity where application_name = 'cdviz appender' and datname = current_database() and wait_event = 'advisory'") > 0,
        "an append to wait for the lock");

    public ValueTask ReleaseAsync() => new(transaction.RollbackAsync(Ct));

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
