namespace CdViz.Adapters.Tests.Projecting.Running;

[Trait("Category", "Nightly")]
public class A_transaction_left_open_for_a_minute
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task makes_no_projection_lag()
    {
        var ofPipelines = ProjectionCatalogue.All.Single(p => p.Name == "pipeline_runs").Reads;
        await using var log = await ProjectedLog.CreateAsync();
        await using var daemon = await RunningDaemon.StartAsync(log);
        await using var connection = await log.Database.OpenConnectionAsync(Ct);
        await using var open = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, Ct);
        // With a snapshot, a row of its own and an id: nothing that is written later is older than it.
        await Sql.ExecuteAsync(connection, "select count(*) from events.mt_events; create table left_open as select pg_current_xact_id()::text", Ct);
        var since = TimeProvider.System.GetTimestamp();
        for (var seed = 1; TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromMinutes(1); seed++)
        {
            await log.AppendAsync(new RandomEvents(seed).Of(ofPipelines, 20), batch: 5);
            var head = await log.Database.ScalarAsync<long>("select max(seq_id) from events.mt_events");
            await log.UntilAsync(all => all.All(p => p.State == "running" && p.Position >= head));
            await Task.Delay(TimeSpan.FromSeconds(2), Ct);
        }

        (await log.Database.ScalarAsync<TimeSpan>("select now() - min(xact_start) from pg_stat_activity where datname = current_database()")).ShouldBeGreaterThan(TimeSpan.FromMinutes(1));
        await open.RollbackAsync(Ct);
    }
}
