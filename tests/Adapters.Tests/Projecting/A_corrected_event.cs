using System.Text.Json;

namespace CdViz.Adapters.Tests.Projecting;

/// <summary>Corrections move the rows of every fold of the catalogue, whenever they come, with nothing written for any one of them.</summary>
public class A_corrected_event(ITestOutputHelper output)
{
    private const int Seed = 20260401;

    public static TheoryData<string> Folds => [.. ProjectionCatalogue.All.Where(p => p is not SqlProjection).Select(p => p.Name)];

    [Theory, MemberData(nameof(Folds))]
    public async Task is_to_every_fold_as_if_it_had_been_sent_so_or_never(string name)
    {
        var projection = ProjectionCatalogue.All.Single(p => p.Name == name);
        output.WriteLine($"seed {Seed}");
        var random = new RandomEvents(Seed);
        var sent = random.Of(projection.Reads, 200, subjects: 7);
        var corrections = sent.Where(_ => random.Next(4) == 0).SelectMany(e => Some(e, random)).ToList();
        await using var plain = await ProjectedLog.CreateAsync([projection]);
        await plain.AppendAsync(sent.Select(e => corrections.Where(c => c.Target == e).Aggregate((CDEvent?)e, (was, c) => was is null ? null : c.After(was))).OfType<CDEvent>());
        await plain.CatchUpAsync();
        var expected = await plain.RowsAsync(projection);

        foreach (var page in (int[])[1, 7, 5000])
        {
            await using var log = await ProjectedLog.CreateAsync([projection]);
            var late = random.Next(sent.Count);
            var arrival = random.Shuffled(sent);
            await log.AppendAsync(arrival.Take(late), batch: 9);
            await log.CatchUpAsync(page);
            await log.AppendAsync(arrival.Skip(late), batch: 9);
            foreach (var half in corrections.Chunk((corrections.Count / 2) + 1))
            {
                await CorrectAsync(log, half);
                await log.CatchUpAsync(page, longRest: page == 7 ? 20 : int.MaxValue);
            }

            (await log.RowsAsync(projection)).ShouldBe(expected);
            (await log.Engine.VerifyAsync(name, null, TestContext.Current.CancellationToken)).Differing.ShouldBe(0);
            await log.Engine.RebuildAsync(name, 2, keep: false, null, TestContext.Current.CancellationToken);
            (await log.RowsAsync(projection)).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task is_otherwise_at_once_for_who_asks_what_runs_now()
    {
        await using var log = await ProjectedLog.CreateAsync();
        var (one, two) = (Deployed("v1", 1), Deployed("v2", 2));
        await log.AppendAsync([one, two]);
        await CorrectAsync(log, [new(two, null)]);
        (await RunningAsync(log)).ShouldBe(["production v1"]);
        await CorrectAsync(log, [new(one, new() { ["environment"] = "staging" })]);
        (await RunningAsync(log)).ShouldBe(["staging v1"]);
        await CorrectAsync(log, [new(one, null)]);
        (await RunningAsync(log)).ShouldBeEmpty();
    }

    [Fact]
    public async Task is_no_verdict_on_a_test_any_more_or_one_at_another_time_and_place()
    {
        await using var log = await ProjectedLog.CreateAsync();
        var (passed, failed, other) = (Finished("r1", "success", 1), Finished("r2", "failure", 2), Finished("r3", "success", 3));
        await log.AppendAsync([passed, failed, other]);
        (await FlakyAsync(log)).ShouldBe(["t 2 passed 1 failed"]);
        await CorrectAsync(log, [new(failed, null)]);
        (await FlakyAsync(log)).ShouldBeEmpty();
        await CorrectAsync(log, [new(other, new() { ["environment"] = "staging" }), new(other, new() { ["occurredAt"] = "2026-03-05T00:00:00Z" })]);
        (await VerdictsAsync(log)).ShouldBe(["r1 ci 2026-03-02T09:00:01Z", "r3 staging 2026-03-05T00:00:00Z"]);
        await log.Engine.RebuildAsync("test_outcomes", 2, keep: false, null, TestContext.Current.CancellationToken);
        (await VerdictsAsync(log)).ShouldBe(["r1 ci 2026-03-02T09:00:01Z", "r3 staging 2026-03-05T00:00:00Z"]);
        await CorrectAsync(log, [new(other, null)]);
        (await VerdictsAsync(log)).ShouldBe(["r1 ci 2026-03-02T09:00:01Z"]);
    }

    private static CDEvent Finished(string run, string outcome, double at)
    {
        var content = new TestCaseRunFinished { Environment = new("ci"), Outcome = new(outcome), TestCase = new() { Id = "t", Name = "t" } };
        return new($"f-{run}", Events.Source, Events.T(at), run, content) { ChainId = "11111111-1111-4111-8111-111111111111" };
    }

    private static async Task<List<string>> FlakyAsync(ProjectedLog log)
    {
        await log.CatchUpAsync();
        return await log.Database.ColumnAsync<string>(
            """
            select concat_ws(' ', test_id, count(*) filter (where passed), 'passed', count(*) filter (where not passed), 'failed')
            from cdviz.test_verdict
            group by test_id, tested
            having count(distinct passed) > 1
            """);
    }

    private static async Task<List<string>> VerdictsAsync(ProjectedLog log)
    {
        await log.CatchUpAsync();
        return await log.Database.ColumnAsync<string>(
            """
            select concat_ws(' ', subject_id, environment, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
            from cdviz.test_verdict
            order by subject_id
            """);
    }

    private static Task<List<string>> RunningAsync(ProjectedLog log) =>
        log.Database.ColumnAsync<string>("select environment || ' ' || version from cdviz.current_deployment");

    private static CDEvent Deployed(string version, double at) => new(
        $"d-{version}", Events.Source, Events.T(at), "cart", new ServiceDeployed { Environment = new("production"), ArtifactId = $"pkg:oci/cart?tag={version}" });

    private static async Task CorrectAsync(ProjectedLog log, IEnumerable<Said> corrections)
    {
        foreach (var (target, amendment) in corrections)
        {
            await log.CorrectAsync(target, amendment);
        }
    }

    /// <summary>One correction of an event, or two in a row.</summary>
    private static IEnumerable<Said> Some(CDEvent e, RandomEvents random)
    {
        var members = EventCorrection.Members.Where(member => EventCorrection.Has(EventTypes.Of(e.Content), member)).ToList();
        for (var n = random.Next(2); n >= 0; n--)
        {
            yield return new(e, random.Next(2) == 0 ? null : members.Where(_ => random.Next(2) == 0).ToDictionary(member => member, member => member switch
            {
                "occurredAt" => OccurredAt.Text(Events.T(random.Next(90)).UtcDateTime),
                "artifactId" => "pkg:oci/cart?tag=9.0.0",
                _ => $"env-{random.Next(4)}",
            }));
        }
    }

    /// <summary>What a correction says of an event: its amendment, or null when it is retracted.</summary>
    private sealed record Said(CDEvent Target, Dictionary<string, string>? Amendment)
    {
        public CDEvent? After(CDEvent was)
        {
            var admitted = ProjectedLog.Admit(was);
            var recorded = new RecordedEvent(1, admitted.Id, admitted.Stream.ToString(), 1, admitted.Type, admitted.OccurredAt, default, null, admitted.ReadContent());
            return new EventCorrection(admitted.Id, Amendment is null ? null : JsonSerializer.SerializeToElement(Amendment)).After(recorded) is { } now
                ? was with { Content = now.Data, Timestamp = now.OccurredAt }
                : null;
        }
    }
}
