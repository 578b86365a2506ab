namespace CdViz.Adapters.Tests.Projecting.Files;

/// <summary>Each row breaks the guide's example in one way. Lines are those of the broken file.</summary>
public sealed class A_projection_file(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    private const string Statement = "-- @statement\n";
    private const string Taken = """
        create or replace view cdviz.current_deployment as
        select type as environment, type as service, type as artifact_id, type as version, null::timestamptz as deployed_at, events as position,
               type as chain_id, type as kind, type as source, type as environment_source, type as service_source, null::uuid as place, type as alias
        from event_count;
        create or replace view
        """;

    private const string Where = "where seq_id > $1 and seq_id <= $2\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_read_tried_and_leaves_nothing_behind()
    {
        using var folder = new FileFolder();
        folder.Write("events_per_day.sql", GuideExample.Text);
        var files = folder.Read();
        files.WithBuiltIn.Select(p => p.Name).ShouldBe([.. ProjectionCatalogue.All.Select(p => p.Name), "events_per_day"]);
        await files.TryAsync(db.DataSource, all: true, Ct);
        (await db.DataSource.ScalarAsync<long>("select count(*) from pg_namespace where nspname like 'events_per_day%'")).ShouldBe(0);
    }

    [Fact]
    public async Task may_make_a_hypertable()
    {
        using var folder = new FileFolder();
        using var lake = new StreamReader(typeof(ProjectionFiles).Assembly.GetManifestResourceStream("projections/cdevents_lake.sql")!);
        folder.Write("lake.sql", $"-- @name my_lake\n-- @version 1\n{(await lake.ReadToEndAsync(Ct)).Replace("cdviz.cdevents_lake", "cdviz.my_lake")}");
        await folder.Read().TryAsync(db.DataSource, all: true, Ct);
    }

    [Theory]
    [InlineData("-- @name events_per_day", "-- @name Events", 3, "The name is 'Events'; allowed: a lower-case letter")]
    [InlineData("-- @name events_per_day", "-- @name", 3, "The name is ''; allowed: a lower-case letter")]
    [InlineData("-- @name events_per_day", "-- @name pg_days", 3, "The name is 'pg_days'; allowed: ")]
    [InlineData("-- @name events_per_day", "-- @name pipeline_runs", 3, "'pipeline_runs' is a projection of the program; allowed: any name but approvals, ")]
    [InlineData("-- @version 1", "-- @version one", 4, "The version is 'one'; allowed: a whole number from 1 to")]
    [InlineData("-- @version 1", "-- @version 0", 4, "The version is '0'; allowed: a whole number from 1 to")]
    [InlineData("-- @version 1\n", "", 1, "'-- @version' is missing; a file needs @name, @version, @tables, @statement, @views.")]
    [InlineData("-- @parallel", "-- @paralel", 5, "'-- @paralel' is no part; allowed: @name, @version, @parallel, @tables, ")]
    [InlineData("-- @parallel", "-- @parallel no", 5, "'no' stands after '-- @parallel'; allowed: nothing.")]
    [InlineData("-- @parallel", "-- @version 2", 5, "'-- @version' stands in line 4 already")]
    [InlineData("-- @parallel", "select 1;", 5, "SQL may stand in the parts @tables, @statement, @indexes, @views only.")]
    [InlineData("-- @name", "create table t (id int);\n-- @name", 3, "SQL may stand in the parts ")]
    [InlineData(Statement, "", 1, "'-- @statement' is missing")]
    [InlineData("excluded.events;", "excluded.events;\ndelete from event_count;", 23, "A second statement begins here; allowed: one.")]
    [InlineData(Where, "where seq_id <= $2\n", 16, "The statement does not use $1, the last position before the page")]
    [InlineData(Where, "where seq_id > $1 /* $2 */ and 'a' <> '$2'\n", 16, "The statement does not use $2, its last position")]
    [InlineData(Where, "where seq_id > $1 and seq_id <= $2 and type = $3\n", 19, "$3 is no parameter; allowed: $1, ")]
    [InlineData("insert into event_count as stored", "truncate event_count; insert into event_count as stored", 16, "The statement begins with 'truncate'; allowed: insert, update, delete, merge, with, or 'select f($1, $2)' with a function of @tables.")]
    [InlineData("count(*)\n", "count(*) + extract(second from now())\n", 17, "'now' would give other rows at the next rebuild")]
    [InlineData("events bigint not null", "events bigint not null default random()", 11, "'random' would give other rows")]
    [InlineData("create table event_count", "commit;\ncreate table event_count", 8, "'commit' is not allowed: the part runs inside a transaction")]
    public void that_is_wrong_is_refused_with_file_line_and_what_is_allowed(string right, string wrong, int line, string message)
    {
        using var folder = new FileFolder();
        var path = folder.Write("wrong.sql", Broken(right, wrong));
        var problems = Should.Throw<ProjectionFileException>(folder.Read).Problems;
        problems.ShouldContain(p => p.File == path && p.Line == line && p.Message.StartsWith(message, StringComparison.Ordinal), string.Join('\n', problems));
        problems[0].ToString().ShouldStartWith($"{path}:");
    }

    [Theory]
    [InlineData("day date not null", "day dote not null", 9, "type \"dote\" does not exist (SQLSTATE 42704).")]
    [InlineData("day date not null,", "day date not null,\n    day date,", 8, "column \"day\" specified more than once")]
    [InlineData("primary key (day, type)\n", "primary key (day, type)\n)\n", 14, "syntax error at or near \")\" (SQLSTATE 42601).")]
    [InlineData("create table event_count", "create table public.event_count", 7, "public.event_count is made or changed here; allowed: tables of its own, written without schema.")]
    [InlineData("create table event_count", "alter table events.mt_events add column days int; create table event_count", 7, "events.mt_events is made or changed here")]
    [InlineData("events bigint not null", "events bigint not null, id bigserial", 7, "The sequence event_count_id_seq would give other numbers")]
    [InlineData("events bigint not null", "events bigint not null, raw json", 7, "could not identify an equality operator for type json")]
    [InlineData("group by 1, 2\n", "group by 1, 2, 4\n", 20, "GROUP BY position 4 is not in select list (SQLSTATE 42P10).")]
    [InlineData("from events.mt_events", "from events.mt_event", 18, "relation \"events.mt_event\" does not exist (SQLSTATE 42P01).")]
    [InlineData("    primary key (day, type)\n", "    check (events > 0)\n", 16, "there is no unique or exclusion constraint matching the ON CONFLICT specification (SQLSTATE 42P10). A key")]
    [InlineData("set events = stored.events", "set events = stored.event", 22, "column stored.event does not exist (SQLSTATE 42703).")]
    [InlineData("insert into event_count as stored", "with gone as (delete from events.mt_event_progression) insert into event_count as stored", 16, "The statement writes events.mt_event_progression; allowed: the tables of its own part @tables.")]
    [InlineData("-- @views", "-- @indexes\ncreate index on event_count (days);\n\n-- @views", 25, "column \"days\" does not exist (SQLSTATE 42703).")]
    [InlineData("from event_count;", "from event_counts;", 27, "relation \"event_counts\" does not exist (SQLSTATE 42P01).")]
    [InlineData("create or replace view cdviz.events_per_day as", "create view public.days as select 1 as one;\ncreate or replace view cdviz.events_per_day as", 24, "public.days is made or changed here; allowed: views in schema cdviz.")]
    public async Task that_the_database_refuses_is_refused_with_file_and_line(string right, string wrong, int line, string message)
    {
        using var folder = new FileFolder();
        var path = folder.Write("wrong.sql", Broken(right, wrong));
        var problems = (await Should.ThrowAsync<ProjectionFileException>(() => folder.Read().TryAsync(db.DataSource, all: true, Ct))).Problems;
        problems.ShouldContain(p => p.File == path && p.Line == line && p.Message.StartsWith(message, StringComparison.Ordinal), string.Join('\n', problems));
    }

    [Fact]
    public async Task may_not_take_the_view_of_another()
    {
        await using var log = await ProjectedLog.CreateAsync();
        using var folder = new FileFolder();
        folder.Write("a.sql", Broken("cdviz.events_per_day", "cdviz.current_deployment"));
        (await Should.ThrowAsync<ProjectionFileException>(() => folder.Read().TryAsync(log.Database, all: false, Ct)))
            .Message.ShouldContain("a.sql:25: cannot drop columns from view (SQLSTATE 42P16). A view's columns may only be added to, at the end");
        folder.Write("a.sql", Broken("create or replace view", Taken));
        (await Should.ThrowAsync<ProjectionFileException>(() => folder.Read().TryAsync(log.Database, all: false, Ct)))
            .Problems.ShouldHaveSingleItem().Message.ShouldBe("The view cdviz.current_deployment is another's already; allowed: a name that is free.");
        folder.Write("a.sql", Broken("create or replace view", "drop view cdviz.current_deployment;\ncreate or replace view"));
        (await Should.ThrowAsync<ProjectionFileException>(() => folder.Read().TryAsync(log.Database, all: false, Ct)))
            .Problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                p => p.Line.ShouldBe(24), p => p.Message.ShouldBe("cdviz.current_deployment is dropped here and is not this projection's."));
    }

    [Fact]
    public async Task may_not_have_the_name_or_the_view_of_another_file()
    {
        using var folder = new FileFolder();
        var first = folder.Write("a.sql", GuideExample.Text);
        var second = folder.Write("b.sql", GuideExample.Text);
        Should.Throw<ProjectionFileException>(folder.Read).Problems.ShouldHaveSingleItem()
            .ShouldBe(new(second, 3, $"'events_per_day' is the name of {first} already; allowed: names that differ."));
        folder.Write("b.sql", Broken("-- @name events_per_day", "-- @name other"));
        (await Should.ThrowAsync<ProjectionFileException>(() => folder.Read().TryAsync(db.DataSource, all: true, Ct))).Problems.ShouldHaveSingleItem()
            .ShouldBe(new(second, 24, $"The view cdviz.events_per_day is made by {first} too; allowed: names that differ."));
    }

    [Fact]
    public async Task that_is_built_already_is_not_tried_again_and_may_change_its_own_views()
    {
        using var folder = new FileFolder();
        folder.Write("a.sql", GuideExample.Text);
        await using var log = await ProjectedLog.CreateAsync(folder.Read().WithBuiltIn);
        await using var reader = await log.Database.OpenConnectionAsync(Ct);
        await using var reading = await reader.BeginTransactionAsync(Ct);
        await using (var command = new Npgsql.NpgsqlCommand("select count(*) from cdviz.events_per_day", reader))
        {
            await command.ExecuteScalarAsync(Ct);
        }

        await folder.Read().TryAsync(log.Database, all: false, Ct);
        var trying = folder.Read().TryAsync(log.Database, all: true, Ct);
        await Task.WhenAny(trying, Task.Delay(300, Ct));
        trying.IsCompleted.ShouldBeFalse("the view is being read");
        await reading.CommitAsync(Ct);
        await trying;
    }

    private static string Broken(string right, string wrong)
    {
        GuideExample.Text.ShouldContain(right);
        return GuideExample.Text.Replace(right, wrong, StringComparison.Ordinal);
    }
}
