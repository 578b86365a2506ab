using Npgsql;

namespace CdViz.Adapters.Tests.Log;

public sealed class A_database : IAsyncLifetime
{
    private TestDatabase database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateEmptyAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task is_migrated_once_when_four_nodes_start_together()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => NpgsqlDataSource.Create(database.ConnectionString)).ToArray();

        var applied = await Task.WhenAll(nodes.Select(node => Task.Run(() => Migrations.ApplyAsync(node, Ct))));

        applied.Where(steps => steps.Count > 0).ShouldHaveSingleItem().Select(step => step.Version).ShouldBe(Migration.All.Select(step => step.Version));
        (await database.DataSource.ScalarAsync<long>("select count(*) from events.schema_migration")).ShouldBe(Migration.All.Count);
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task says_what_it_lacks()
    {
        (await Migrations.PendingAsync(database.DataSource, Ct)).Count.ShouldBe(Migration.All.Count);
        await Migrate();
        (await Migrations.PendingAsync(database.DataSource, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task of_a_newer_program_is_refused()
    {
        await Migrate();
        await database.DataSource.ExecuteAsync("insert into events.schema_migration (version, name, checksum) values (9999, '9999_later.sql', 'x')");

        var refused = await Should.ThrowAsync<DatabaseTooNewException>(Migrate);

        refused.Database.ShouldBe(9999);
        refused.Program.ShouldBe(Migration.All[^1].Version);
        (await Should.ThrowAsync<DatabaseTooNewException>(() => Migrations.PendingAsync(database.DataSource, Ct)))
            .Message.ShouldContain("9999");
    }

    [Fact]
    public async Task is_refused_when_an_applied_migration_was_edited()
    {
        await Migrate();
        await database.DataSource.ExecuteAsync("update events.schema_migration set checksum = 'other' where version = 2");

        (await Should.ThrowAsync<MigrationChangedException>(Migrate)).Migration.Version.ShouldBe(2);
    }

    [Fact]
    public async Task keeps_nothing_of_a_migration_that_fails()
    {
        await database.DataSource.ExecuteAsync("create schema events; create table events.projection_epoch (in_the_way int)");

        (await Should.ThrowAsync<MigrationException>(Migrate)).Message.ShouldContain("0002_");

        (await database.DataSource.ScalarAsync<long>("select count(*) from events.schema_migration")).ShouldBe(1);
        (await database.DataSource.ScalarAsync<long>("select count(*) from pg_class where oid = to_regclass('events.projection_generation')")).ShouldBe(0);
        await database.DataSource.ExecuteAsync("drop table events.projection_epoch");
        await Migrate();
    }

    [Fact]
    public async Task has_a_comment_on_every_table_and_column()
    {
        await Migrate();

        (await database.DataSource.ColumnAsync<string>("""
            select c.relname || coalesce('.' || a.attname, '')
            from pg_class c
            left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace in ('events'::regnamespace, 'cdviz'::regnamespace) and c.relkind in ('r', 'v', 'p')
              and (obj_description(c.oid, 'pg_class') is null or a.attname is not null and col_description(c.oid, a.attnum) is null)
              -- Marten describes its own.
              and c.relname not like 'mt\_%'
            """)).ShouldBeEmpty();
    }

    [Fact]
    public async Task lets_readers_see_the_read_schema_alone()
    {
        await Migrate();
        await database.DataSource.ExecuteAsync("create table cdviz.later (n int); insert into cdviz.later values (1)");

        await using var connection = await database.DataSource.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand("set role cdviz_reader", connection);
        await command.ExecuteNonQueryAsync(Ct);
        command.CommandText = "select n from cdviz.later";
        (await command.ExecuteScalarAsync(Ct)).ShouldBe(1);
        foreach (var forbidden in new[]
        {
            "select * from events.mt_events", "insert into cdviz.later values (2)", "create table cdviz.mine (n int)",
            "call events.finish_batch(1)",
        })
        {
            command.CommandText = forbidden;
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Ct))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
    }

    private Task Migrate() => Migrations.ApplyAsync(database.DataSource, Ct);
}
