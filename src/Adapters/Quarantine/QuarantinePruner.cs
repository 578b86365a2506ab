using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Quarantine;

/// <summary>
/// Drops entries of the quarantine that are beyond its limits, the oldest first, in small transactions. Where it is too large, those go first that are
/// in the log meanwhile, then those whose sender was told what is wrong, and last those that were accepted to be kept. One node at a time.
/// </summary>
/// <param name="dataSource">The database.</param>
/// <param name="limits">The limits.</param>
public sealed class QuarantinePruner(NpgsqlDataSource dataSource, QuarantineLimits limits)
{
    /// <summary>Key of the advisory lock a node holds while it drops entries.</summary>
    private const long Lock = 7_310_872_513;

    private static readonly (string State, bool ShortLived)[] Order = [("redriven", true), ("redriven", false), ("open", true), ("open", false)];

    /// <summary>Entries dropped in one transaction.</summary>
    public int BatchEntries { get; init; } = 500;

    /// <summary>Drops what is beyond the limits.</summary>
    /// <param name="dropped">Told of each transaction that is committed: entries by reason, and whether they were too old (else there were too many).</param>
    /// <param name="ct">Ends it between two transactions.</param>
    /// <returns>False when another node is doing it.</returns>
    public async Task<bool> RunAsync(Action<IReadOnlyDictionary<string, long>, bool> dropped, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dropped);
        await using var connection = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        if (await ScalarAsync(connection, "select pg_try_advisory_lock($1)", ct, Lock).ConfigureAwait(false) is not true)
        {
            return false;
        }

        try
        {
            await DropOldAsync(connection, dropped, ct).ConfigureAwait(false);
            await DropExcessAsync(connection, dropped, ct).ConfigureAwait(false);
        }
        finally
        {
            // A connection that broke has lost the lock with it.
            if (connection.FullState is System.Data.ConnectionState.Open)
            {
                await ScalarAsync(connection, "select pg_advisory_unlock($1)", CancellationToken.None, Lock).ConfigureAwait(false);
            }
        }

        return true;
    }

    private async Task DropOldAsync(NpgsqlConnection connection, Action<IReadOnlyDictionary<string, long>, bool> dropped, CancellationToken ct)
    {
        foreach (var (state, shortLived) in Order)
        {
            var keepFor = shortLived ? limits.KeepInvalidFor : limits.KeepFor;
            while (await DropAsync(connection, state, shortLived, keepFor, long.MaxValue, ct).ConfigureAwait(false) is { ByReason.Count: > 0 } some)
            {
                dropped(some.ByReason, true);
            }
        }
    }

    private async Task DropExcessAsync(NpgsqlConnection connection, Action<IReadOnlyDictionary<string, long>, bool> dropped, CancellationToken ct)
    {
        var excess = (long)(await ScalarAsync(connection, Bytes, ct).ConfigureAwait(false))! - limits.MaxBytes;
        foreach (var (state, shortLived) in Order)
        {
            while (excess > 0)
            {
                var (byReason, bytes) = await DropAsync(connection, state, shortLived, TimeSpan.Zero, excess, ct).ConfigureAwait(false);
                if (byReason.Count == 0)
                {
                    break;
                }

                dropped(byReason, false);
                excess -= bytes;
            }
        }
    }

    /// <summary>Drops the oldest entries not seen for <paramref name="unseen"/>, no more than it takes to have <paramref name="bytes"/> less.</summary>
    private async Task<(Dictionary<string, long> ByReason, long Bytes)> DropAsync(
        NpgsqlConnection connection, string state, bool shortLived, TimeSpan unseen, long bytes, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Drop, connection)
        {
            Parameters =
            {
                Sql.Value(state), Sql.Value(shortLived), new NpgsqlParameter { Value = unseen, NpgsqlDbType = NpgsqlDbType.Interval }, Sql.Value(BatchEntries),
                Sql.Value(bytes),
            },
        };
        var byReason = new Dictionary<string, long>(StringComparer.Ordinal);
        var gone = 0L;
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            var reason = reader.GetString(0);
            byReason[reason] = byReason.GetValueOrDefault(reason) + 1;
            gone += reader.GetInt64(1);
        }

        return (byReason, gone);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params long[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values.Select(Sql.Value).ToArray());
        return await command.ExecuteScalarAsync(ct).ConfigureAwait(false);
    }

    private const string Bytes = "select coalesce(sum(bytes), 0)::bigint from events.quarantine";

    // An entry that is just coming in again, or being driven again, is passed over.
    private const string Drop = """
        with oldest as materialized (
            select id, last_seen_at, bytes
            from events.quarantine
            where state = $1 and short_lived = $2 and last_seen_at < now() - $3
            order by last_seen_at, id
            limit $4
            for update skip locked
        ), chosen as (
            select id from (select id, sum(bytes) over (order by last_seen_at, id) - bytes as bytes_before from oldest) o where o.bytes_before < $5
        )
        delete from events.quarantine q
        using chosen c
        where c.id = q.id
        returning q.reason, q.bytes
        """;
}
