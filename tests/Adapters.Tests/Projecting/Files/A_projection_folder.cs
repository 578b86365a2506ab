namespace CdViz.Adapters.Tests.Projecting.Files;

/// <summary>The guide's example, and ours, as folders of files in reading order.</summary>
public sealed class A_projection_folder(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    private const string Head = "-- @name counted\n-- @version 1\n";

    private const string Table = "-- @tables\ncreate table counted (type text primary key, events bigint not null)\n";

    private const string Function = """
        -- @tables
        create function take(after bigint, up_to bigint) returns void
        language plpgsql
        as $$
        begin
            insert into counted as c select type, count(*) from events.mt_events where seq_id > after and seq_id <= up_to group by 1
            on conflict (type) do update set events = c.events + excluded.events;
        end
        $$

        """;

    private const string Statement = "-- @statement\nselect take($1, $2);\n";

    private const string View = "-- @views\ncreate or replace view cdviz.counted as select type, events from counted;\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_one_projection_of_all_its_files_in_the_order_of_their_names()
    {
        using var folder = new FileFolder();
        Write(folder);
        await folder.Read().TryAsync(db.DataSource, all: true, Ct);
        await using var log = await ProjectedLog.CreateAsync([folder.Read().WithBuiltIn[^1]]);
        await log.AppendAsync([Made("a"), Made("b")]);
        await log.CatchUpAsync();
        (await log.Database.ColumnAsync<string>("select type || ' ' || events from cdviz.counted")).ShouldBe(["branch_created 2"]);
        await folder.Read().TryAsync(log.Database, all: true, Ct);
    }

    [Theory]
    [InlineData("4_statement.sql", "-- @name counted\n" + Statement, 1, "'-- @name' stands in ")]
    [InlineData("2_table.sql", "create table counted (type text);\n", 1, "SQL may stand in the parts ")]
    [InlineData("4_statement.sql", "-- nothing\n", 1, "'-- @statement' is missing; a folder needs ")]
    [InlineData("3_take.sql", "-- @tables\ncreate function take(after bigint, up_to bigint) returns void language plpgsql as $$\nbegin\n    perform now();\nend $$", 4, "'now' would give other rows")]
    public void that_is_wrong_is_refused_with_the_file_and_the_line(string file, string text, int line, string message)
    {
        using var folder = new FileFolder();
        Write(folder);
        var path = folder.Write($"counted/{file}", text);
        var problems = Should.Throw<ProjectionFileException>(folder.Read).Problems;
        problems.ShouldContain(
            p => (p.File == path || line == 1) && p.Line == line && p.Message.StartsWith(message, StringComparison.Ordinal), string.Join('\n', problems));
    }

    [Theory]
    [InlineData("3_take.sql", "insert into counted as c", "update events.mt_event_progression set last_seq_id = 7;\ninsert into counted as c", "4_statement.sql", 2, "The statement writes events.mt_event_progression;")]
    [InlineData("3_take.sql", "create function take", "create function cdviz.take_other(a int) returns int language sql as 'select 1';\ncreate function take", "1_head.sql", 3, "The function cdviz.take_other is made or changed here;")]
    [InlineData("3_take.sql", "group by 1", "group by typo", "4_statement.sql", 2, "column \"typo\" does not exist (SQLSTATE 42703)")]
    [InlineData("5_view.sql", "from counted", "from counter", "5_view.sql", 2, "relation \"counter\" does not exist (SQLSTATE 42P01).")]
    [InlineData("5_view.sql", "create or replace view", "create or replace function cdviz.artifact_key(id text) returns text language sql as 'select id';\ncreate or replace view", "5_view.sql", 1, "The function cdviz.artifact_key is another's already;")]
    public async Task that_the_database_refuses_is_refused_with_the_file_and_the_line(string file, string right, string wrong, string shown, int line, string message)
    {
        await using var log = await ProjectedLog.CreateAsync([]);
        await log.AppendAsync([Made("a")]);
        using var folder = new FileFolder();
        Write(folder);
        var path = Path.Combine(folder.Path, "counted", file);
        var text = await File.ReadAllTextAsync(path, Ct);
        text.ShouldContain(right);
        await File.WriteAllTextAsync(path, text.Replace(right, wrong, StringComparison.Ordinal), Ct);
        var problems = (await Should.ThrowAsync<ProjectionFileException>(() => folder.Read().TryAsync(log.Database, all: true, Ct))).Problems;
        problems.ShouldContain(
            p => Path.GetFileName(p.File) == shown && p.Line == line && p.Message.StartsWith(message, StringComparison.Ordinal), string.Join('\n', problems));
    }

    [Theory]
    [InlineData("graph")]
    [InlineData("delivery")]
    [InlineData("deployments")]
    public async Task may_begin_as_a_copy_of_ours(string ours)
    {
        using var folder = new FileFolder();
        folder.Write("mine/00_head.sql", Head);
        foreach (var file in DefinitionFile.BuiltIn(ours))
        {
            folder.Write($"mine/{Path.GetFileName(file.Path)}", file.Text);
        }

        await folder.Read().TryAsync(db.DataSource, all: true, Ct);
    }

    [Fact]
    public void is_found_beside_files()
    {
        using var folder = new FileFolder();
        Write(folder);
        folder.Write("events_per_day.sql", GuideExample.Text);
        Directory.CreateDirectory(Path.Combine(folder.Path, "nothing"));
        folder.Read().All.Select(file => file.Name).ShouldBe(["counted", "events_per_day"]);
        ProjectionFiles.Read([Path.Combine(folder.Path, "counted")], TimeSpan.FromMinutes(1)).All.ShouldHaveSingleItem().Name.ShouldBe("counted");
        Should.Throw<ProjectionFileException>(() => ProjectionFiles.Read([Path.Combine(folder.Path, "nothing")], TimeSpan.FromMinutes(1)));
    }

    private static CDEvent Made(string branch) => new($"{branch}-made", "https://git.example", Events.T(1), branch, new BranchCreated());

    private static void Write(FileFolder folder)
    {
        folder.Write("counted/1_head.sql", Head + "-- @tables\n-- What there is.\nselect 1;\n");
        folder.Write("counted/2_table.sql", Table);
        folder.Write("counted/3_take.sql", Function);
        folder.Write("counted/4_statement.sql", Statement);
        folder.Write("counted/5_view.sql", View);
    }
}
