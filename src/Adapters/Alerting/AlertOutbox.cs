using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Alerting;

/// <summary>A message that is to be sent.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Alert">Name of the alert.</param>
/// <param name="Items">What it tells, the first of it.</param>
/// <param name="Count">How much there is.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="Silenced">Whether the alert is silenced.</param>
public sealed record DueMessage(long Id, string Alert, IReadOnlyList<AlertItem> Items, int Count, int Attempt, bool Silenced);

/// <summary>How an alert stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LookedAt">When it looked last; null where it never did.</param>
/// <param name="SilencedUntil">Until when it is silent; null where it is not.</param>
/// <param name="SilencedBy">Who silenced it.</param>
/// <param name="SilencedWhy">Why.</param>
/// <param name="Waiting">Messages that wait.</param>
/// <param name="Dead">Messages that could not be sent.</param>
/// <param name="SentAt">When one was sent last.</param>
/// <param name="Error">Why one could not be sent the last time; null since one was.</param>
public sealed record AlertState(
    string Name, DateTime? LookedAt, DateTime? SilencedUntil, string? SilencedBy, string? SilencedWhy, long Waiting, long Dead, DateTime? SentAt, string? Error);

/// <summary>The messages of alerts that are to be sent. A node takes one for a while; of a node that dies meanwhile another takes it over.</summary>
/// <param name="database">The database.</param>
public sealed class AlertOutbox(NpgsqlDataSource database)
{
    /// <summary>Takes the next message that is due.</summary>
    public async Task<DueMessage?> TakeAsync(TimeSpan lease, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Take);
        command.Parameters.Add(new() { Value = lease, NpgsqlDbType = NpgsqlDbType.Interval });
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        return await reader.ReadAsync(ct).ConfigureAwait(false)
            ? new(reader.GetInt64(0), reader.GetString(1), AlertItem.Read(reader.GetString(2)), reader.GetInt32(3), reader.GetInt32(4), reader.GetBoolean(5))
            : null;
    }

    /// <summary>It was sent.</summary>
    public Task SentAsync(long id, CancellationToken ct) =>
        ExecuteAsync("update events.alert_message set state = 'sent', sent_at = now(), taken_until = null, error = null where id = $1", ct, Sql.Value(id));

    /// <summary>It is not to be sent any more.</summary>
    public Task DropAsync(long id, bool silenced, string? error, CancellationToken ct) => ExecuteAsync(
        "update events.alert_message set state = $2, taken_until = null, error = $3 where id = $1", ct, Sql.Value(id), Sql.Text(silenced ? "silenced" : "dead"), Sql.Text(QuarantineText.Storable(error)));

    /// <summary>It is tried again later.</summary>
    /// <param name="id">The message.</param>
    /// <param name="due">When.</param>
    /// <param name="error">Why it could not be sent; null where that was not tried.</param>
    /// <param name="ct">Ends it.</param>
    public Task LaterAsync(long id, DateTimeOffset due, string? error, CancellationToken ct) => ExecuteAsync(
        "update events.alert_message set due_at = $2, taken_until = null, error = $3, attempts = attempts - case when $3::text is null then 1 else 0 end where id = $1", ct,
        Sql.Value(id), new() { Value = due.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz }, Sql.Text(QuarantineText.Storable(error)));

    /// <summary>Lets the messages of an alert that could not be sent wait again.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> RedriveAsync(string alert, CancellationToken ct) => await ExecuteAsync(
        "update events.alert_message set state = 'waiting', attempts = 0, due_at = now(), taken_until = null where alert = $1 and state = 'dead'", ct, Sql.Text(alert)).ConfigureAwait(false);

    /// <summary>Silences an alert, or ends that.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="until">Until when; null to end it.</param>
    /// <param name="by">Who.</param>
    /// <param name="why">Why.</param>
    /// <param name="ct">Ends it.</param>
    public Task SilenceAsync(string alert, DateTime? until, string? by, string? why, CancellationToken ct) => ExecuteAsync(
        Silence, ct, Sql.Text(alert), new() { Value = (object?)until ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }, Sql.Text(by), Sql.Text(QuarantineText.Storable(why)));

    /// <summary>How alerts stand.</summary>
    public async Task<IReadOnlyList<AlertState>> StatesAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        await using var command = database.CreateCommand(States);
        command.Parameters.Add(Sql.Array(names, NpgsqlDbType.Text));
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var states = new List<AlertState>();
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            states.Add(new(reader.GetString(0), Time(1), Time(2), Text(3), Text(4), reader.GetInt64(5), reader.GetInt64(6), Time(7), Text(8)));
        }

        return states;

        DateTime? Time(int column) => reader.IsDBNull(column) ? null : reader.GetDateTime(column);
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    private const string Take = """
        update events.alert_message m set taken_until = now() + $1, attempts = m.attempts + 1
        where m.id = (
            select id from events.alert_message
            where state = 'waiting' and due_at <= now() and (taken_until is null or taken_until < now())
            order by due_at, id limit 1 for update skip locked)
        returning m.id, m.alert, m.items, m.item_count, m.attempts,
            exists (select from events.alert a where a.name = m.alert and a.silenced_until > now())
        """;

    private const string Silence = """
        insert into events.alert (name, fingerprint, silenced_until, silenced_by, silenced_why) values ($1, '', $2, $3, $4)
        on conflict (name) do update set silenced_until = $2, silenced_by = $3, silenced_why = $4
        """;

    private const string States = """
        select n.name, a.looked_at, case when a.silenced_until > now() then a.silenced_until end, case when a.silenced_until > now() then a.silenced_by end,
               case when a.silenced_until > now() then a.silenced_why end,
               (select count(*) from events.alert_message m where m.alert = n.name and m.state = 'waiting'),
               (select count(*) from events.alert_message m where m.alert = n.name and m.state = 'dead'),
               (select max(m.sent_at) from events.alert_message m where m.alert = n.name),
               (select m.error from events.alert_message m where m.alert = n.name and m.state <> 'silenced' and m.attempts > 0 order by m.id desc limit 1)
        from unnest($1::text[]) with ordinality as n (name, place)
        left join events.alert a on a.name = n.name
        order by n.place
        """;
}
