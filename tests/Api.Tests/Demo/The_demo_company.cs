using CdViz.Api.Demo;

namespace CdViz.Api.Tests.Demo;

public class The_demo_company
{
    private const int Seed = 1;

    [Fact]
    public void is_the_same_byte_for_byte_for_the_same_seed_and_time() =>
        Bytes(Seed, DemoMonth.End, 5).ShouldBe(Bytes(Seed, DemoMonth.End, 5));

    [Fact]
    public void is_another_for_another_seed() =>
        Ids(Seed, DemoMonth.End).Intersect(Ids(Seed + 1, DemoMonth.End)).ShouldBeEmpty();

    [Fact]
    public void shares_no_id_with_the_one_that_ends_a_day_later() =>
        Ids(Seed, DemoMonth.End).Intersect(Ids(Seed, DemoMonth.End.AddDays(1))).ShouldBeEmpty();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void tells_twenty_to_fifty_thousand_events_in_a_month(int seed) => DemoMonth.Of(seed).Count.ShouldBeInRange(20_000, 50_000);

    [Fact]
    public void tells_more_of_more_days()
    {
        var week = DemoCompany.Events(Seed, DemoMonth.End, 7).Count();
        var twoMonths = DemoCompany.Events(Seed, DemoMonth.End, 60).Count();

        week.ShouldBeInRange(DemoMonth.Of(Seed).Count / 8, DemoMonth.Of(Seed).Count / 2);
        twoMonths.ShouldBeInRange(DemoMonth.Of(Seed).Count * 16 / 10, DemoMonth.Of(Seed).Count * 26 / 10);
    }

    [Fact]
    public void needs_a_day_at_least() =>
        Should.Throw<ArgumentOutOfRangeException>(() => DemoCompany.Events(Seed, DemoMonth.End, 0));

    [Fact]
    public void names_each_event_once() => DemoMonth.Of(Seed).Select(e => e.Event.Id).ShouldBeUnique();

    [Fact]
    public void keeps_to_its_time()
    {
        var end = DemoMonth.End.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);

        DemoMonth.Of(Seed).ShouldAllBe(e => e.Event.OccurredAt >= end.AddDays(-30) && e.Event.OccurredAt <= e.Event.SentAt && e.Event.SentAt < end);
    }

    [Fact]
    public void reports_in_the_order_of_sending_which_is_not_that_of_happening()
    {
        var sent = DemoMonth.Of(Seed).Select(e => e.Event.SentAt).ToList();
        var happened = DemoMonth.Of(Seed).Select(e => e.Event.OccurredAt).ToList();

        sent.ShouldBeInOrder();
        happened.Zip(happened.Skip(1)).Count(pair => pair.First > pair.Second).ShouldBeGreaterThan(500);
    }

    [Fact]
    public void says_in_the_json_what_it_says_beside_it() => DemoMonth.Of(Seed).ShouldAllBe(e =>
        e.Context.GetProperty("id").GetString() == e.Event.Id
        && e.Context.GetProperty("source").GetString() == e.Event.Source
        && e.Context.GetProperty("type").GetString() == e.Event.Type
        && e.Context.GetProperty("timestamp").GetDateTimeOffset().UtcDateTime == e.Event.OccurredAt);

    [Fact]
    public void uses_every_standard_event() =>
        EventTypes.Current.Select(type => $"{type.Subject}.{type.Predicate}").Except(DemoMonth.Of(Seed).Select(e => e.What)).ShouldBeEmpty();

    [Fact]
    public void is_admitted_without_a_warning()
    {
        var admitter = new Admitter();

        DemoMonth.Of(Seed).Select(e => admitter.Admit(e.Event.Json))
            .SelectMany(answer => answer is Admission.Admitted(var e) ? e.Warnings : ((Admission.Invalid)answer).Errors)
            .ShouldBeEmpty();
    }

    [Fact]
    public void mixes_two_versions_of_the_specification_and_two_kinds_of_clock()
    {
        var old = DemoMonth.Of(Seed).Where(e => e.Context.TryGetProperty("version", out _)).ToList();
        var wholeSeconds = DemoMonth.Of(Seed).Where(e => e.Event.OccurredAt.Ticks % TimeSpan.TicksPerSecond == 0).ToList();

        (old.Count / (double)DemoMonth.Of(Seed).Count).ShouldBeInRange(0.08, 0.40);
        (wholeSeconds.Count / (double)DemoMonth.Of(Seed).Count).ShouldBeInRange(0.10, 0.60);
        old.ShouldAllBe(e => e.Context.GetProperty("version").GetString() == "0.4.1" && e.Text("outcome") != "success");
        old.Where(e => e.Subject is "pipelinerun").ShouldAllBe(e => e.Text("url") != null && e.Text("uri") == null);
    }

    private static byte[] Bytes(int seed, DateOnly end, int days) => [.. DemoCompany.Events(seed, end, days).SelectMany(e => e.Json.ToArray())];

    private static IEnumerable<string> Ids(int seed, DateOnly end) => DemoCompany.Events(seed, end, 3).Select(e => e.Id);
}
