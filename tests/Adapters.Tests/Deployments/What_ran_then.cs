namespace CdViz.Adapters.Tests.Deployments;

public class What_ran_then(ITestOutputHelper output)
{
    private const int Seed = 20260401;

    private static readonly EventType[] Types = [.. EventTypes.OfSubject("service"), .. EventTypes.OfSubject("artifact"), EventTypes.Of("environment", "deleted")];

    [Theory, InlineData(1), InlineData(2)]
    public async Task is_what_a_replay_of_the_log_up_to_there_gives(int seed)
    {
        output.WriteLine($"seed {seed}");
        await using var history = await History.CreateAsync();
        var random = new RandomEvents(seed);
        foreach (var some in random.Of(Types, 600, seconds: 600).Chunk(3))
        {
            await history.Log.AppendAsync(some);
            if (random.Next(4) == 0)
            {
                await CorrectAsync(history, random);
            }
        }

        await history.Log.CatchUpAsync(pageSize: 37);
        var replay = await Replay.OfAsync(history.Log.Database);
        var times = replay.Times.ToArray();

        for (var i = 0; i < 100; i++)
        {
            var at = i == 0 ? DateTime.MaxValue.Date : times[random.Next(times.Length)].At;
            var known = i % 4 == 0 ? DateTime.MaxValue.Date : times[random.Next(times.Length)].Known;
            (await AskAsync(history, at, known)).ShouldBe(replay.At(Utc(at), Utc(known)), $"at {at:O}, known {known:O}");
        }

        var rows = await history.Log.RowsAsync(History.Projection);
        await history.Log.Engine.RebuildAsync("deployments", 2, keep: false, null, TestContext.Current.CancellationToken);
        (await history.Log.RowsAsync(History.Projection)).ShouldBe(rows);
    }

    [Fact]
    public async Task is_what_the_table_of_what_runs_now_says()
    {
        await using var history = await History.CreateAsync();
        await history.Log.AppendAsync(new RandomEvents(Seed).Of(Types, 300, seconds: 600));
        await history.Log.CatchUpAsync();
        var now = await history.RowsAsync("select environment, service, position from cdviz.current_deployment order by 1, 2, 3");
        now.Count.ShouldBeGreaterThan(3);
        now.ShouldBe(await history.RowsAsync("select environment, service, position from cdviz.deployments_at('infinity') order by 1, 2, 3"));
    }

    [Fact]
    public async Task is_known_otherwise_after_a_correction_and_as_before_up_to_it()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed("a:1", 1), history.Upgraded("a:2", 2), history.Upgraded("a:3", 3), history.Upgraded("a:1", 4));
        var known = await history.Log.Database.ScalarAsync<DateTime>("select max(recorded_at) from cdviz.deployment_event");
        await history.CorrectAsync(2, "retract");
        await history.CorrectAsync(3, "amend", ("artifactId", "a:1"), ("environment", "test"));
        await history.CorrectAsync(4, "amend", ("artifactId", "a:9"));
        await history.CorrectAsync(4, "amend", ("occurredAt", Events.T(6).ToString("O")));
        await history.Log.CatchUpAsync();

        const string ran = "select environment, artifact_id, deployed_at, position from cdviz.deployments_at($1, $2) order by 1";
        (await history.RowsAsync(ran, Events.T(5).UtcDateTime, DateTime.MaxValue)).ShouldBe(["prod a:1 1 1", "test a:1 3 6"]);
        (await history.RowsAsync(ran, Events.T(6).UtcDateTime, DateTime.MaxValue)).ShouldBe(["prod a:9 6 8", "test a:1 3 6"]);
        (await history.RowsAsync(ran, Events.T(6).UtcDateTime, known)).ShouldBe(["prod a:1 4 4"]);
        (await history.RowsAsync("select environment, artifact_id, valid_from, valid_to, rollback, ordinal from cdviz.deployment order by 1, 3"))
            .ShouldBe(["prod a:1 1 6 - 1", "prod a:9 6 - - 2", "test a:1 3 - - 1"]);
    }

    [Fact]
    public async Task does_not_heed_corrections_from_any_other_door()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed("a:1", 1));
        await history.CorrectAsync("http", 1, "retract");
        await history.Log.CatchUpAsync();

        (await history.RowsAsync("select artifact_id from cdviz.deployment")).ShouldBe(["a:1"]);
    }

    [Fact]
    public async Task forgets_what_a_retracted_event_said_of_a_tag()
    {
        await using var history = await History.CreateAsync();
        var digest = $"sha256:{new string('a', 64)}";
        await history.SendAsync(history.Published($"pkg:oci/cart@{digest}?tag=1", 0), history.Deployed("pkg:oci/cart?tag=1", 1));
        const string key = "select artifact_key from cdviz.deployment";
        (await history.RowsAsync(key)).ShouldBe([digest]);

        await history.CorrectAsync(1, "retract");
        await history.Log.CatchUpAsync();
        (await history.RowsAsync(key)).ShouldBe(["pkg:oci/cart@1"]);
    }

    [Fact]
    public async Task does_not_change_when_something_earlier_is_told_later()
    {
        await using var history = await History.CreateAsync();
        await history.SendAsync(history.Deployed("a:1", 1), history.Upgraded("a:3", 9));
        var known = await history.Log.Database.ScalarAsync<DateTime>("select max(recorded_at) from cdviz.deployment_event");
        await history.SendAsync(history.Upgraded("a:2", 5), history.Removed(6));

        const string ran = "select artifact_id from cdviz.deployments_at($1, $2)";
        (await history.RowsAsync(ran, Events.T(7).UtcDateTime, known)).ShouldBe(["a:1"]);
        (await history.RowsAsync(ran, Events.T(7).UtcDateTime, DateTime.MaxValue)).ShouldBeEmpty();
        (await history.RowsAsync(ran, Events.T(5).UtcDateTime, DateTime.MaxValue)).ShouldBe(["a:2"]);
    }

    [Fact]
    public async Task has_the_same_rows_whatever_the_order_of_arrival_with_tags_and_digests_tied()
    {
        output.WriteLine($"seed {Seed}");
        var random = new RandomEvents(Seed);
        var events = random.Of(Types, 400, subjects: 3).Select((e, i) => e with
        {
            SubjectId = e.Content.GetType().Name.StartsWith("Artifact", StringComparison.Ordinal) ? Artifact(i) : e.SubjectId,
            Content = e.Content switch
            {
                ServiceDeployed deployed => deployed with { ArtifactId = Artifact(i) },
                ServiceUpgraded upgraded => upgraded with { ArtifactId = Artifact(i) },
                ServiceRolledBack back => back with { ArtifactId = Artifact(i) },
                var other => other,
            },
        }).ToList();
        var expected = await RowsAsync(events.OrderBy(e => e.Timestamp), 5000);
        expected.ShouldContain(row => row.Contains("\"inferred_rollback\": true", StringComparison.Ordinal)
            && row.Contains("cart?tag=", StringComparison.Ordinal) && row.Contains("\"artifact_key\": \"sha256", StringComparison.Ordinal));
        foreach (var page in (int[])[1, 7, 60])
        {
            (await RowsAsync(random.Shuffled(events), page)).ShouldBe(expected);
        }
    }

    private static async Task CorrectAsync(History history, RandomEvents random)
    {
        var position = 1 + random.Next((int)await history.Log.Database.ScalarAsync<long>("select count(*) from events.mt_events where type <> 'custom_event'") - 1);
        if (await history.Log.Database.ScalarAsync<bool>($"select exists (select from events.mt_events where seq_id = {position} and type <> 'custom_event')"))
        {
            await (random.Next(5) switch
            {
                0 => history.CorrectAsync(position, "retract"),
                1 => history.CorrectAsync(position, "amend", ("occurredAt", Events.T(random.Next(600)).ToString("O"))),
                2 => history.CorrectAsync(position, "amend", ("environment", $"moved-{random.Next(3)}")),
                3 => history.CorrectAsync(position, "amend", ("service", $"moved-{random.Next(3)}"), ("artifactId", $"pkg:oci/moved?tag={random.Next(5)}")),
                _ => history.CorrectAsync(position, "amend", ("artifactId", $"pkg:oci/moved?tag={random.Next(5)}")),
            });
        }
    }

    // By tag, by digest and by both, few of them, so that they meet.
    private static string Artifact(int i) => (i * 7919 % 3, i % 4) switch
    {
        (0, var tag) => $"pkg:oci/cart?tag={tag}",
        (1, var digest) => $"pkg:oci/cart@sha256:{new string((char)('a' + digest), 64)}",
        (_, var both) => $"pkg:oci/cart@sha256:{new string((char)('a' + (i / 4 % 4)), 64)}?tag={both}",
    };

    private static async Task<List<string>> RowsAsync(IEnumerable<CDEvent> arrival, int page)
    {
        await using var history = await History.CreateAsync();
        await history.Log.AppendAsync(arrival, batch: 50);
        await history.Log.CatchUpAsync(page);
        return await history.Log.RowsAsync(History.Projection);
    }

    private static async Task<List<string>> AskAsync(History history, DateTime at, DateTime known) =>
        [.. (await history.Log.Database.ColumnAsync<string>(Replay.Answer, Utc(at), Utc(known))).Order(StringComparer.Ordinal)];

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
