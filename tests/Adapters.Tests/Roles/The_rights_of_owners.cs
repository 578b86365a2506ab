using Npgsql;
using static CdViz.Adapters.Tests.Log.Logs;

namespace CdViz.Adapters.Tests.Roles;

/// <summary>Whether somebody who may only read, or only store, can have something run with the rights of the owner: also after a dump was restored.</summary>
public sealed class The_rights_of_owners(The_rights_of_owners.Restored db) : IClassFixture<The_rights_of_owners.Restored>
{
    private const string DefinersSql = """
        select p.oid::regprocedure::text from pg_proc p
        where p.prosecdef and p.pronamespace::regnamespace::text !~ '^(pg_|information_schema|_timescaledb)'
        order by 1
        """;

    // TimescaleDB's own triggers keep rows out of the root of a hypertable.
    private const string TriggersSql = """
        select t.tgrelid::regclass || ' ' || t.tgname from pg_trigger t
        where not t.tgisinternal and t.tgfoid::regproc::text !~ '^_timescaledb'
        """;

    // Of functions that run as their owner or are called by such: where do they look for a table?
    private const string PathsSql = """
        select p.oid::regprocedure::text || ' ' || coalesce((select c from unnest(p.proconfig) c where c like 'search_path=%'), 'none')
        from pg_proc p
        where (p.prosecdef or exists (select from unnest(p.proconfig) c where c like 'search_path=%'))
          and p.pronamespace::regnamespace::text !~ '^(pg_|information_schema|_timescaledb)'
          and not exists (select from unnest(p.proconfig) c where c ~ '^search_path=(.*, *)?"?pg_temp"?$')
        """;

    // Functions that run as their owner, and those in the schemas that these look into: which look into schema public as well?
    private const string PublicSql = """
        select p.oid::regprocedure::text
        from pg_proc p, unnest(p.proconfig) c
        where c ~ '^search_path=.*\mpublic\M'
          and (p.prosecdef or exists (
              select from pg_proc d, unnest(d.proconfig) dc where d.prosecdef and dc like 'search_path=%' and dc ~ ('\m' || p.pronamespace::regnamespace || '\M')))
        """;

    public static TheoryData<string, bool> Attempts => new()
    {
        { "cdviz_reader", false },
        { "cdviz_reader", true },
        { "cdviz_collector", false },
        { "cdviz_collector", true },
    };

    [Fact]
    public async Task are_lent_by_these_functions_and_by_no_trigger()
    {
        (await db.Live.DataSource.ColumnAsync<string>(DefinersSql)).ShouldBe(
        [
            "cdviz.dora_candidate_known(bigint)", "cdviz.dora_candidate_then(bigint)", "cdviz.dora_change_known(bigint)", "cdviz.dora_deployment_known(bigint)",
            "cdviz.dora_deployment_then(bigint)", "cdviz.dora_incident_known(bigint)", "cdviz.dora_incident_then(bigint)",
            "cdviz.position_at(timestamp with time zone)", "cdviz.position_of(uuid)", "cdviz.store_cdevent(jsonb)",
            "cdviz.store_cdevents(jsonb[])",
            "events.settle()",
        ]);
        (await db.Live.DataSource.ColumnAsync<string>(TriggersSql)).ShouldBeEmpty();
    }

    [Fact]
    public async Task are_used_where_a_temporary_table_is_looked_for_last()
    {
        (await db.Live.DataSource.ColumnAsync<string>(PathsSql)).ShouldBeEmpty();
        (await db.Copy.DataSource.ColumnAsync<string>(PathsSql)).ShouldBeEmpty();
    }

    [Fact]
    public async Task are_used_where_nothing_of_somebody_elses_is_looked_for()
    {
        (await db.Live.DataSource.ColumnAsync<string>(PublicSql)).ShouldBeEmpty();
        (await db.Live.DataSource.ScalarAsync<long>("select count(*) from cdviz.dora_deployment_known(1000)")).ShouldBe(2);
    }

    [Fact]
    public async Task are_mended_in_a_database_of_an_earlier_version()
    {
        await using var copy = await db.RestoreAsync();
        await copy.DataSource.ExecuteAsync("alter routine cdviz.dora_deployment_known(bigint) set search_path = delivery_g2, public");
        (await copy.DataSource.ColumnAsync<string>(PathsSql)).ShouldNotBeEmpty();

        await copy.DataSource.ExecuteAsync(Migration.All.Single(migration => migration.Name == "0080_search_paths.sql").Text);

        (await copy.DataSource.ColumnAsync<string>(PathsSql)).ShouldBeEmpty();
    }

    [Fact]
    public async Task come_back_to_everybody_with_a_dump_and_are_taken_at_the_next_start()
    {
        var open = "select has_database_privilege('cdviz_reader', current_database(), 'temporary')";
        await using var copy = await db.RestoreAsync();
        (await copy.DataSource.ScalarAsync<bool>(open)).ShouldBeTrue();

        (await Rights.ApplyAsync(copy.DataSource, Ct)).ShouldBeEmpty();

        (await copy.DataSource.ScalarAsync<bool>(open)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("cdviz_reader")]
    [InlineData("cdviz_collector")]
    public async Task do_not_let_a_login_take_all_of_the_server(string role)
    {
        (await db.Live.DataSource.ScalarAsync<int>("select rolconnlimit from pg_roles where rolname = $1", role)).ShouldBe(50);
        var settings = await db.Live.DataSource.ColumnAsync<string>("select unnest(setconfig) from pg_db_role_setting where setrole = (select oid from pg_roles where rolname = $1)", role);
        settings.ShouldContain("temp_file_limit=1GB");
        settings.ShouldContain(setting => setting.StartsWith("statement_timeout=", StringComparison.Ordinal));
        settings.ShouldContain(setting => setting.StartsWith("idle_in_transaction_session_timeout=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task are_told_when_they_cannot_be_taken()
    {
        await using var copy = await db.RestoreAsync();
        await copy.DataSource.ExecuteAsync($"grant create on database {copy.Name} to cdviz_reader");

        (await Rights.ApplyAsync(copy.DataSource, Ct)).ShouldBe(["cdviz_reader may make schemas"]);
    }

    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task cannot_be_had_by_tables_of_the_same_names(string role, bool mayMakeTemporaryTables)
    {
        if (mayMakeTemporaryTables)
        {
            (await ShadowingTables.RanAsAsync(db.Copy.DataSource, role)).ShouldBeNull();
            return;
        }

        await using var connection = await db.Live.DataSource.OpenConnectionAsync(Ct);
        await Adapters.Sql.ExecuteAsync(connection, $"set session authorization {role}", Ct);
        await Adapters.Sql.ExecuteAsync(connection, "set default_transaction_read_only = off", Ct);
        (await Should.ThrowAsync<PostgresException>(() => Adapters.Sql.ExecuteAsync(connection, "create temporary table trap ()", Ct)))
            .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    /// <summary>A database as it is served, and another into which a dump of it was restored; both have all projections and some events.</summary>
    public sealed class Restored : IAsyncLifetime
    {
        private byte[] dump = [];

        public TestDatabase Live { get; private set; } = null!;

        public TestDatabase Copy { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Live = await TestDatabase.CreateEmptyAsync();
            await Migrations.ApplyAsync(Live.DataSource, Ct);
            var engine = new ProjectionEngine(Live.DataSource, ProjectionCatalogue.All);
            await engine.ProvisionAsync(Ct);
            await Rights.ApplyAsync(Live.DataSource, Ct);
            await using (var appender = Live.DataSource.Appender())
            {
                await appender.AppendAsync(Events.ServiceDeployed("cart", "production", "pkg:oci/cart@1", 1));
                await appender.AppendAsync(Events.ServiceUpgraded("cart", "production", "pkg:oci/cart@2", 2));
            }

            await Migrations.ApplyAsync(Live.DataSource, Ct);
            await engine.RebuildAsync("delivery", null, false, null, Ct);
            dump = await PostgresTools.RunAsync("pg_dump", Live.Name, default, "--format=custom");
            Copy = await RestoreAsync();
        }

        /// <summary>Into a new database, as TimescaleDB's manual says.</summary>
        public async Task<TestDatabase> RestoreAsync()
        {
            var copy = await TestDatabase.CreateEmptyAsync();
            await copy.DataSource.ExecuteAsync("create extension if not exists timescaledb");
            copy.DataSource.Clear();
            await copy.DataSource.ExecuteAsync("select timescaledb_pre_restore()");
            await PostgresTools.RunAsync("pg_restore", copy.Name, dump, "--dbname", copy.Name);
            await copy.DataSource.ExecuteAsync("select timescaledb_post_restore()");
            copy.DataSource.Clear();
            return copy;
        }

        public async ValueTask DisposeAsync()
        {
            await Live.DisposeAsync();
            await Copy.DisposeAsync();
        }
    }
}
