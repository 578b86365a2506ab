using Npgsql;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>A connection keeps the plans of its statements, which it made when the tables were empty; nobody has analysed them since.</summary>
[Trait("Category", "Nightly")]
public class The_pages_of_a_growing_log
{
    private const int Deliveries = 600;

    private static readonly string[] Environments = ["staging", "production"];

    public static TheoryData<string> Names { get; } = [.. ProjectionCatalogue.All.OfType<SqlProjection>().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task read_no_more_rows_for_an_event_than_the_first_ones(string name)
    {
        var projection = ProjectionCatalogue.All.Single(p => p.Name == name);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        var live = await log.LiveAsync(projection);
        await log.ExecuteAsync($"""
            do $$
            declare t regclass;
            begin
                for t in select oid from pg_class where relkind = 'r' and relnamespace in ('{live.Schema}'::regnamespace, 'events'::regnamespace) loop
                    execute format('alter table %s set (autovacuum_enabled = false)', t);
                end loop;
            end $$
            """);
        List<CDEvent> events = [.. Enumerable.Range(0, Deliveries).SelectMany(One)];
        await log.AppendAsync(events);

        await using var connection = await log.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var quarter = events.Count / 4;
        var first = await ReadAsync(log, connection, projection, 0, quarter);
        await ReadAsync(log, connection, projection, quarter, 3 * quarter);
        var last = await ReadAsync(log, connection, projection, 3 * quarter, 4 * quarter);
        first.ShouldBeGreaterThan(0);
        var scans = await log.Database.ColumnAsync<string>($"""
            select format('%s seq %s idx %s', relname, seq_tup_read, idx_tup_fetch) from pg_stat_user_tables where schemaname = '{live.Schema}'
            order by coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) desc limit 3
            """);
        (last / first).ShouldBeLessThan(1.5, $"{first} rows an event in the first quarter, {last} in the last; most in all: {string.Join(", ", scans)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task look_for_rows_by_the_first_column_of_an_index(string name)
    {
        var projection = ProjectionCatalogue.All.Single(p => p.Name == name);
        await using var log = await ProjectedLog.CreateAsync([projection]);
        var live = await log.LiveAsync(projection);
        // In one page, as a rebuild takes them: plans are made when the tables have many rows of which nothing is known.
        List<CDEvent> events = [.. Enumerable.Range(0, Deliveries).SelectMany(One)];
        await log.AppendAsync(events);
        await using var connection = await log.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var plans = await Plan.CollectAsync(connection, TestContext.Current.CancellationToken);
        await CatchUp.ToAsync(log.Database, connection, projection, live, events.Count, TestContext.Current.CancellationToken, pageSize: events.Count);

        // Of an expression, the function or the column that it begins with.
        var first = (await log.Database.ColumnAsync<string>($"""
            select concat_ws('=', c.relname, coalesce(substring(d.of from '(\w+)\('), substring(d.of from '\w+')))
            from pg_index i join pg_class c on c.oid = i.indexrelid cross join lateral (select pg_get_indexdef(i.indexrelid, 1, true) as of) d
            where c.relnamespace = '{live.Schema}'::regnamespace
            """)).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        plans.Count(plan => plan.Steps.Any(step => step.TryGetProperty("Index Cond", out _))).ShouldBeGreaterThan(0);
        plans.SelectMany(plan => plan.Walks(first)).Distinct().ShouldBeEmpty();
    }

    /// <summary>Applies a stretch of the log, 20 positions to a page.</summary>
    /// <returns>How many rows of the projection's tables and of the log it has read for each event.</returns>
    private static async Task<double> ReadAsync(ProjectedLog log, NpgsqlConnection connection, Projection projection, long after, long upTo)
    {
        var live = await log.LiveAsync(projection);
        var before = await RowsReadAsync(connection, live);
        await CatchUp.ToAsync(log.Database, connection, projection, live, upTo, TestContext.Current.CancellationToken, pageSize: 20);
        return (await RowsReadAsync(connection, live) - before) / (double)(upTo - after);
    }

    private static async Task<long> RowsReadAsync(NpgsqlConnection connection, Generation live)
    {
        await Sql.ExecuteAsync(connection, "select pg_stat_force_next_flush()", TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            $"""
            select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables
            where schemaname = '{live.Schema}' or schemaname = 'events' and relname like 'mt_events%'
            """,
            connection);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Change, run, test, artifact and deployments of one delivery; each event names the one before.</summary>
    private static IEnumerable<CDEvent> One(int n)
    {
        var service = $"service-{n % 30}";
        var artifact = $"pkg:oci/{service}@1.{n}";
        (string Subject, SubjectContent Content)[] all =
        [
            ($"change-{n}", new ChangeMerged { Repository = new Reference(service) }),
            ($"run-{n}", new PipelineRunStarted { PipelineName = service }),
            ($"test-{n}", new TestCaseRunFinished { Outcome = new Outcome(n % 5 == 0 ? "failure" : "success"), TestCase = new TestCase { Id = $"case-{n % 40}" }, Environment = new Reference("ci") }),
            (artifact, new ArtifactPackaged { Change = new Reference($"change-{n}") }),
            ($"run-{n}", new PipelineRunFinished { PipelineName = service, Outcome = new Outcome("success") }),
            .. Environments.Select(e => (service, (SubjectContent)new ServiceDeployed { Environment = new Reference(e), ArtifactId = artifact })),
            ($"gate-{n}", new CustomEvent { Content = System.Text.Json.JsonSerializer.SerializeToElement(new { passed = true }) }),
        ];
        var chain = $"00000000-0000-4000-8000-{n:000000000000}";
        return all.Select((one, step) => new CDEvent($"{n}-{step}", Events.Source, Events.T((n * 100) + step), one.Subject, one.Content)
        {
            ChainId = chain,
            Type = one.Content is CustomEvent ? "dev.cdeventsx.tool-gate.passed.0.1.0" : null,
            Links = step == 0 ? [] : [new Link.Path($"{n}-{step - 1}")],
        });
    }
}
