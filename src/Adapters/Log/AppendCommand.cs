using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters;

/// <summary>The call of <c>events.append</c>, prepared once for a connection.</summary>
internal sealed class AppendCommand : IAsyncDisposable
{
    private const string Text =
        """select ord, status, "position", version, recorded_at from events.append($1, $2, $3, $4, $5, $6, $7, $8)""";

    private readonly NpgsqlCommand command;
    private readonly NpgsqlParameter<Guid[]> ids = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, TypedValue = [] };
    private readonly NpgsqlParameter<string[]> streams = Texts();
    private readonly NpgsqlParameter<string[]> types = Texts();
    private readonly NpgsqlParameter<string[]> dotNetTypes = Texts();
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>[]> data = Jsons();
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>[]> headers = Jsons();
    private readonly NpgsqlParameter<string?[]> chains = Texts()!;
    private readonly NpgsqlParameter<string?[]> senders = Texts()!;

    private AppendCommand(NpgsqlConnection connection, TimeSpan timeout) => command = new NpgsqlCommand(Text, connection)
    {
        CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds),
        Parameters = { ids, streams, types, dotNetTypes, data, headers, chains, senders },
    };

    public static async Task<AppendCommand> PrepareAsync(NpgsqlConnection connection, TimeSpan timeout, CancellationToken ct)
    {
        var append = new AppendCommand(connection, timeout);
        await append.command.PrepareAsync(ct).ConfigureAwait(false);
        return append;
    }

    /// <summary>Appends a batch. Outside a transaction it is committed when this returns.</summary>
    public async Task<AppendOutcome[]> ExecuteAsync(ReadOnlyMemory<AppendItem> batch)
    {
        Fill(batch.Span);
        var outcomes = new AppendOutcome[batch.Length];
        var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                outcomes[reader.GetInt32(0) - 1] = Outcome(reader);
            }

            // The rows come before the commit; its failure comes here.
            await reader.NextResultAsync().ConfigureAwait(false);
        }

        return Array.IndexOf(outcomes, null) < 0 ? outcomes : throw new InvalidOperationException("events.append left an event without an answer.");
    }

    public ValueTask DisposeAsync() => command.DisposeAsync();

    private static AppendOutcome Outcome(NpgsqlDataReader reader) => reader.GetString(1) switch
    {
        "appended" => new AppendOutcome.Appended(reader.GetInt64(2), reader.GetInt64(3), reader.GetDateTime(4)),
        "duplicate" => new AppendOutcome.Duplicate(reader.GetInt64(2), reader.GetInt64(3), reader.GetDateTime(4)),
        "conflict" => new AppendOutcome.Conflict(reader.GetInt64(2)),
        var other => throw new InvalidOperationException($"events.append answered '{other}'."),
    };

    private void Fill(ReadOnlySpan<AppendItem> batch)
    {
        var count = batch.Length;
        (ids.TypedValue, streams.TypedValue, types.TypedValue, dotNetTypes.TypedValue) = (new Guid[count], new string[count], new string[count], new string[count]);
        (data.TypedValue, headers.TypedValue) = (new ReadOnlyMemory<byte>[count], new ReadOnlyMemory<byte>[count]);
        (chains.TypedValue, senders.TypedValue) = (new string?[count], new string?[count]);
        for (var i = 0; i < count; i++)
        {
            var item = batch[i];
            var e = item.Event;
            ids.TypedValue[i] = e.Id;
            streams.TypedValue[i] = item.Stream;
            types.TypedValue[i] = e.Type.Alias;
            dotNetTypes.TypedValue[i] = e.Type.DotNetType;
            data.TypedValue[i] = e.Json;
            headers.TypedValue[i] = item.Headers;
            chains.TypedValue[i] = e.ChainId;
            senders.TypedValue[i] = item.Sender;
        }
    }

    private static NpgsqlParameter<string[]> Texts() => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, TypedValue = [] };

    private static NpgsqlParameter<ReadOnlyMemory<byte>[]> Jsons() => new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb, TypedValue = [] };
}
