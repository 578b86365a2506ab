using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Subscribing;

/// <summary>Seals secrets of subscriptions that lie in the database as they are, or with a key that is to go.</summary>
public static class SubscriptionSecrets
{
    private const string MadeSql = "select name, definition::text from events.subscription where definition is not null";

    // What others have changed meanwhile, they have sealed.
    private const string SealSql = "update events.subscription set definition = $3, shown = $4 where name = $1 and definition = $2 and (definition, shown) is distinct from ($3, $4)";

    /// <summary>Seals them, and hides in what is shown what this version hides.</summary>
    /// <returns>Names of the subscriptions whose secrets still lie there as they are, because there is no key, or can't be opened.</returns>
    public static async Task<IReadOnlyList<string>> SealAsync(NpgsqlDataSource database, SecretBox box, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(box);
        List<string> open = [];
        foreach (var (name, json) in await MadeAsync(database, ct).ConfigureAwait(false))
        {
            if (SubscriptionDefinition.Stored(json, name) is not { } definition)
            {
                continue;
            }

            try
            {
                var opened = definition.Opened(box);
                await using var command = database.CreateCommand(SealSql);
                command.Parameters.AddRange((NpgsqlParameter[])[Sql.Value(name), Json(json), Json(Text(definition.Sealed(box))), Json(Text(opened.Shown()))]);
                await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
                if (!box.CanSeal && SinkSecrets.Open(opened.Sink).Count > 0)
                {
                    open.Add(name);
                }
            }
            catch (SecretException)
            {
                open.Add(name);
            }
        }

        return open;
    }

    private static async Task<List<(string Name, string Json)>> MadeAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(MadeSql);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        List<(string, string)> all = [];
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            all.Add((reader.GetString(0), reader.GetString(1)));
        }

        return all;
    }

    private static string Text(SubscriptionDefinition definition) => JsonSerializer.Serialize(definition, SubscriptionDefinition.Json);

    private static NpgsqlParameter Json(string json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
