using Npgsql;
using NpgsqlTypes;
using Sdk = CloudNative.CloudEvents;

namespace CdViz.Adapters.Inbox;

/// <summary>Keeps CloudEvents of others as they came, each source and id once.</summary>
/// <param name="dataSource">The database.</param>
public sealed class CloudEventRaw(NpgsqlDataSource dataSource)
{
    /// <summary>Keeps them.</summary>
    public async Task KeepAsync(IReadOnlyList<(InboxEntry Entry, IReadOnlyList<Sdk.CloudEvent> Events)> all, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(all);
        var rows = all.SelectMany(one => one.Events.Select(e => (one.Entry, Event: e))).ToList();
        if (rows.Count is 0)
        {
            return;
        }

        try
        {
            await AddAsync(rows, dataAsBytes: false, ct).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (!DatabaseAway.Is(fault))
        {
            // Some have data that are JSON, but not such that PostgreSQL can hold: a number without end.
            await AddAsync(rows, dataAsBytes: true, ct).ConfigureAwait(false);
        }
    }

    private async Task AddAsync(List<(InboxEntry Entry, Sdk.CloudEvent Event)> rows, bool dataAsBytes, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(Add);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            Texts(row => row.Event.Source!.OriginalString), Texts(row => row.Event.Id), Sql.Array(rows.Select(row => row.Entry.Number), NpgsqlDbType.Bigint),
            Sql.Array(rows.Select(row => row.Entry.ReceivedAt), NpgsqlDbType.TimestampTz), Texts(row => row.Event.Type), Texts(row => row.Event.Subject),
            Sql.Array(rows.Select(row => row.Event.Time?.UtcDateTime), NpgsqlDbType.TimestampTz),
            Sql.Array(rows.Select(row => ForeignCloudEvents.ToJson(row.Event, dataAsBytes)), NpgsqlDbType.Jsonb),
        ]);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);

        NpgsqlParameter Texts(Func<(InboxEntry Entry, Sdk.CloudEvent Event), string?> text) => Sql.Array(rows.Select(row => QuarantineText.Storable(text(row))), NpgsqlDbType.Text);
    }

    private const string Add = """
        insert into cdviz.cloudevent_raw (source, event_id, inbox_id, received_at, type, subject, time, event)
        select distinct on (e.source, e.event_id) e.*
        from unnest($1, $2, $3, $4, $5, $6, $7, $8) e (source, event_id, inbox_id, received_at, type, subject, time, event)
        order by e.source, e.event_id, e.inbox_id
        on conflict do nothing
        """;
}
