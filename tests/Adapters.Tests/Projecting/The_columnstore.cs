using Npgsql;

namespace CdViz.Adapters.Tests.Projecting;

public class The_columnstore
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task has_a_plan_for_every_hypertable()
    {
        await using var log = await ProjectedLog.CreateAsync();

        var planned = await log.Database.ColumnAsync<string>("select distinct hypertable from events.columnstore_plan() where hypertable <> 'database' order by 1");

        planned.ShouldNotBeEmpty();
        planned.ShouldBe(await log.Database.ColumnAsync<string>(
            "select format('%I.%I', hypertable_schema, hypertable_name) from timescaledb_information.hypertables order by 1"));
    }

    [Fact]
    public async Task orders_and_segments_by_columns_that_are_there_with_all_of_each_unique_index()
    {
        await using var log = await ProjectedLog.CreateAsync();

        (await log.Database.ColumnAsync<string>(
            """
            select p.hypertable || ' ' || a.attname
            from events.columnstore_plan() p
            join pg_index i on i.indrelid = p.hypertable::regclass and i.indisunique
            cross join unnest(i.indkey::int2[]) as k (number)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
            where p.step = 2 and p.statement !~ ('\m' || a.attname || '\M')
            """)).ShouldBeEmpty();
        (await log.Database.ColumnAsync<string>(
            """
            select p.hypertable || ' ' || named[1]
            from events.columnstore_plan() p
            cross join regexp_matches(regexp_replace(p.statement, '^.*timescaledb.segmentby', ''), '[''\s](\w+)(?: desc)?[,'']', 'g') as named
            where p.step = 2
                and not exists (select from pg_attribute a where a.attrelid = p.hypertable::regclass and a.attname = named[1] and a.attnum > 0)
            """)).ShouldBeEmpty();
    }

    [Fact]
    public async Task is_planned_for_the_live_generation_after_a_rebuild()
    {
        await using var log = await ProjectedLog.CreateAsync();
        await log.Engine.RebuildAsync("cdevents_lake", 1, keep: false, null, Ct);

        (await log.Database.ColumnAsync<string>("select hypertable from events.columnstore_plan() where step = 3 order by 1"))
            .ShouldBe(["cdevents_lake_g2.cdevents_lake", "test_outcomes_g1.test_outcome"]);
    }

    [Fact]
    public async Task is_left_alone_under_the_Apache_licence_and_set_up_under_the_other()
    {
        await using var log = await ProjectedLog.CreateAsync();

        var (licence, applied) = await Columnstore.ApplyAsync(log.Database, Ct);

        licence.ShouldBe(await log.Database.ScalarAsync<string>("select current_setting('timescaledb.license')"));
        var compressed = await log.Database.ScalarAsync<long>("select count(*) from timescaledb_information.hypertables where compression_enabled");
        if (licence is "timescale")
        {
            (applied, compressed).ShouldBe((5, 2));
            (await log.Database.ScalarAsync<long>("select count(*) from events.columnstore_plan()")).ShouldBe(0);
        }
        else
        {
            (applied, compressed).ShouldBe((0, 0));
            await Each_statement_lacks_nothing_but_the_licence(log);
        }
    }

    private static async Task Each_statement_lacks_nothing_but_the_licence(ProjectedLog log)
    {
        foreach (var statement in await log.Database.ColumnAsync<string>("select statement from events.columnstore_plan() where step > 1"))
        {
            var refused = await Should.ThrowAsync<PostgresException>(() => log.Database.ExecuteAsync(statement));
            refused.SqlState.ShouldBe(PostgresErrorCodes.FeatureNotSupported, statement);
            refused.MessageText.ShouldContain("license");
        }

        await log.ExecuteAsync(await log.Database.ScalarAsync<string>("select statement from events.columnstore_plan() where step = 1"));
        (await log.Database.ColumnAsync<int>("select step from events.columnstore_plan()")).ShouldBe([2, 2, 3, 3], ignoreOrder: true);
    }
}
