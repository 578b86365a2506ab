namespace CdViz.Adapters.Tests.Log;

public class A_growing_pause
{
    [Fact]
    public void doubles_up_to_its_limit_and_begins_anew_when_it_went_well()
    {
        var pause = new GrowingPause(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

        pause.IsNew.ShouldBeTrue();
        Enumerable.Range(0, 5).Select(_ => pause.Next().TotalSeconds).ShouldBe([1, 2, 4, 5, 5]);
        pause.IsNew.ShouldBeFalse();
        pause.Reset();
        pause.IsNew.ShouldBeTrue();
        pause.Next().TotalSeconds.ShouldBe(1);
    }
}
