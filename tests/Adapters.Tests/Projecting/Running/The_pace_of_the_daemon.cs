namespace CdViz.Adapters.Tests.Projecting.Running;

public class The_pace_of_the_daemon
{
    private readonly HandWoundTime time = new();

    [Fact]
    public void lets_a_few_pages_follow_each_other_at_once()
    {
        var pace = new Pace(time);
        Enumerable.Range(0, 20).Select(_ => After(pace, work: 3)).ShouldAllBe(rest => rest == TimeSpan.Zero);
    }

    [Theory]
    [InlineData(1, 15, 1.4, 1.6)]
    [InlineData(100, 1, 0.14, 0.16)]
    public void gives_pages_a_share_of_the_time_when_they_never_end_a_smaller_one_when_they_are_full(int positions, double elapsed, double least, double most)
    {
        var pace = new Pace(time);
        double work = 0, all = 0;
        for (var page = 0; page < 1000; page++)
        {
            // Four projections at the same time.
            var pause = After(pace, work: 4 * elapsed, positions, elapsed);
            time.Pass(pause);
            work += 4 * elapsed;
            all += elapsed + pause.TotalMilliseconds;
        }

        (work / all).ShouldBeInRange(least, most);
    }

    [Fact]
    public void has_events_that_come_one_by_one_share_pages()
    {
        var pace = new Pace(time);
        var (pages, all, waiting) = (0, 0.0, 0.0);
        while (all < 1_000)
        {
            // Each answer brings the next event, every 2 ms.
            var pause = After(pace, work: 8, positions: Math.Max(1, (int)(waiting / 2)), elapsed: 2);
            time.Pass(pause);
            waiting = 2 + pause.TotalMilliseconds;
            all += waiting;
            pages++;
        }

        pages.ShouldBeLessThan(50);
    }

    [Fact]
    public void does_not_make_one_slow_page_be_paid_for_by_many_rests()
    {
        var pace = new Pace(time);
        var rest = After(pace, work: 60_000);
        rest.ShouldBe(TimeSpan.FromMilliseconds(50));
        time.Pass(rest);
        time.Pass(TimeSpan.FromMilliseconds(20));
        After(pace, work: 4).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void saves_up_no_more_than_some_pages()
    {
        var pace = new Pace(time);
        time.Pass(TimeSpan.FromHours(1));
        After(pace, work: 60, elapsed: 1).ShouldBe(TimeSpan.Zero);
        After(pace, work: 10, elapsed: 1).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    private TimeSpan After(Pace pace, double work, int positions = 1, double? elapsed = null)
    {
        time.Pass(TimeSpan.FromMilliseconds(elapsed ?? work));
        return pace.After(TimeSpan.FromMilliseconds(work), positions);
    }
}
