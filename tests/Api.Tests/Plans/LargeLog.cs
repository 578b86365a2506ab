using System.Net;
using CdViz.Api.Tests.Demo;
using CdViz.Support;
using Npgsql;

namespace CdViz.Api.Tests.Plans;

/// <summary>
/// A month of the demo company, and many more like it beside: each table of the log and of the live generations is filled with copies of its own rows, a few
/// hours apart, with keys of their own; but for the graph, whose walks read more or less by what is joined. What the copies say is not what projections would make of them; for plans that does not matter.
/// </summary>
public sealed class LargeLog : IAsyncLifetime
{
    private const int Events = 200_000;

    private TestApi? api;

    internal TestApi Api => api ?? throw new InvalidOperationException("The fixture is not initialised.");

    public NpgsqlDataSource Database => Api.Database.DataSource;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.StartAsync();
        var lines = Answers.Lines(DemoMonth.Of(7).Select(e => e.Event.Json));
        (await (await api.PostAsync(lines, "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK)).Whole("rejected").ShouldBe(0);
        await api.VisibleAsync();
        await Database.ExecuteAsync("analyze");
        var copies = (int)(Events / await Database.ScalarAsync<long>("select count(*) from events.mt_events"));
        await MultiplyAsync(await Database.ColumnAsync<string>(CopySql), copies);
        await Database.ExecuteAsync("analyze");
    }

    public async ValueTask DisposeAsync()
    {
        if (api is not null)
        {
            await api.DisposeAsync();
        }
    }

    /// <summary>All in one transaction with the progress of the projections: the daemon has nothing to do.</summary>
    private async Task MultiplyAsync(List<string> statements, int copies)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var statement in statements.Prepend("set local session_replication_role = replica").Append(ProgressSql))
        {
            await using var command = new NpgsqlCommand(statement.Replace(":copies", copies.ToString(), StringComparison.Ordinal), connection) { CommandTimeout = 300 };
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    private const string ProgressSql = "update events.mt_event_progression set last_seq_id = (select max(seq_id) from events.mt_events)";

    // What tells rows apart gets the number of the copy; times move back; words with few values stay as they are.
    private const string CopySql = """
        select format(
            'insert into %I.%I (%s) select %s from generate_series(1, :copies) n cross join %1$I.%2$I t',
            c.relnamespace::regnamespace, c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum),
            string_agg(case
                when a.atttypid = 'jsonb'::regtype and a.attname in ('data', 'payload') then $a$'{}'$a$
                when not distinguishes.it and a.atttypid in ('text'::regtype, 'varchar'::regtype, 'uuid'::regtype) then quote_ident(a.attname)
                when a.atttypid = 'uuid'::regtype then format('md5(%I::text || n)::uuid', a.attname)
                when a.atttypid in ('text'::regtype, 'varchar'::regtype) then format('%I || ''~'' || n', a.attname)
                when a.atttypid = 'bigint'::regtype and a.attname ~ 'position|seq_id' then format('%I + n * %s', a.attname, head.position)
                when a.atttypid = 'timestamptz'::regtype then format('%I - n * interval ''8 hours''', a.attname)
                else quote_ident(a.attname) end, ', ' order by a.attnum))
        from pg_class c
        cross join (select max(seq_id) as position from events.mt_events) head
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        left join pg_stats s on s.schemaname = c.relnamespace::regnamespace::text and s.tablename = c.relname and s.attname = a.attname
        cross join lateral (
            select coalesce(s.n_distinct < 0 or s.n_distinct > 200, false) or exists (
                select from pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any (i.indkey)) as it
        ) distinguishes
        where c.relkind = 'r' and (
            c.oid in ('events.mt_events'::regclass, 'events.mt_streams'::regclass)
            or c.relnamespace::regnamespace::text in (select schema_name from events.projection_generation where role = 'live' and projection <> 'graph'))
        group by c.oid, c.relname, c.relnamespace
        order by c.oid
        """;
}
