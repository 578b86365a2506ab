using System.Text;
using CdViz.Api.Demo.Sending;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Bench.Faults;

/// <summary>The SQL door, as cdviz-db's collector uses it.</summary>
internal sealed class SqlDoor(NpgsqlDataSource database, Ledger ledger) : IDoor
{
    /// <inheritdoc/>
    public async Task<bool> SendAsync(DemoEvent[] some)
    {
        await using var command = database.CreateCommand("call cdviz.store_cdevent($1)");
        command.Parameters.Add(new() { Value = Encoding.UTF8.GetString(some[0].Json.Span), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync();
        ledger.Acknowledge("sql", some[0], null);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
