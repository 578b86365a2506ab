namespace CdViz.Adapters.Tests.Projecting;

/// <summary>The laws, over every projection of the catalogue and the guide's, with nothing written for any one of them.</summary>
public class Every_projection(ITestOutputHelper output)
{
    private const int Seed = 20260302;

    private static readonly Projection[] All = [.. ProjectionCatalogue.All, GuideExample.EventsPerDay];

    public static TheoryData<string> Names => [.. All.Select(p => p.Name)];

    public static TheoryData<string> BuiltIn => [.. ProjectionCatalogue.All.Select(p => p.Name)];

    public static TheoryData<string> Folds => [.. ProjectionCatalogue.All.Where(p => p is not SqlProjection).Select(p => p.Name)];

    public static TheoryData<string> Choosy => [.. All.Where(p => p is SqlProjection { Reads.Count: > 0 }).Select(p => p.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task has_the_same_rows_whatever_the_order_of_arrival_the_batches_the_pages_and_the_repeats(string name)
    {
        var projection = Named(name);
        var random = Random();
        var events = random.Of(Types(projection), 300, subjects: 7);
        var expected = await RowsAsync(projection, events.OrderBy(e => e.Timestamp), batch: 1000, page: 5000);
        expected.Count.ShouldBeGreaterThanOrEqualTo(5);
        foreach (var page in (int[])[1, 7, 50, 5000])
        {
            var arrival = random.Shuffled(events.Concat(events.Take(random.Next(300))));
            var rows = await RowsAsync(projection, arrival, batch: 1 + random.Next(40), page);
            rows.ShouldBe(expected);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task has_the_same_rows_when_it_is_rebuilt_at_any_moment_of_a_disorderly_arrival(string name)
    {
        var projection = Named(name);
        var random = Random();
        var events = random.Of(Types(projection), 300);
        var expected = await RowsAsync(projection, events.OrderBy(e => e.Timestamp), batch: 1000, page: 5000);
        List<CDEvent> arrival = [.. random.Shuffled(events.Concat(events.Take(random.Next(300))))];
        await using var log = await ProjectedLog.CreateAsync([projection]);
        var moment = random.Next(arrival.Count);
        await log.AppendAsync(arrival[..moment], batch: 1 + random.Next(40));
        await log.CatchUpAsync(1 + random.Next(60));
        await log.Engine.RebuildAsync(name, 1 + random.Next(3), keep: false, null, TestContext.Current.CancellationToken);
        await log.AppendAsync(arrival[moment..], batch: 1 + random.Next(40));
        await log.CatchUpAsync(1 + random.Next(60));
        (await log.RowsAsync(projection)).ShouldBe(expected);
    }

    [Theory, MemberData(nameof(Choosy))]
    public async Task has_no_rows_of_events_that_it_does_not_say_it_reads(string name)
    {
        var projection = Named(name);
        EventType[] others = [.. EventTypes.Current.Append(EventTypes.Custom).Except(projection.Reads)];
        (await RowsAsync(projection, Random().Of(others, 400), batch: 1000, page: 5000)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Folds))]
    public async Task has_the_same_rows_when_a_long_stretch_of_disorder_is_applied_as_a_whole(string name)
    {
        var projection = Named(name);
        var random = Random();
        var events = random.Of(Types(projection), 600);
        var expected = await RowsAsync(projection, events.OrderBy(e => e.Timestamp), batch: 1000, page: 5000);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        foreach (var some in random.Shuffled(events).Chunk(200))
        {
            await log.AppendAsync(some, batch: 50);
            await log.CatchUpAsync(pageSize: 20, longRest: 40);
        }

        (await log.RowsAsync(projection)).ShouldBe(expected);
        (await log.Engine.VerifyAsync(name, null, TestContext.Current.CancellationToken)).Differing.ShouldBe(0);
    }

    [Theory, MemberData(nameof(Folds))]
    public async Task has_the_same_rows_when_events_are_applied_twice(string name)
    {
        var projection = Named(name);
        var random = Random();
        await using var log = await ProjectedLog.CreateAsync([projection]);
        await log.AppendAsync(random.Of(projection.Reads, 200), batch: 20);
        await log.CatchUpAsync(30);
        var once = await log.RowsAsync(projection);
        await log.SetBackAsync(projection, random.Next(150));
        await log.CatchUpAsync(11);
        (await log.RowsAsync(projection)).ShouldBe(once);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task is_rebuilt_row_for_row(string name)
    {
        var projection = Named(name);
        var random = Random();
        await using var log = await ProjectedLog.CreateAsync([projection]);
        await log.AppendAsync(random.Of(Types(projection), 300, subjects: 20), batch: 9);
        await log.CatchUpAsync(40);
        var verified = await log.Engine.VerifyAsync(name, null, TestContext.Current.CancellationToken);
        (verified.Rows, verified.Differing).ShouldBe((await CountAsync(log, projection), 0));

        var live = await log.RowsAsync(projection);
        var built = await log.Engine.RebuildAsync(name, 3, keep: false, null, TestContext.Current.CancellationToken);
        (await log.LiveAsync(projection)).Number.ShouldBe(built.Number);
        (await log.RowsAsync(projection)).ShouldBe(live);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task is_rebuilt_while_events_come_in(string name)
    {
        var projection = Named(name);
        var random = Random();
        await using var log = await ProjectedLog.CreateAsync([projection]);
        var events = random.Of(Types(projection), 2000, subjects: 40);
        await log.AppendAsync(events.Take(500));
        await log.CatchUpAsync();
        var appending = log.AppendAsync(events.Skip(500), batch: 5);
        do
        {
            await log.Engine.RebuildAsync(name, 2, keep: false, null, TestContext.Current.CancellationToken);
        }
        while (!appending.IsCompleted);
        await appending;
        await log.CatchUpAsync();
        var verified = await log.Engine.VerifyAsync(name, null, TestContext.Current.CancellationToken);
        verified.Differences.ShouldBeEmpty();
        verified.Position.ShouldBe(2000);
    }

    [Theory, MemberData(nameof(Folds))]
    public async Task is_not_changed_by_events_it_does_not_read(string name)
    {
        var projection = Named(name);
        var random = Random();
        await using var log = await ProjectedLog.CreateAsync([projection]);
        await log.AppendAsync(random.Of(projection.Reads, 100));
        await log.CatchUpAsync();
        var before = await log.RowsAsync(projection);
        EventType[] others = [.. EventTypes.Current.Where(t => !projection.Reads.Contains(t) && t.Content != typeof(CustomEvent))];
        await log.AppendAsync(random.Of(others, 200));
        await log.CatchUpAsync();
        (await log.RowsAsync(projection)).ShouldBe(before);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task has_comments_on_all_its_public_columns(string name)
    {
        await using var log = await ProjectedLog.CreateAsync([Named(name)]);
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

    [Theory, MemberData(nameof(BuiltIn))]
    public async Task passes_the_checks_that_files_of_a_users_own_have_to_pass(string name)
    {
        await using var database = await TestDatabase.CreateAsync();
        List<FileProblem> problems = [];
        if (ProjectionFileReader.BuiltIn(Named(name), problems) is { } file)
        {
            problems = await ProjectionTrial.RunAsync(database.DataSource, [file], all: true, TestContext.Current.CancellationToken);
        }

        problems.ShouldBeEmpty();
    }

    /// <summary>The types a projection reads; a statement may read any, and those whose names stand in it come more often.</summary>
    private static IReadOnlyList<EventType> Types(Projection projection)
    {
        if (projection is not SqlProjection statement)
        {
            return projection.Reads;
        }

        EventType[] any = [.. EventTypes.Current, EventTypes.Custom];
        var text = DefinitionFile.Joined(DefinitionFile.Of(statement));
        var named = any.Where(type => text.Contains($"'{type.Alias}'", StringComparison.Ordinal));
        return [.. any, .. Enumerable.Repeat(named, 10).SelectMany(types => types)];
    }

    private static Projection Named(string name) => All.Single(p => p.Name == name);

    private static async Task<long> CountAsync(ProjectedLog log, Projection projection) => (await log.RowsAsync(projection, alsoFormer: true)).Count;

    private static async Task<List<string>> RowsAsync(Projection projection, IEnumerable<CDEvent> arrival, int batch, int page)
    {
        await using var log = await ProjectedLog.CreateAsync([projection]);
        await log.AppendAsync(arrival, batch);
        await log.CatchUpAsync(page);
        return await log.RowsAsync(projection);
    }

    private RandomEvents Random()
    {
        output.WriteLine($"seed {Seed}");
        return new(Seed);
    }
}
