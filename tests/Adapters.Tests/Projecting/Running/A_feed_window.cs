namespace CdViz.Adapters.Tests.Projecting.Running;

public class A_feed_window
{
    private static readonly EventType Queued = EventTypes.OfAlias("pipeline_run_queued")!;
    private static readonly EventType Started = EventTypes.OfAlias("pipeline_run_started")!;

    [Fact]
    public void holds_the_pages_that_came_last_and_says_from_where_on()
    {
        var window = new FeedWindow(mostEvents: 4, mostBytes: 1000);
        window.Restart(10);
        window.Add(Page(15, 12, 14));
        (window.After, window.UpTo).ShouldBe((10, 15));

        window.Add(Page(17, 16, 17));
        (window.After, window.UpTo).ShouldBe((10, 17));
        Positions(window, 12).ShouldBe([14, 16, 17]);

        window.Add(Page(25, 18, 19, 20));
        (window.After, window.UpTo).ShouldBe((17, 25));
        Positions(window, 18).ShouldBe([19, 20]);

        window.Add(Page(30));
        (window.After, window.UpTo).ShouldBe((17, 30));
    }

    [Fact]
    public void holds_no_more_bytes_than_it_may_but_the_latest_page_whatever_its_size()
    {
        var window = new FeedWindow(mostEvents: 100, mostBytes: 1000);
        window.Add(Page(2, 1, 2) with { Bytes = 600 });
        window.Add(Page(4, 3) with { Bytes = 400 });
        window.After.ShouldBe(0);

        window.Add(Page(5, 5) with { Bytes = 1 });
        window.After.ShouldBe(2);
        Positions(window, 2).ShouldBe([3, 5]);

        window.Add(Page(7, 6, 7) with { Bytes = 5000 });
        window.After.ShouldBe(5);
        Positions(window, 5).ShouldBe([6, 7]);
    }

    [Fact]
    public void gives_only_events_of_the_types_that_are_wanted()
    {
        var window = new FeedWindow(mostEvents: 10, mostBytes: 1000);
        window.Add(new([At(1), At(2) with { Type = Started }, At(3)], 3, 0, IsCut: false));
        window.Of(new HashSet<EventType> { Started }, 0).ShouldHaveSingleItem().Position.ShouldBe(2);
        window.Of(new HashSet<EventType> { Started }, 2).ShouldBeEmpty();
    }

    private static IEnumerable<long> Positions(FeedWindow window, long after) => window.Of(new HashSet<EventType> { Queued }, after).Select(e => e.Position);

    private static FeedPage Page(long upTo, params long[] positions) => new([.. positions.Select(At)], upTo, 0, IsCut: false);

    private static RecordedEvent At(long position) =>
        new(position, Guid.NewGuid(), "pipelinerun|s|r", position, Queued, default, default, null, new PipelineRunQueued());
}
