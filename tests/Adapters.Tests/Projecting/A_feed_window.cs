using CdViz.Domain;

namespace CdViz.Adapters.Tests.Projecting;

public class A_feed_window
{
    private static readonly EventType Queued = EventTypes.OfAlias("pipeline_run_queued")!;
    private static readonly EventType Started = EventTypes.OfAlias("pipeline_run_started")!;

    [Fact]
    public void holds_what_came_last_and_says_from_where_on()
    {
        var window = new FeedWindow(capacity: 3);
        window.Restart(10);
        window.Add([At(12), At(14)], 15);
        (window.After, window.UpTo).ShouldBe((10, 15));

        window.Add([At(16), At(17)], 17);
        (window.After, window.UpTo).ShouldBe((12, 17));
        Positions(window, 12).ShouldBe([14, 16, 17]);

        window.Add([At(18), At(19), At(20)], 25);
        (window.After, window.UpTo).ShouldBe((17, 25));
        Positions(window, 18).ShouldBe([19, 20]);
    }

    [Fact]
    public void gives_only_events_of_the_types_that_are_wanted()
    {
        var window = new FeedWindow(capacity: 10);
        window.Add([At(1), At(2) with { Type = Started }, At(3)], 3);
        window.Of(new HashSet<EventType> { Started }, 0).ShouldHaveSingleItem().Position.ShouldBe(2);
        window.Of(new HashSet<EventType> { Started }, 2).ShouldBeEmpty();
    }

    private static IEnumerable<long> Positions(FeedWindow window, long after) => window.Of(new HashSet<EventType> { Queued }, after).Select(e => e.Position);

    private static RecordedEvent At(long position) =>
        new(position, Guid.NewGuid(), "pipelinerun|s|r", position, Queued, default, default, null, new PipelineRunQueued());
}
