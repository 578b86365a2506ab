using Npgsql;
using NpgsqlTypes;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

/// <summary>Stores events as cdviz-collector does, and waits until they are taken.</summary>
internal static class SqlDoor
{
    public static Task StoreAsync(this NpgsqlDataSource database, params IEnumerable<AdmittedEvent> events) =>
        database.StoreTextAsync(events.Select(e => e.Text()));

    public static async Task StoreTextAsync(this NpgsqlDataSource database, params IEnumerable<string> events)
    {
        await using var connection = await database.OpenConnectionAsync(Ct);
        foreach (var json in events)
        {
            await StoreAsync(connection, json);
        }
    }

    /// <summary>One call, in whatever transaction the connection has.</summary>
    public static async Task StoreAsync(NpgsqlConnection connection, string json)
    {
        await using var call = new NpgsqlCommand("call cdviz.store_cdevent($1)", connection)
        {
            Parameters = { new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb } },
        };
        await call.ExecuteNonQueryAsync(Ct);
    }

    public static Task TakenAsync(this NpgsqlDataSource database) => WaitFor.TrueAsync(
        async () => await database.ScalarAsync<long>("select count(*) from events.inbox where state = 'waiting'") == 0, "the inbox is empty");

    public static Task<long> EventsAsync(this NpgsqlDataSource database) => database.ScalarAsync<long>("select count(*) from events.mt_events");

    public static Task<long> LastEntryAsync(this NpgsqlDataSource database) => database.ScalarAsync<long>("select max(id) from events.inbox");
}
