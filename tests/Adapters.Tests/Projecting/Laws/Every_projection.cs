using static CdViz.Adapters.Tests.Projecting.Laws.AnyProjection;

namespace CdViz.Adapters.Tests.Projecting.Laws;

/// <summary>The laws, over every projection of the catalogue and the guide's, with nothing written for any one of them.</summary>
public class Every_projection(ITestOutputHelper output)
{
    public static TheoryData<string> Folds => [.. ProjectionCatalogue.All.Where(p => p is not SqlProjection).Select(p => p.Name)];

    public static TheoryData<string> Choosy => [.. All.Where(p => p is SqlProjection { Reads.Count: > 0 }).Select(p => p.Name)];

    [Theory, MemberData(nameof(Choosy))]
    public async Task has_no_rows_of_events_that_it_does_not_say_it_reads(string name)
    {
        var projection = Named(name);
        EventType[] others = [.. EventTypes.Current.Append(EventTypes.Custom).Except(projection.Reads)];
        (await projection.RowsAsync(Random(output).Of(others, 400))).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Folds))]
    public async Task has_the_same_rows_when_events_are_applied_twice(string name)
    {
        var projection = Named(name);
        var random = Random(output);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        await log.AppendAsync(random.Of(projection.Reads, 200), batch: 20);
        await log.CatchUpAsync(30);
        var once = await log.RowsAsync(projection);
        await log.SetBackAsync(projection, random.Next(150));
        await log.CatchUpAsync(11);
        (await log.RowsAsync(projection)).ShouldBe(once);
    }

    [Theory, MemberData(nameof(Folds))]
    public async Task is_not_changed_by_events_it_does_not_read(string name)
    {
        var projection = Named(name);
        var random = Random(output);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        await log.AppendAsync(random.Of(projection.Reads, 100));
        await log.CatchUpAsync();
        var before = await log.RowsAsync(projection);
        EventType[] others = [.. EventTypes.Current.Where(t => !projection.Reads.Contains(t) && t.Content != typeof(CustomEvent))];
        await log.AppendAsync(random.Of(others, 200));
        await log.CatchUpAsync();
        (await log.RowsAsync(projection)).ShouldBe(before);
    }

    [Fact]
    public async Task has_comments_on_all_its_public_columns()
    {
        await using var log = await ProjectedLog.CreateAsync(All);
        await using var command = log.Database.CreateCommand("""
            select c.relname || '.' || a.attname
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
            where c.relnamespace = 'cdviz'::regnamespace and c.relkind in ('r', 'v')
              and (col_description(c.oid, a.attnum) is null or obj_description(c.oid) is null)
            """);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> bare = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            bare.Add(reader.GetString(0));
        }

        bare.ShouldBeEmpty();
    }

    [Fact]
    public void is_in_the_catalogue_once()
    {
        var written = typeof(Projection).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Projection)) && !t.IsAbstract && t != typeof(SqlProjection));
        ProjectionCatalogue.All.Where(p => p is not SqlProjection).Select(p => p.GetType()).Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)))
            .ShouldBe(written.Order(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))));
        ProjectionCatalogue.All.Select(p => p.Name).ShouldBeUnique();
    }

    [Fact]
    public void has_an_SQL_file_and_every_SQL_file_is_in_the_catalogue() =>
        typeof(ProjectionEngine).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("projections/", StringComparison.Ordinal))
            .Select(name => name.Split('/', '.')[1])
            .Distinct()
            .ShouldBe(ProjectionCatalogue.All.Select(p => p.Name), ignoreOrder: true);

    [Fact]
    public async Task passes_the_checks_that_files_of_a_users_own_have_to_pass()
    {
        await using var database = await TestDatabase.CreateAsync();
        List<FileProblem> problems = [];
        var files = ProjectionCatalogue.All.Select(projection => ProjectionFileReader.BuiltIn(projection, problems)).OfType<ProjectionFile>().ToList();
        files.ShouldNotBeEmpty();
        problems.AddRange(await ProjectionTrial.RunAsync(database.DataSource, files, all: true, TestContext.Current.CancellationToken));
        problems.ShouldBeEmpty();
    }
}
