namespace CdViz.Api.Http.Limits;

/// <summary>Bytes that all bodies together hold in memory because the end of an event has not come yet.</summary>
internal sealed class HeldBytes(Settings settings)
{
    // Who is not known may have so large a part of all, so that nobody is kept out by nobody.
    private const int PartOfUnknown = 4;

    private long held;
    private long heldByUnknown;

    /// <summary>How many there are.</summary>
    public long Now => Volatile.Read(ref held);

    /// <summary>Changes them; false when there would be too many, and then nothing is changed.</summary>
    public bool TryChange(long by, bool known)
    {
        var most = settings.Limits.OpenBodyBytes;
        if (!TryAdd(ref held, by, most))
        {
            return false;
        }

        if (known || TryAdd(ref heldByUnknown, by, most / PartOfUnknown))
        {
            return true;
        }

        Interlocked.Add(ref held, -by);
        return false;
    }

    private static bool TryAdd(ref long sum, long by, long most)
    {
        if (Interlocked.Add(ref sum, by) <= most || by <= 0)
        {
            return true;
        }

        Interlocked.Add(ref sum, -by);
        return false;
    }
}
