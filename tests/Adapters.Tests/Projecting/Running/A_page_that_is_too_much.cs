using Microsoft.Extensions.Logging.Abstractions;

namespace CdViz.Adapters.Tests.Projecting.Running;

public sealed class A_page_that_is_too_much
{
    // A statement that needs what the database has too little of for a page of more than some positions.
    private const string Greedy = """
        -- @tables
        create table seen (position bigint not null);
        comment on table seen is 'Positions.';
        create function take(after bigint, up_to bigint) returns void language plpgsql as $$
        begin
            if up_to - after > {0} then
                raise exception using errcode = '53200', message = 'out of shared memory';
            end if;
            insert into seen select n from generate_series(after + 1, up_to) n;
        end
        $$;
        -- @statement
        select take($1, $2)
        -- @views
        create or replace view cdviz.seen as select position from seen;
        comment on view cdviz.seen is 'Positions.';
        comment on column cdviz.seen.position is 'Position.';
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_applied_in_parts()
    {
        var greedy = Of(most: 3);
        await using var log = await ProjectedLog.CreateAsync([greedy]);
        await log.AppendAsync(new RandomEvents(4).Of(EventTypes.Current, 100));

        await log.CatchUpAsync();

        (await log.Database.ColumnAsync<long>("select position from cdviz.seen order by 1")).ShouldBe(Enumerable.Range(1, 100).Select(n => (long)n));
        await log.Engine.RebuildAsync(greedy.Name, 1, keep: false, null, Ct);
        (await log.Database.ColumnAsync<long>("select position from cdviz.seen order by 1")).ShouldBe(Enumerable.Range(1, 100).Select(n => (long)n));
    }

    [Fact]
    public async Task however_small_it_is_made_stops_the_projection_with_the_reason()
    {
        var greedy = Of(most: 0);
        await using var log = await ProjectedLog.CreateAsync([greedy]);
        await log.AppendAsync(new RandomEvents(4).Of(EventTypes.Current, 10));

        await RunAsync(log, greedy);

        (await log.Engine.StatusAsync(Ct)).Single().ShouldSatisfyAllConditions(
            status => (status.State, status.StoppedPosition, status.Position).ShouldBe(("stopped", 1, 0)),
            status => status.Reason.ShouldNotBeNull().ShouldContain("failed 10 times after position 0: 53200: out of shared memory"));
    }

    [Fact]
    public async Task of_which_an_event_cannot_even_be_read_stops_those_that_read_it_and_no_other()
    {
        var (runs, tests) = (new PipelineRuns(), new TestOutcomes());
        await using var log = await ProjectedLog.CreateAsync([runs, tests]);
        var outcomes = await log.LiveAsync(tests);
        await log.AppendAsync([.. new RandomEvents(1).Of(runs.Reads, 3), .. new RandomEvents(2).Of(tests.Reads, 3)]);
        await log.ExecuteAsync("""update events.mt_events set headers = headers || '{"occurredAt": "once"}' where seq_id = 2""");

        await RunAsync(log, runs, tests);

        var all = (await log.Engine.StatusAsync(Ct)).ToDictionary(status => status.Name);
        all[runs.Name].State.ShouldBe("stopped");
        all[runs.Name].Reason.ShouldNotBeNull().ShouldContain("failed 10 times after position 0");
        (all[tests.Name].State, all[tests.Name].Position).ShouldBe(("running", 6));
        (await log.Database.ScalarAsync<long>($"select count(*) from {outcomes.Schema}.test_run")).ShouldBeGreaterThan(0);
    }

    /// <summary>Runs the first projection until it is stopped, and the others beside it until they have come as far as the log.</summary>
    private static async Task RunAsync(ProjectedLog log, params Projection[] projections)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await using var signal = new LogSignal(log.Database, TimeProvider.System, NullLogger<LogSignal>.Instance);
        signal.Start();
        var feed = new SharedFeed(log.Database, projections, signal, NullLogger.Instance);
        var looking = Task.Run(() => feed.RunAsync(stopping.Token), Ct);
        var running = projections.Select(projection =>
            Task.Run(() => new ProjectionWorker(log.Database, projection, feed, null, NullLogger.Instance, TimeSpan.FromMilliseconds(1)).RunAsync(stopping.Token), Ct)).ToList();

        (await running[0].WaitAsync(TimeSpan.FromMinutes(1), Ct)).ShouldNotBeNull();
        await log.UntilAsync(all => all.All(status => status.Name == projections[0].Name || status.LagEvents == 0));

        await stopping.CancelAsync();
        await Task.WhenAll(running);
        await looking;
    }

    private static SqlProjection Of(int most) => new("seen", 1) { Definition = Greedy.Replace("{0}", $"{most}", StringComparison.Ordinal) };
}
