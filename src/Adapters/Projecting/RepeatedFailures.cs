namespace CdViz.Adapters.Projecting;

/// <summary>Counts how often a projection fails at one place for a reason that does not pass by itself.</summary>
internal sealed class RepeatedFailures
{
    /// <summary>So often it may: with the usual pauses that takes three quarters of a minute.</summary>
    public const int Most = 10;

    private long place = -1;
    private int count;

    /// <summary>True when nothing failed since it has moved.</summary>
    public bool None => count == 0;

    /// <summary>Says where it stands: at another place it begins anew.</summary>
    public void StandsAt(long position)
    {
        if (position != place)
        {
            (place, count) = (position, 0);
        }
    }

    /// <summary>Adds a failure.</summary>
    /// <returns>True when it is one too many; counting begins anew then.</returns>
    public bool IsTooMuch(Exception failure)
    {
        count += Passes(failure) ? 0 : 1;
        if (count < Most)
        {
            return false;
        }

        count = 0;
        return true;
    }

    /// <summary>A database that is away comes back, and what another node moves is its business; what it has too little of is asked for again and again.</summary>
    private static bool Passes(Exception failure) => failure is OvertakenException || (DatabaseAway.Is(failure) && !DatabaseFault.IsShortage(failure));
}
