using System.Globalization;
using System.Net;
using Npgsql;

namespace CdViz.Api.Tests.Plans;

/// <summary>
/// A month of the demo company, and many more like it beside: each table of the log and of the live generations is filled with copies of its own rows, a few
/// hours apart, with keys of their own; in the graph what many deliveries share is shared by the copies too. What the copies say is not what projections would make of them; for plans that does not matter.
/// </summary>
public sealed class LargeLog : IAsyncLifetime
{
    // A million takes two minutes to make on a quiet machine; docs/performance.md says what came out.
    private static readonly int Events = int.Parse(Environment.GetEnvironmentVariable("CDVIZ_TEST_PLAN_EVENTS") ?? "200000", CultureInfo.InvariantCulture);

    private TestApi? api;

    internal TestApi Api => api ?? throw new InvalidOperationException("The fixture is not initialised.");

    public NpgsqlDataSource Database => Api.Database.DataSource;

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.ListenAsync();
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
            await using var command = new NpgsqlCommand(statement.Replace(":copies", copies.ToString(), StringComparison.Ordinal), connection) { CommandTimeout = 900 };
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    private const string ProgressSql = "update events.mt_event_progression set last_seq_id = (select max(seq_id) from events.mt_events)";

    // What tells rows apart gets the number of the copy; times move back; words with few values stay as they are.
    private const string CopySql = """
        select format(
            'insert into %I.%I (%s) select %s from generate_series(1, :copies) n cross join %1$I.%2$I t' || case when of_graph.it then ' on conflict do nothing' else '' end,
            c.relnamespace::regnamespace, c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum),
            string_agg(case
                when a.atttypid = 'jsonb'::regtype and a.attname in ('data', 'payload') then $a$'{}'$a$
                when of_graph.it and (a.attname ~ '^(node|from|to|service|environment|artifact)_key$' or a.attname = 'node_id') then format(
                    'case when %s ~ %L then %I else %3$I || ''~'' || n end', case a.attname when 'node_id' then 'node_key' else a.attname end,
                    '^(service|environment|repository|branch|testcase|testsuite|unknown)[|]|^artifact[|][^@]*$', a.attname)
                when of_graph.it and a.attname ~ '^(context_id|context_key|chain_key|source_context|target_context|source_event_id|subject_id)$' then format('%I || ''~'' || n', a.attname)
                when a.attname = 'valid_to' then format(
                    '%s - n * interval ''8 hours''', case c.relname when 'graph_edge' then $a$case when valid_from is not null then coalesce(valid_to, '2026-07-15') end$a$
                                                        else $a$coalesce(valid_to, '2026-07-15')$a$ end)
                when of_graph.it and a.atttypid = 'text'::regtype or not distinguishes.it and a.atttypid in ('text'::regtype, 'varchar'::regtype, 'uuid'::regtype) then quote_ident(a.attname)
                when a.atttypid = 'uuid'::regtype then format('md5(%I::text || n)::uuid', a.attname)
                when a.atttypid in ('text'::regtype, 'varchar'::regtype) then format('%I || ''~'' || n', a.attname)
                when a.atttypid = 'bigint'::regtype and a.attname ~ 'position|seq_id' then format('%I + n * %s', a.attname, head.position)
                when a.atttypid = 'timestamptz'::regtype then format('%I - n * interval ''8 hours''', a.attname)
                else quote_ident(a.attname) end, ', ' order by a.attnum))
        from pg_class c
        cross join (select max(seq_id) as position from events.mt_events) head
        cross join lateral (select c.relname ~ '^graph_' as it) of_graph
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        left join pg_stats s on s.schemaname = c.relnamespace::regnamespace::text and s.tablename = c.relname and s.attname = a.attname
        cross join lateral (
            select coalesce(s.n_distinct < 0 or s.n_distinct > 200, false) or exists (
                select from pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any (i.indkey)) as it
        ) distinguishes
        where c.relkind = 'r' and (
            c.oid in ('events.mt_events'::regclass, 'events.mt_streams'::regclass)
            or c.relnamespace::regnamespace::text in (select schema_name from events.projection_generation where role = 'live'))
        group by c.oid, c.relname, c.relnamespace, of_graph.it
        order by c.oid
        """;
}
