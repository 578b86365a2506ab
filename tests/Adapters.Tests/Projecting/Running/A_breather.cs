using System.Diagnostics;

namespace CdViz.Adapters.Tests.Projecting.Running;

/// <summary>What a rebuild in the server leaves to those who post and read meanwhile.</summary>
public class A_breather
{
    [Theory]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(40)]
    public async Task rests_about_as_long_as_it_has_worked(int milliseconds)
    {
        var breather = new Breather();
        for (var turn = 0; turn < 3; turn++)
        {
            var worked = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(worked).TotalMilliseconds < milliseconds)
            {
                Thread.SpinWait(100);
            }

            var rested = Stopwatch.GetTimestamp();
            await breather.RestAsync(TestContext.Current.CancellationToken);
            // Timers go by a clock that may tick every 4 ms only.
            Stopwatch.GetElapsedTime(rested).TotalMilliseconds.ShouldBeGreaterThan(Math.Min(50, Stopwatch.GetElapsedTime(worked, rested).TotalMilliseconds) - 5);
        }
    }
}
