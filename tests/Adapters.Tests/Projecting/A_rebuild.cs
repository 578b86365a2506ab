namespace CdViz.Adapters.Tests.Projecting;

public class A_rebuild
{
    private static readonly Projection Runs = ProjectionCatalogue.All.Single(p => p.Name == "pipeline_runs");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task is_never_seen_by_a_reader_of_the_view()
    {
        await using var log = await FilledAsync();
        using var stop = new CancellationTokenSource();
        var counts = Task.Run(async () =>
        {
            List<long> seen = [];
            while (!stop.IsCancellationRequested)
            {
                await using var command = log.Database.CreateCommand("select count(*) from cdviz.pipelinerun_attempt");
                seen.Add((long)(await command.ExecuteScalarAsync())!);
            }

            return seen;
        }, Ct);
        for (var i = 0; i < 3; i++)
        {
            await log.Engine.RebuildAsync(Runs.Name, 2, keep: false, null, Ct);
        }

        await stop.CancelAsync();
        var all = await counts;
        all.Count.ShouldBeGreaterThan(3);
        all.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task waits_for_a_reader_without_making_others_wait()
    {
        await using var log = await FilledAsync();
        await using var reader = await log.Database.OpenConnectionAsync(Ct);
        await using var reading = await reader.BeginTransactionAsync(Ct);
        await using (var command = new Npgsql.NpgsqlCommand("select count(*) from cdviz.pipelinerun_attempt", reader))
        {
            await command.ExecuteScalarAsync(Ct);
        }

        var rebuild = log.Engine.RebuildAsync(Runs.Name, 2, keep: false, null, Ct);
        var built = TimeProvider.System.GetTimestamp();
        while ((await log.GenerationsAsync(Runs)).All(g => g.Position == 0 || g.Number == 1))
        {
            TimeProvider.System.GetElapsedTime(built).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        }

        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 50; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            await using var command = log.Database.CreateCommand("select count(*) from cdviz.pipelinerun_attempt");
            await command.ExecuteScalarAsync(Ct);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, TimeProvider.System.GetElapsedTime(began).Ticks));
        }

        rebuild.IsCompleted.ShouldBeFalse("the first reader still holds the view");
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await reading.CommitAsync(Ct);
        (await rebuild).Number.ShouldBe(2);
    }

    [Fact]
    public async Task can_be_undone_by_a_switch()
    {
        await using var log = await FilledAsync();
        await log.Engine.RebuildAsync(Runs.Name, 2, keep: false, null, Ct);
        (await log.LiveAsync(Runs)).Number.ShouldBe(2);
        await log.AppendAsync(new RandomEvents(2).Of(Runs.Reads, 50));
        await log.Engine.SwitchAsync(Runs.Name, 1, Ct);
        (await log.LiveAsync(Runs)).ShouldSatisfyAllConditions(g => g.Number.ShouldBe(1), g => g.Position.ShouldBe(450));
        (await log.Engine.VerifyAsync(Runs.Name, null, Ct)).Differing.ShouldBe(0);
        await log.Engine.SwitchAsync(Runs.Name, 2, Ct);
        (await log.Engine.CompareAsync(Runs.Name, 1, 2, Ct)).Differing.ShouldBe(0);
    }

    [Fact]
    public async Task that_is_kept_does_not_switch_and_can_be_compared()
    {
        await using var log = await FilledAsync();
        var kept = await log.Engine.RebuildAsync(Runs.Name, 2, keep: true, null, Ct);
        (await log.LiveAsync(Runs)).Number.ShouldBe(1);
        await log.ExecuteAsync($"update {kept.Schema}.pipelinerun_attempt set name = 'tampered' where key = (select min(key) from {kept.Schema}.pipelinerun_attempt)");
        var comparison = await log.Engine.CompareAsync(Runs.Name, 1, kept.Number, Ct);
        comparison.Differing.ShouldBeGreaterThan(0);
        comparison.Differences.ShouldContain(d => d.Row.Contains("tampered"));
    }

    [Fact]
    public async Task to_one_side_finds_a_row_that_was_tampered_with()
    {
        await using var log = await FilledAsync();
        await log.ExecuteAsync("update pipeline_runs_g1.pipelinerun_attempt set outcome = 'success', finished_at = now() where ctid = (select min(ctid) from pipeline_runs_g1.pipelinerun_attempt)");
        (await log.Engine.VerifyAsync(Runs.Name, null, Ct)).Differing.ShouldBe(2);
    }

    [Fact]
    public async Task that_is_cancelled_leaves_the_live_rows_and_nothing_else()
    {
        await using var log = await FilledAsync();
        using var cancel = new CancellationTokenSource();
        var progress = new Cancelling(cancel);
        await Should.ThrowAsync<OperationCanceledException>(() => log.Engine.RebuildAsync(Runs.Name, 2, keep: false, progress, cancel.Token));
        (await log.GenerationsAsync(Runs)).ShouldHaveSingleItem().Number.ShouldBe(1);
        (await SchemasAsync(log)).ShouldBe(["pipeline_runs_g1"]);
    }

    [Fact]
    public async Task that_fails_leaves_the_live_rows_and_says_where()
    {
        await using var log = await FilledAsync();
        var failing = new ProjectionEngine(log.Database, [new Poisoned(at: 17)]);
        var failure = await Should.ThrowAsync<ProjectionFailedException>(() => failing.RebuildAsync(Runs.Name, 2, keep: false, null, Ct));
        failure.Position.ShouldBe(17);
        (await log.LiveAsync(Runs)).Number.ShouldBe(1);
        (await SchemasAsync(log)).ShouldBe(["pipeline_runs_g1"]);
    }

    [Fact]
    public async Task that_died_is_cleared_away_by_the_next()
    {
        await using var log = await FilledAsync();
        await DieAsync(log);
        await log.Engine.RebuildAsync(Runs.Name, 2, keep: false, null, Ct);
        (await log.GenerationsAsync(Runs)).Select(g => g.Role).ShouldBe(["kept", "live"]);
    }

    [Fact]
    public async Task that_is_cut_off_at_any_moment_leaves_the_live_rows()
    {
        await using var log = await FilledAsync();
        var rows = await log.RowsAsync(Runs);
        var (died, left) = (0, 0);
        for (var moment = 0; moment < 30; moment++)
        {
            var rebuild = log.Engine.RebuildAsync(Runs.Name, 2, keep: false, null, Ct);
            await Task.Delay(moment * 4, Ct);
            await log.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            died += await rebuild.ContinueWith(done => done.IsFaulted ? 1 : 0, Ct, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            log.Database.Clear();
            (await log.RowsAsync(Runs)).ShouldBe(rows);
            left += (await log.GenerationsAsync(Runs)).Count(g => g.Role is "building");
        }

        died.ShouldBeGreaterThan(5);
        left.ShouldBeInRange(1, died);
    }

    [Fact]
    public async Task that_died_is_cleared_away_by_the_next_start()
    {
        await using var log = await FilledAsync();
        await DieAsync(log);
        (await SchemasAsync(log)).ShouldBe(["pipeline_runs_g1", "pipeline_runs_g2"]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        await WaitFor.TrueAsync(async () => (await SchemasAsync(log)).Count == 1, () => "the generation that nobody builds any more is still there");
        (await log.GenerationsAsync(Runs)).ShouldHaveSingleItem().Role.ShouldBe("live");
    }

    [Fact]
    public async Task runs_once_at_a_time()
    {
        await using var log = await FilledAsync();
        await using var other = await ProjectionLock.TryAsync(log.Database, $"rebuild:{Runs.Name}", Ct);
        await Should.ThrowAsync<RebuildRunningException>(() => log.Engine.RebuildAsync(Runs.Name, 2, keep: false, null, Ct));
    }

    [Fact]
    public async Task keeps_one_old_generation()
    {
        await using var log = await FilledAsync();
        for (var i = 0; i < 4; i++)
        {
            await log.Engine.RebuildAsync(Runs.Name, 2, keep: false, null, Ct);
        }

        (await log.GenerationsAsync(Runs)).Select(g => (g.Number, g.Role)).ShouldBe([(4, "kept"), (5, "live")]);
        (await SchemasAsync(log)).ShouldBe(["pipeline_runs_g4", "pipeline_runs_g5"]);
    }

    [Fact]
    public async Task keeps_an_old_generation_that_a_view_shows_until_it_does_no_more()
    {
        await using var log = await FilledAsync();
        await log.ExecuteAsync("create view public.as_they_were as select * from pipeline_runs_g1.pipelinerun_attempt");
        for (var i = 0; i < 3; i++)
        {
            await log.Engine.RebuildAsync(Runs.Name, 2, keep: false, null, Ct);
        }

        (await SchemasAsync(log)).ShouldBe(["pipeline_runs_g1", "pipeline_runs_g3", "pipeline_runs_g4"]);
        (await log.Database.ScalarAsync<long>("select count(*) from public.as_they_were")).ShouldBeGreaterThan(0);

        await log.ExecuteAsync("drop view public.as_they_were");
        await log.Engine.RebuildAsync(Runs.Name, 2, keep: false, null, Ct);
        (await SchemasAsync(log)).ShouldBe(["pipeline_runs_g4", "pipeline_runs_g5"]);
    }

    /// <summary>Begins a generation and does no more about it.</summary>
    private static async Task DieAsync(ProjectedLog log)
    {
        await using var connection = await log.Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await GenerationStore.CreateAsync(connection, Runs, Ct);
        await transaction.CommitAsync(Ct);
    }

    private static async Task<ProjectedLog> FilledAsync()
    {
        var log = await ProjectedLog.CreateAsync([Runs]);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 400, subjects: 60));
        await log.CatchUpAsync();
        return log;
    }

    private static async Task<List<string>> SchemasAsync(ProjectedLog log)
    {
        await using var command = log.Database.CreateCommand("select nspname from pg_namespace where nspname like 'pipeline_runs%' order by 1");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        List<string> schemas = [];
        while (await reader.ReadAsync(Ct))
        {
            schemas.Add(reader.GetString(0));
        }

        return schemas;
    }

    private sealed class Cancelling(CancellationTokenSource cancel) : IProgress<RebuildProgress>
    {
        public void Report(RebuildProgress value)
        {
            if (value.Phase is "index")
            {
                cancel.Cancel();
            }
        }
    }
}
