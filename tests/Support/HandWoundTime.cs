namespace CdViz.Support;

/// <summary>A clock that goes on only when it is told to.</summary>
public sealed class HandWoundTime : TimeProvider
{
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public void Pass(TimeSpan span) => now += span.Ticks;
}
