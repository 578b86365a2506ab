namespace CdViz.Api.Tests.Demo;

public class A_month_of_the_demo_company
{
    public static TheoryData<int> Seeds => [1, 2, 3];

    [Theory, MemberData(nameof(Seeds))]
    public void rests_at_the_weekend(int seed)
    {
        var merges = DemoMonth.Of(seed).Where(e => e.What is "change.merged").Select(e => e.Event.OccurredAt).ToList();

        (merges.Count(at => at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) / (double)merges.Count).ShouldBeLessThan(0.08);
        (merges.Count(at => at.Hour is >= 7 and < 18) / (double)merges.Count).ShouldBeGreaterThan(0.9);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void merges_most_changes_and_gives_some_up(int seed)
    {
        var changes = DemoMonth.Of(seed).Where(e => e.Subject is "change").GroupBy(e => e.Predicate).ToDictionary(group => group.Key, group => group.Count());

        changes["created"].ShouldBeInRange(150, 400);
        changes["merged"].ShouldBeInRange(changes["created"] * 8 / 10, changes["created"]);
        changes["abandoned"].ShouldBeInRange(2, changes["created"] / 8);
        changes["reviewed"].ShouldBeGreaterThan(changes["merged"]);
        changes["updated"].ShouldBeGreaterThan(20);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void runs_some_pipelines_again_under_the_same_id(int seed)
    {
        var starts = DemoMonth.Of(seed).Where(e => e.What is "pipelinerun.started").GroupBy(e => e.SubjectId).Select(run => run.Count()).ToList();

        (starts.Count(attempts => attempts > 1) / (double)starts.Count).ShouldBeInRange(0.02, 0.20);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void has_flaky_tests_that_pass_and_fail_for_the_same_artifact(int seed)
    {
        var flaky = Finished(seed)
            .Select(e => (Test: e.IdOf("testCase"), Artifact: e.Links.FirstOrDefault(link => link.Kind is "ARTIFACT").Target, Passed: Passed(e)))
            .Where(run => run.Artifact is not null)
            .GroupBy(run => (run.Test, run.Artifact))
            .Where(runs => runs.Any(run => run.Passed) && runs.Any(run => !run.Passed))
            .Select(runs => runs.Key.Test)
            .Distinct();

        flaky.Count().ShouldBeInRange(5, 30);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void has_tests_that_mostly_fail_and_tests_that_are_slow_or_skipped(int seed)
    {
        var cases = Finished(seed).GroupBy(e => e.IdOf("testCase")!).ToList();
        var starts = DemoMonth.Of(seed).Where(e => e.What is "testcaserun.started").ToDictionary(e => e.SubjectId, e => e.Event.OccurredAt);
        var slow = Finished(seed)
            .Where(e => starts.TryGetValue(e.SubjectId, out var at) && e.Event.OccurredAt - at > TimeSpan.FromSeconds(90))
            .Select(e => e.IdOf("testCase"))
            .Distinct();

        cases.Count(runs => runs.Count(e => !Passed(e)) > runs.Count() / 2).ShouldBeInRange(2, 8);
        (Finished(seed).Count(e => !Passed(e)) / (double)Finished(seed).Count()).ShouldBeInRange(0.01, 0.10);
        slow.Count().ShouldBeGreaterThan(8);
        DemoMonth.Of(seed).Count(e => e.What is "testcaserun.skipped").ShouldBeGreaterThan(100);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void names_images_by_digest_by_tag_alone_and_in_two_registries(int seed)
    {
        var artifacts = DemoMonth.Of(seed).Where(e => e.Subject is "artifact").Select(e => e.SubjectId).ToHashSet();
        var mirrored = artifacts.Where(id => id.Contains("mirror.fennel.example", StringComparison.Ordinal)).ToList();

        mirrored.Count.ShouldBeGreaterThan(20);
        mirrored.ShouldAllBe(id => artifacts.Contains(id.Replace("mirror.", "registry.", StringComparison.Ordinal)));
        artifacts.Count(id => !id.Contains('@', StringComparison.Ordinal) && id.Contains("tag=", StringComparison.Ordinal)).ShouldBeGreaterThan(10);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void opens_tickets_again_and_uses_the_id_of_an_incident_again(int seed)
    {
        var month = DemoMonth.Of(seed);

        month.Where(e => e.What is "ticket.created").GroupBy(e => e.SubjectId).Count(ticket => ticket.Count() > 1).ShouldBeGreaterThan(5);
        month.Where(e => e.What is "incident.detected").GroupBy(e => e.SubjectId).Max(incident => incident.Count()).ShouldBeGreaterThan(5);
        month.Count(e => e.Event.Type.StartsWith("dev.cdeventsx.", StringComparison.Ordinal)).ShouldBeGreaterThan(20);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void links_only_to_events_that_it_tells(int seed)
    {
        var ids = DemoMonth.Of(seed).Select(e => e.Event.Id).ToHashSet();
        var lastMinutes = DemoMonth.End.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddMinutes(-10);

        DemoMonth.Of(seed).Where(e => e.Event.SentAt < lastMinutes).SelectMany(e => e.Links).Where(link => !ids.Contains(link.Target)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Seeds))]
    public void leads_from_a_change_to_production_on_one_chain(int seed)
    {
        var merged = DemoMonth.Of(seed).Where(e => e.What is "change.merged").Select(Chain).ToHashSet();
        var continuous = DemoMonth.Production(seed).Single(service => service.Key is "storefront").Where(e => e.Predicate is "upgraded");

        continuous.Count(e => merged.Contains(Chain(e))).ShouldBeGreaterThan(continuous.Count() * 9 / 10);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void brings_several_changes_to_production_with_one_train(int seed) =>
        DemoMonth.Production(seed).Single(service => service.Key is "payments")
            .Count(e => e.Links.Count(link => link.Kind is "CONTAINS") > 1).ShouldBeGreaterThan(1);

    private static IEnumerable<Told> Finished(int seed) => DemoMonth.Of(seed).Where(e => e.What is "testcaserun.finished");

    private static bool Passed(Told e) => e.Text("outcome") is "success" or "pass";

    private static string Chain(Told e) => e.Context.GetProperty("chainId").GetString()!;
}
