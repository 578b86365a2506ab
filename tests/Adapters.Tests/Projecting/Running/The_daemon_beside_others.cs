using Npgsql;

namespace CdViz.Adapters.Tests.Projecting.Running;

public class The_daemon_beside_others
{
    private static readonly Projection Runs = ProjectionCatalogue.All.Single(p => p.Name == "pipeline_runs");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task does_not_wait_for_a_transaction_that_somebody_leaves_open()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 50));
        await using var idle = await log.Database.OpenConnectionAsync(Ct);
        await using var open = await idle.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, Ct);
        // It has a snapshot and an id of its own: what makes a reader of a sequence with gaps wait.
        await ExecuteAsync(idle, "select count(*) from events.mt_events; create temporary table mine on commit drop as select txid_current()");

        await log.AppendAsync(new RandomEvents(2).Of(Runs.Reads, 50), batch: 5);

        await log.UntilAsync(all => all.Single() is { State: "running", Position: 100, LagEvents: 0 });
        (await log.Engine.VerifyAsync(Runs.Name, null, Ct)).Differing.ShouldBe(0);
        await open.RollbackAsync(Ct);
    }

    [Fact]
    public async Task does_not_wait_for_an_append_that_was_rolled_back_or_whose_writer_was_killed()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        foreach (var end in (string[])["rollback", "select pg_terminate_backend(pg_backend_pid())"])
        {
            await using var writer = await log.Database.OpenConnectionAsync(Ct);
            await ExecuteAsync(writer, """
                begin;
                select pg_advisory_xact_lock(7310872512);
                select events.mt_quick_append_events(
                    'pipelinerun|s|lost', null, '*DEFAULT*', array[gen_random_uuid()], array['pipeline_run_queued'], array['t'], array['{}'::jsonb],
                    array[null]::bytea[], array[null]::varchar[], array[null]::varchar[], array['{"digest": "d", "occurredAt": "2026-01-01T00:00:00.000000Z"}'::jsonb],
                    array[null]::varchar[], array[now()])
                """);
            await Should.NotThrowAsync(async () =>
            {
                try
                {
                    await ExecuteAsync(writer, end);
                }
                catch (PostgresException killed) when (killed.SqlState is PostgresErrorCodes.AdminShutdown)
                {
                    // That is what it is for.
                }
            });
        }

        await log.AppendAsync(new RandomEvents(2).Of(Runs.Reads, 50), batch: 5);

        await log.UntilAsync(all => all.Single() is { State: "running", Position: 50, LagEvents: 0 });
        (await log.RowsAsync(Runs)).ShouldNotContain(row => row.Contains("lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task cannot_write_any_more_once_another_has_moved_its_progress()
    {
        await using var log = await ProjectedLog.CreateAsync([Runs]);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 60));
        await using var old = await log.Database.OpenConnectionAsync(Ct);
        var before = await log.LiveAsync(Runs);
        // The one that believes to be the owner has read its page; then another node takes over and applies the same events.
        var page = await EventFeed.PageAsync(old, Runs, 0, 30, Ct);
        await log.CatchUpAsync(pageSize: 25);
        var rows = await log.RowsAsync(Runs);

        await Should.ThrowAsync<OvertakenException>(
            () => CatchUp.ApplyAsync(old, before, ProjectionKind.Pages(Runs, before, consecutive: true), page.Events, 30, Ct));

        (await log.RowsAsync(Runs)).ShouldBe(rows);
        (await log.LiveAsync(Runs)).Position.ShouldBe(60);
    }

    [Fact]
    public async Task shares_the_projections_of_three_nodes_and_takes_over_from_one_that_dies()
    {
        await using var log = await ProjectedLog.CreateAsync();
        var nodes = new List<NodeOfItsOwn>();
        for (var i = 0; i < 3; i++)
        {
            nodes.Add(await NodeOfItsOwn.StartAsync(log));
        }

        var events = new RandomEvents(1).Of([.. ProjectionCatalogue.All.SelectMany(p => p.Reads).Distinct()], 600);
        for (var i = 0; i < 3; i++)
        {
            await log.AppendAsync(events.Skip(i * 200).Take(200), batch: 7);
            await nodes[i].KillAsync();
        }

        await using var last = await RunningDaemon.StartAsync(log);
        await log.UntilAsync(all => all.All(p => p is { State: "running", Position: 600, LagEvents: 0 }));
        foreach (var projection in ProjectionCatalogue.All)
        {
            (await log.Engine.VerifyAsync(projection.Name, null, Ct)).Differences.ShouldBeEmpty(projection.Name);
        }
    }

    [Fact]
    public async Task rebuilds_once_on_four_nodes_that_start_at_once_with_a_raised_version()
    {
        await using var log = await ProjectedLog.CreateAsync();
        await log.AppendAsync(new RandomEvents(1).Of([.. ProjectionCatalogue.All.SelectMany(p => p.Reads).Distinct()], 300), batch: 50);
        await log.CatchUpAsync();
        await log.ExecuteAsync("update events.projection_generation set version = 0");
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunningDaemon.StartAsync(log, new ProjectionEngine(log.Database, ProjectionCatalogue.All))));

        await log.UntilAsync(all => all.All(p => p is { Generation: 2, Version: > 0, State: "running", LagEvents: 0 }));
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        (await log.Database.ColumnAsync<string>("select distinct role || ' ' || generation from events.projection_generation order by 1")).ShouldBe(["kept 1", "live 2"]);
    }

    [Fact]
    public async Task lets_a_slow_projection_hold_up_no_other()
    {
        await using var log = await ProjectedLog.CreateAsync([new Slow(), ProjectionCatalogue.All.Single(p => p.Name == "test_outcomes")]);
        await using var daemon = await RunningDaemon.StartAsync(log);
        await log.AppendAsync(new RandomEvents(1).Of(Runs.Reads, 300));
        await log.UntilAsync(all => all.Single(p => p.Name == "test_outcomes").Position == 300);
        (await log.Engine.StatusAsync(Ct)).Single(p => p.Name == "pipeline_runs").Position.ShouldBeLessThan(300);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>A daemon with connections of its own, which can all be cut at once: to the others it looks as if the machine had died.</summary>
    private sealed class NodeOfItsOwn(RunningDaemon node, string login, ProjectedLog log)
    {
        public static async Task<NodeOfItsOwn> StartAsync(ProjectedLog log)
        {
            // Its own login is what its connections can be told by, whatever names they give themselves.
            var login = $"node_{Guid.NewGuid():n}";
            await log.ExecuteAsync($"create role {login} login superuser password 'node'");
            var connection = new NpgsqlConnectionStringBuilder(log.ConnectionString) { Username = login, Password = "node" }.ConnectionString;
            return new(await RunningDaemon.StartAsync(connection, ProjectionCatalogue.All), login, log);
        }

        public async Task KillAsync()
        {
            // No new connections, and the old ones gone: it cannot say good-bye to the database.
            await log.ExecuteAsync($"alter role {login} nologin; select pg_terminate_backend(pid) from pg_stat_activity where usename = '{login}'");
            await node.DisposeAsync();
            await log.ExecuteAsync($"drop role {login}");
        }
    }

    private sealed class Slow : Fold<PipelineRunRow>
    {
        private readonly PipelineRuns inner = new();

        public override string Name => inner.Name;

        public override int Version => inner.Version;

        public override Lifecycle Lifecycle => Lifecycle.Async;

        public override IReadOnlyList<EventType> Reads => inner.Reads;

        public override string Table => inner.Table;

        public override string? Key(RecordedEvent e)
        {
            Thread.Sleep(20);
            return inner.Key(e);
        }

        public override int Ordinal(PipelineRunRow row) => inner.Ordinal(row);

        public override PipelineRunRow Evolve(PipelineRunRow? row, RecordedEvent e) => inner.Evolve(row, e);
    }
}
