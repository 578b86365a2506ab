using Npgsql;
using NpgsqlTypes;

namespace CdViz.Adapters.Alerting;

/// <summary>
/// Looks whether there is something to tell. What is seen and the message that tells it are written in one transaction, so that a restart neither repeats nor loses it;
/// of several nodes one looks at a time.
/// </summary>
/// <param name="database">The database.</param>
public sealed class AlertStore(NpgsqlDataSource database)
{
    private const int ItemsKept = 50;

    /// <summary>Looks for what an alert has not seen.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="now">Now.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>How much of it is told; null where another node looks.</returns>
    public async Task<int?> LookAsync(Alert alert, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(alert);
        await using var connection = await database.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(ct).ConfigureAwait(false);
        if (await BeginAsync(connection, alert, ct).ConfigureAwait(false) is not var (isNew, silenced))
        {
            return null;
        }

        if (alert.Rule is AlertRule.SourceSilent)
        {
            await Sql.ExecuteAsync(connection, Hear, ct, Sql.Text(alert.Name), Sql.Array(alert.Names.Distinct(), NpgsqlDbType.Text)).ConfigureAwait(false);
        }

        var found = await FindAsync(connection, alert, now, ct).ConfigureAwait(false);
        var fresh = alert.IsCondition ? await CompareAsync(connection, alert, found, now, ct).ConfigureAwait(false) : found;
        await NoteAsync(connection, alert, fresh, isNew ? "baseline" : silenced ? "silenced" : "told", ct).ConfigureAwait(false);
        if (fresh.Count > 0 && !isNew && !silenced)
        {
            await TellAsync(connection, alert, fresh, now, ct).ConfigureAwait(false);
        }

        await transaction.CommitAsync(ct).ConfigureAwait(false);
        return isNew || silenced ? 0 : fresh.Count;
    }

    /// <summary>Drops what is not needed any more: what was seen long ago, messages that were sent, what alerts knew that are gone from the settings.</summary>
    public async Task PruneAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct).ConfigureAwait(false);
        await Sql.ExecuteAsync(connection, Prune, ct, Sql.Array(names, NpgsqlDbType.Text)).ConfigureAwait(false);
    }

    private static async Task<(bool IsNew, bool Silenced)?> BeginAsync(NpgsqlConnection connection, Alert alert, CancellationToken ct)
    {
        await Sql.ExecuteAsync(connection, "insert into events.alert (name, fingerprint) values ($1, '') on conflict do nothing", ct, Sql.Text(alert.Name)).ConfigureAwait(false);
        await using var command = new NpgsqlCommand(Begin, connection) { Parameters = { Sql.Text(alert.Name), Sql.Text(alert.Fingerprint) } };
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        return await reader.ReadAsync(ct).ConfigureAwait(false) ? (reader.GetBoolean(0), reader.GetBoolean(1)) : null;
    }

    private static async Task<List<AlertItem>> FindAsync(NpgsqlConnection connection, Alert alert, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(AlertStatements.Of(alert.Rule), connection)
        {
            Parameters =
            {
                Sql.Text(alert.Name), new() { Value = (now - alert.NotOlderThan).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz }, Sql.Array(alert.Environments, NpgsqlDbType.Text),
                Sql.Array(alert.Services, NpgsqlDbType.Text), Sql.Array(alert.Names, NpgsqlDbType.Text), Sql.Array(alert.Branches, NpgsqlDbType.Text),
                Sql.Value(alert.Rule is AlertRule.FlakyTest ? alert.Above : alert.Longer.TotalSeconds), new() { Value = alert.Within, NpgsqlDbType = NpgsqlDbType.Interval },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var items = new List<AlertItem>();
        while (await reader.ReadAsync(ct).ConfigureAwait(false))
        {
            items.Add(new(reader.GetString(0), reader.GetDateTime(1), reader.GetString(2), AlertItem.FactsOf(reader.GetString(3))));
        }

        return items;
    }

    /// <summary>What has begun and what is over, of conditions that last.</summary>
    private static async Task<List<AlertItem>> CompareAsync(NpgsqlConnection connection, Alert alert, List<AlertItem> firing, DateTimeOffset now, CancellationToken ct)
    {
        var open = new Dictionary<string, AlertItem>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand("select key, at, facts from events.alert_seen where alert = $1 and is_open", connection) { Parameters = { Sql.Text(alert.Name) } })
        {
            await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            while (await reader.ReadAsync(ct).ConfigureAwait(false))
            {
                open[reader.GetString(0)] = new(reader.GetString(0), reader.GetDateTime(1), "firing", AlertItem.FactsOf(reader.GetString(2)));
            }
        }

        var keys = firing.Select(item => item.Key).ToHashSet(StringComparer.Ordinal);
        var over = open.Values.Where(item => !keys.Contains(item.Key)).ToList();
        await Sql.ExecuteAsync(
            connection, "delete from events.alert_seen where alert = $1 and key = any ($2)", ct, Sql.Text(alert.Name), Sql.Array(over.Select(item => item.Key), NpgsqlDbType.Text))
            .ConfigureAwait(false);
        return [.. firing.Where(item => !open.ContainsKey(item.Key)), .. over.Select(item => item with { State = "resolved", At = now.UtcDateTime })];
    }

    private static async Task NoteAsync(NpgsqlConnection connection, Alert alert, List<AlertItem> items, string state, CancellationToken ct)
    {
        var noted = alert.IsCondition ? items.FindAll(item => item.State is not "resolved") : items;
        if (noted.Count > 0)
        {
            await Sql.ExecuteAsync(
                connection, Note, ct, Sql.Text(alert.Name), Sql.Array(noted.Select(item => item.Key), NpgsqlDbType.Text), Sql.Array(noted.Select(item => item.At), NpgsqlDbType.TimestampTz),
                Sql.Array(noted.Select(item => System.Text.Json.JsonSerializer.Serialize(item.Facts)), NpgsqlDbType.Jsonb), Sql.Text(state), Sql.Value(alert.IsCondition)).ConfigureAwait(false);
        }
    }

    /// <summary>Adds to the message that is being gathered, or begins one.</summary>
    private static async Task TellAsync(NpgsqlConnection connection, Alert alert, List<AlertItem> items, DateTimeOffset now, CancellationToken ct) => await Sql.ExecuteAsync(
        connection, Tell, ct, Sql.Text(alert.Name), new() { Value = AlertItem.Write(items.Take(ItemsKept)), NpgsqlDbType = NpgsqlDbType.Jsonb }, Sql.Value(items.Count),
        new() { Value = (now + alert.Group).UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz }, Sql.Value(ItemsKept)).ConfigureAwait(false);

    private const string Begin = """
        with mine as (select name, fingerprint, silenced_until from events.alert where name = $1 for update skip locked)
        update events.alert a set fingerprint = $2, looked_at = now()
        from mine where a.name = mine.name
        returning mine.fingerprint <> $2, coalesce(mine.silenced_until > now(), false)
        """;

    // From where it was heard up to the last time; who is new counts as heard now. So much of the log at a time.
    private const string Hear = """
        with place as (select position from events.alert where name = $1),
        page as (
            select e.seq_id, e.timestamp, e.user_name, e.headers ->> 'source' as source
            from events.mt_events e, place
            where e.seq_id > case when place.position < 0 then (select coalesce(max(seq_id), 0) from events.mt_events) else place.position end
            order by e.seq_id limit 50000),
        heard as (
            insert into events.alert_heard (alert, pattern, heard_at)
            select $1, p, coalesce((select max(timestamp) from page where page.user_name like cdviz.like_pattern(p) or page.source like cdviz.like_pattern(p)), now())
            from unnest($2::text[]) p
            where not exists (select from events.alert_heard h where h.alert = $1 and h.pattern = p)
                or exists (select from page where page.user_name like cdviz.like_pattern(p) or page.source like cdviz.like_pattern(p))
            on conflict (alert, pattern) do update set heard_at = greatest(events.alert_heard.heard_at, excluded.heard_at))
        update events.alert a set position = coalesce((select max(seq_id) from page), nullif(a.position, -1), (select max(seq_id) from events.mt_events), 0)
        where a.name = $1
        """;

    private const string Note = """
        insert into events.alert_seen (alert, key, at, facts, state, is_open)
        select $1, n.key, n.at, n.facts, $5, $6 from unnest($2::text[], $3::timestamptz[], $4::jsonb[]) as n (key, at, facts)
        on conflict (alert, key) do nothing
        """;

    private const string Tell = """
        with gathered as (
            update events.alert_message m
            set items = m.items || (
                    select coalesce(jsonb_agg(i.item order by i.n), '[]') from jsonb_array_elements($2) with ordinality as i (item, n) where i.n <= $5 - jsonb_array_length(m.items)),
                item_count = m.item_count + $3
            where m.id = (
                select id from events.alert_message
                where alert = $1 and state = 'waiting' and attempts = 0 and taken_until is null order by id desc limit 1 for update skip locked)
            returning m.id)
        insert into events.alert_message (alert, due_at, items, item_count)
        select $1, $4, $2, $3 where not exists (select from gathered)
        """;

    private const string Prune = """
        with seen as (
            delete from events.alert_seen where (not is_open and seen_at < now() - interval '30 days') or (alert <> all ($1) and seen_at < now() - interval '1 day')),
        heard as (delete from events.alert_heard where alert <> all ($1)),
        known as (delete from events.alert where name <> all ($1) and looked_at < now() - interval '1 day')
        delete from events.alert_message
        where (state <> 'waiting' and created_at < now() - interval '30 days') or (state <> 'waiting' and id <= (select max(id) from events.alert_message) - 10000)
        """;
}
