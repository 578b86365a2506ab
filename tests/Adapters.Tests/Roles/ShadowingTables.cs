using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Roles;

/// <summary>
/// The attack by temporary tables: by the name of every table there is, somebody makes a view that notes as whom it is read, and calls every function that may be called. A
/// function that runs with its owner's rights and looks for a table in the caller's temporary schema reads the view as the owner.
/// </summary>
internal static class ShadowingTables
{
    /// <summary>Tries it.</summary>
    /// <param name="database">The database, as a superuser.</param>
    /// <param name="role">As whom.</param>
    /// <returns>Whose rights could be had; null for nobody's.</returns>
    public static async Task<string?> RanAsAsync(NpgsqlDataSource database, string role)
    {
        var names = await database.ColumnAsync<string>(TablesSql);
        var calls = await database.RowsAsync(CallsSql, row => (Call: row.GetString(0), Procedure: row.GetBoolean(1)), role);
        names.Count.ShouldBeGreaterThan(20);
        calls.Count.ShouldBeGreaterThan(0);
        await using var connection = await database.OpenConnectionAsync(Ct);
        foreach (var statement in (string[])[$"set session authorization {role}", "set default_transaction_read_only = off", SpySql, .. names])
        {
            await Adapters.Sql.ExecuteAsync(connection, statement, Ct);
        }

        var answered = 0;
        foreach (var (call, procedure) in calls)
        {
            try
            {
                await Adapters.Sql.ExecuteAsync(connection, procedure ? $"call {call}" : $"select * from {call}", Ct);
                answered++;
            }
            catch (PostgresException)
            {
                // Not with these arguments.
            }
        }

        answered.ShouldBeGreaterThan(0);
        await using var caught = new NpgsqlCommand("select nullif(current_setting('spy.ran_as', true), '')", connection);
        return await caught.ExecuteScalarAsync(Ct) as string;
    }

    private const string SpySql = """
        create function pg_temp.spy() returns boolean language plpgsql as $$
        begin
            if current_user <> session_user then
                perform set_config('spy.ran_as', current_user, false);
            end if;
            return true;
        end
        $$
        """;

    // A view by the name of every table there is, with its columns, that notes as whom it is read.
    private const string TablesSql = """
        select format('create or replace temporary view %I as select %s where pg_temp.spy()', c.relname,
            string_agg(format('null::%s as %I', format_type(a.atttypid, a.atttypmod), a.attname), ', ' order by a.attnum))
        from (
            select distinct on (c.relname) c.oid, c.relname from pg_class c
            where c.relkind in ('r', 'p', 'v') and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema|_?timescaledb)'
            order by c.relname, c.relnamespace::regnamespace::text = 'cdviz') c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        group by c.relname
        """;

    // Every routine of ours that the role may call, with arguments that mean something.
    private const string CallsSql = """
        select format('%s(%s)', p.oid::regproc, (
                select string_agg(
                    case t::regtype::text
                        when 'bigint' then '1000000' when 'integer' then '1' when 'jsonb' then '''{}''' when 'boolean' then 'true'
                        when 'timestamp with time zone' then '''2026-03-02T09:00:00Z''' when 'uuid' then 'gen_random_uuid()' when 'text' then '''day''' when 'character varying' then '''day'''
                        else format('null::%s', t::regtype) end, ', ' order by n)
                from unnest(p.proargtypes) with ordinality a (t, n))),
            p.prokind = 'p'
        from pg_proc p
        where p.pronamespace in ('cdviz'::regnamespace, 'events'::regnamespace) and p.prorettype <> 'trigger'::regtype
          and has_function_privilege($1, p.oid, 'execute') and has_schema_privilege($1, p.pronamespace, 'usage')
        """;
}
