namespace CdViz.Api.Http.Limits;

/// <summary>Bytes that all bodies together hold in memory because the end of an event has not come yet.</summary>
internal sealed class HeldBytes(Settings settings)
{
    private long held;

    /// <summary>How many there are.</summary>
    public long Now => Volatile.Read(ref held);

    /// <summary>Changes them; false when there would be too many, and then nothing is changed.</summary>
    public bool TryChange(long by)
    {
        if (Interlocked.Add(ref held, by) <= settings.Limits.OpenBodyBytes || by <= 0)
        {
            return true;
        }

        Interlocked.Add(ref held, -by);
        return false;
    }
}
