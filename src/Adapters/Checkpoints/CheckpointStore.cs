using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Checkpoints;

/// <summary>Remembers how far sources that are asked have come, and which node asks them.</summary>
/// <param name="dataSource">The database.</param>
public sealed class CheckpointStore(NpgsqlDataSource dataSource)
{
    /// <summary>The right to ask a source, which one node has at a time; null where another has it.</summary>
    public async Task<IAsyncDisposable?> TryLockAsync(string source, CancellationToken ct) => await ProjectionLock.TryAsync(dataSource, $":source:{source}", ct).ConfigureAwait(false);

    /// <summary>What was taken of each thing of a source.</summary>
    public async Task<Dictionary<string, string>> AllAsync(string source, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select item, state from events.source_checkpoint where source = $1 and item <> ''");
        command.Parameters.Add(Sql.Value(source));
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            all[reader.GetString(0)] = reader.GetString(1);
        }

        return all;
    }

    /// <summary>Notes what was taken of a thing.</summary>
    public async Task SaveAsync(string source, string item, string state, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Save);
        command.Parameters.AddRange((NpgsqlParameter[])[Sql.Value(source), Sql.Value(item), Sql.Value(state)]);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Forgets things that are not there any more.</summary>
    public async Task ForgetAsync(string source, IReadOnlyList<string> items, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count > 0)
        {
            await using var command = dataSource.CreateCommand("delete from events.source_checkpoint where source = $1 and item = any ($2)");
            command.Parameters.AddRange((NpgsqlParameter[])[Sql.Value(source), Sql.Array(items, NpgsqlDbType.Text)]);
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
        }
    }

    /// <summary>How long ago the source was asked last, by whichever node; null for never.</summary>
    public async Task<TimeSpan?> AgeAsync(string source, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select clock_timestamp() - updated_at from events.source_checkpoint where source = $1 and item = ''");
        command.Parameters.Add(Sql.Value(source));
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false) as TimeSpan?;
    }

    private const string Save = """
        insert into events.source_checkpoint as c (source, item, state) values ($1, $2, $3)
        on conflict (source, item) do update set state = excluded.state, updated_at = now()
        """;
}
