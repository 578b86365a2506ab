using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Log;

/// <summary>
/// The look at the log that begins a batch, in one round trip: takes the lock of the appends, which the transaction holds to its end; asks which of the events
/// are there already; and asks for the time at which the batch is recorded.
/// </summary>
internal sealed class BatchLook : IAsyncDisposable
{
    private readonly NpgsqlBatch batch;
    private readonly NpgsqlParameter<Guid[]> ids = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid, TypedValue = [] };

    private BatchLook(NpgsqlConnection connection, TimeSpan timeout) => batch = new NpgsqlBatch(connection)
    {
        Timeout = (int)Math.Ceiling(timeout.TotalSeconds),
        // The lock is a statement of its own, so that those after it see all that was committed before.
        BatchCommands = { new(LogSql.HoldAppends), new(Begin), new(Known) { Parameters = { ids } } },
    };

    public static async Task<BatchLook> PrepareAsync(NpgsqlConnection connection, TimeSpan timeout, CancellationToken ct)
    {
        var look = new BatchLook(connection, timeout);
        await look.batch.PrepareAsync(ct).ConfigureAwait(false);
        return look;
    }

    /// <summary>Says what is to be done with each event of a batch, in the transaction that is open on the connection.</summary>
    public async Task<BatchPlan> PlanAsync(ReadOnlyMemory<AppendItem> items, CancellationToken ct)
    {
        ids.TypedValue = Ids(items.Span);
        var reader = await batch.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.NextResultAsync(ct).ConfigureAwait(false);
            await reader.ReadAsync(ct).ConfigureAwait(false);
            var plan = new BatchPlan(reader.GetInt64(0), reader.GetDateTime(1));
            await reader.NextResultAsync(ct).ConfigureAwait(false);
            while (await reader.ReadAsync(ct).ConfigureAwait(false))
            {
                plan.Found(reader.GetGuid(0), new(reader.GetInt64(1), reader.GetInt64(2), reader.GetDateTime(3), reader.GetString(4)));
            }

            plan.Add(items.Span);
            return plan;
        }
    }

    public ValueTask DisposeAsync() => batch.DisposeAsync();

    private static Guid[] Ids(ReadOnlySpan<AppendItem> items)
    {
        var ids = new Guid[items.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = items[i].Event.Id;
        }

        return ids;
    }

    private const string Begin = "select head, recorded from events.begin_batch()";

    private const string Known = """
        select e.id, e.seq_id, e.version, e.timestamp, coalesce(e.headers ->> 'digest', '') from events.mt_events e where e.id = any ($1)
        """;
}
