using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Roles;

/// <summary>Tries, as each role, everything that the catalog lists.</summary>
public sealed class The_roles(The_roles.Provisioned db) : IClassFixture<The_roles.Provisioned>
{
    private const string Collector = "cdviz_collector";
    private const string Reader = "cdviz_reader";

    // PostgreSQL shows its own catalogs to everybody, and TimescaleDB what it knows of tables; neither holds rows of ours.
    private const string Relations = """
        select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'v', 'p', 'm', 'f', 'S') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
        order by 1
        """;

    private const string Callable = """
        select n.nspname || '.' || p.proname
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where has_function_privilege(p.oid, 'execute') and has_schema_privilege(n.oid, 'usage')
        """;

    [Fact]
    public async Task let_the_reader_read_schema_cdviz_and_nothing_else()
    {
        var relations = await db.DataSource.ColumnAsync<string>(Relations);
        relations.Count(name => name.StartsWith("cdviz.", StringComparison.Ordinal)).ShouldBeGreaterThan(5);
        foreach (var relation in relations)
        {
            var state = await TryAsync(Reader, $"select * from {relation} limit 1");
            state.ShouldBe(relation.StartsWith("cdviz.", StringComparison.Ordinal) ? null : PostgresErrorCodes.InsufficientPrivilege, relation);
        }
    }

    [Fact]
    public async Task let_the_collector_read_nothing()
    {
        foreach (var relation in await db.DataSource.ColumnAsync<string>(Relations))
        {
            (await TryAsync(Collector, $"select * from {relation} limit 1")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege, relation);
        }
    }

    [Theory]
    [InlineData(Reader)]
    [InlineData(Collector)]
    public async Task let_neither_change_a_relation(string role)
    {
        foreach (var relation in await db.DataSource.ColumnAsync<string>(Relations))
        {
            foreach (var change in (string[])["insert into {0} default values", "delete from {0}", "truncate {0}", "drop table {0}", "lock table {0} in share mode"])
            {
                var state = await TryAsync(role, string.Format(System.Globalization.CultureInfo.InvariantCulture, change, relation));
                // Of a view or a sequence PostgreSQL says at once that it is none; then nothing was changed either.
                state.ShouldBeOneOf([PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.WrongObjectType, PostgresErrorCodes.ObjectNotInPrerequisiteState],
                    $"{change} {relation}");
            }
        }
    }

    [Theory]
    [InlineData(Reader)]
    [InlineData(Collector)]
    public async Task let_neither_make_anything_nor_take_the_locks_of_others(string role)
    {
        string[] forbidden =
        [
            "create temporary table t (n int)", "create table public.t (n int)", "create table cdviz.t (n int)", "create schema mine", "create view cdviz.v as select 1",
            "create function public.f() returns int language sql as 'select 1'", "select lo_create(0)", "select lo_from_bytea(0, '')",
            "select pg_advisory_xact_lock(7310872512)", "select pg_try_advisory_lock(1)", "select pg_advisory_lock_shared(1, 2)",
            "select add_job('cdviz.store_cdevent', interval '1 hour')", "select drop_chunks('cdviz.cdevents_lake', interval '1 day')",
            "select timescaledb_pre_restore()", "alter role cdviz_reader superuser", "set role cdviz", "copy (select 1) to program 'true'",
            "create role somebody", "alter default privileges grant all on tables to public", "comment on schema cdviz is 'mine'",
        ];
        foreach (var statement in forbidden)
        {
            // PostgreSQL allows it for what the role itself will make, which is nothing.
            var allowed = statement.StartsWith("alter default", StringComparison.Ordinal);
            (await TryAsync(role, statement)).ShouldBe(allowed ? null : PostgresErrorCodes.InsufficientPrivilege, statement);
        }
    }

    [Fact]
    public async Task let_the_collector_call_store_cdevent_and_no_other_function_of_ours()
    {
        var ours = await RowsAsync(Collector, $"{Callable} and n.nspname in ('cdviz', 'events')");

        ours.ShouldBe(["cdviz.store_cdevent", "cdviz.store_cdevents"], ignoreOrder: true);
        (await TryAsync(Collector, "call cdviz.store_cdevent('{}')")).ShouldBeNull();
        (await TryAsync(Collector, "call cdviz.store_cdevents('{}')")).ShouldBeNull();
        (await TryAsync(Collector, "call cdviz.apply_retention('93 days')")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await TryAsync(Reader, "call cdviz.store_cdevent('{}')")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData(Reader)]
    [InlineData(Collector)]
    public async Task let_neither_call_what_may_change_something(string role)
    {
        // What PostgreSQL itself has looks after itself, but for what the test above tries; trigger functions can't be called.
        var writing = await RowsAsync(role, $"""
            {Callable} and p.provolatile = 'v' and n.nspname not in ('pg_catalog', 'information_schema')
            and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
            """);

        writing.Where(name => name is not ("cdviz.store_cdevent" or "cdviz.store_cdevents") && !Asks(name)).ShouldBeEmpty();

        // They ask how large a table is, or fill gaps in a query.
        static bool Asks(string name) => name.EndsWith("_size", StringComparison.Ordinal)
            || name is "public.time_bucket_gapfill" or "public.locf" or "public.interpolate" or "public.approximate_row_count";
    }

    [Fact]
    public async Task let_the_reader_use_what_dashboards_ask_TimescaleDB_for() =>
        (await TryAsync(Reader, "select time_bucket('1 hour', timestamp), last(subject, timestamp) from cdviz.cdevents_lake group by 1")).ShouldBeNull();

    [Fact]
    public async Task give_the_owner_the_schema_and_the_door() =>
        (await db.DataSource.ColumnAsync<string>(
            "select nspowner::regrole::text from pg_namespace where nspname = 'cdviz' union all select proowner::regrole::text from pg_proc where proname = 'store_cdevent'"))
            .ShouldBe(["cdviz", "cdviz"]);

    [Fact]
    public async Task have_no_login_and_no_password() =>
        (await db.DataSource.ColumnAsync<bool>(
            "select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls from pg_roles where rolname in ('cdviz', 'cdviz_collector', 'cdviz_reader')"))
            .ShouldBe([false, false, false]);

    private async Task<string?> TryAsync(string role, string statement)
    {
        await using var connection = await db.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await Adapters.Sql.ExecuteAsync(connection, $"set local session authorization {role}", Ct);
        try
        {
            await Adapters.Sql.ExecuteAsync(connection, statement, Ct);
            return null;
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }

    private async Task<List<string>> RowsAsync(string role, string query)
    {
        await using var connection = await db.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await Adapters.Sql.ExecuteAsync(connection, $"set local session authorization {role}", Ct);
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>A database that is migrated itself, as rights on a database are not copied with it, and has all projections.</summary>
    public sealed class Provisioned : IAsyncLifetime
    {
        private TestDatabase? database;

        public NpgsqlDataSource DataSource => database!.DataSource;

        public async ValueTask InitializeAsync()
        {
            database = await TestDatabase.CreateEmptyAsync();
            await Migrations.ApplyAsync(database.DataSource, Ct);
            await new ProjectionEngine(database.DataSource, ProjectionCatalogue.All).ProvisionAsync(Ct);
        }

        public ValueTask DisposeAsync() => database?.DisposeAsync() ?? default;
    }
}
