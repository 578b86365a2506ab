using Npgsql;

namespace CdViz.Adapters.Quarantine;

/// <summary>What the quarantine holds for one reason in one state.</summary>
/// <param name="Reason">One of <see cref="QuarantineReason"/>.</param>
/// <param name="State"><c>open</c> or <c>redriven</c>.</param>
/// <param name="Entries">How many entries.</param>
/// <param name="Bytes">Bytes of their bodies, messages, errors and headers.</param>
/// <param name="OldestSeconds">Seconds since the oldest was last seen.</param>
public sealed record QuarantineTotal(string Reason, string State, long Entries, long Bytes, double OldestSeconds)
{
    /// <summary>All reasons and states of which there is anything.</summary>
    public static async Task<IReadOnlyList<QuarantineTotal>> AllAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        await using var command = dataSource.CreateCommand(Totals);
        var totals = new List<QuarantineTotal>();
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            totals.Add(new QuarantineTotal(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetDouble(4)));
        }

        return totals;
    }

    private const string Totals = """
        select reason, state, count(*), sum(bytes)::bigint, greatest(extract(epoch from now() - min(last_seen_at)), 0)::float8
        from events.quarantine
        group by reason, state
        order by reason, state
        """;
}
