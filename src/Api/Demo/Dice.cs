using System.Numerics;

namespace CdViz.Api.Demo;

/// <summary>
/// Chance that can be repeated: the same numbers on every machine and every .NET version (SplitMix64, Steele et al. 2014).
/// No transcendental functions, whose last digit differs between platforms.
/// </summary>
internal sealed class Dice
{
    private readonly ulong origin;
    private ulong state;

    private Dice(ulong origin) => state = this.origin = origin;

    /// <summary>Dice named by a text.</summary>
    public static Dice Of(string name) => new(Hash(name));

    /// <summary>Dice of their own for a part of the story, whatever was thrown with these before.</summary>
    public Dice For(string part) => new(origin ^ BitOperations.RotateLeft(Hash(part), 17));

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    /// <summary>A time span; short ones are more frequent than long ones.</summary>
    public TimeSpan Between(TimeSpan low, TimeSpan high)
    {
        var unit = Unit();
        return low + TimeSpan.FromMilliseconds(Math.Floor((high - low).TotalMilliseconds * unit * unit));
    }

    /// <summary>Seconds, short ones more frequent.</summary>
    public TimeSpan Seconds(int low, int high) => Between(TimeSpan.FromSeconds(low), TimeSpan.FromSeconds(high));

    /// <summary>Minutes, short ones more frequent.</summary>
    public TimeSpan Minutes(int low, int high) => Between(TimeSpan.FromMinutes(low), TimeSpan.FromMinutes(high));

    /// <summary>How often something happens whose mean is <paramref name="mean"/>; at most four times the mean, and at least four possible.</summary>
    public int Count(double mean)
    {
        var trials = Math.Max(4, (int)Math.Ceiling(mean * 4));
        var count = 0;
        for (var i = 0; i < trials; i++)
        {
            count += Chance(mean / trials) ? 1 : 0;
        }

        return count;
    }

    /// <summary>One of them.</summary>
    public T Pick<T>(IReadOnlyList<T> from) => from[Between(0, from.Count - 1)];

    /// <summary>A random UUID (version 4).</summary>
    public string Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>Hexadecimal digits, a multiple of 16 of them.</summary>
    public string Hex(int digits) => string.Concat(Enumerable.Range(0, digits / 16).Select(_ => Next().ToString("x16", null)));

    private double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static ulong Hash(string text) =>
        text.Aggregate(14695981039346656037, (hash, c) => (hash ^ c) * 1099511628211);
}

/// <summary>Cards that all come up before one comes again.</summary>
internal sealed class Deck<T>(Dice dice, params T[] cards)
{
    private readonly List<T> left = [];

    /// <summary>The next card.</summary>
    public T Draw()
    {
        if (left.Count == 0)
        {
            left.AddRange(cards);
        }

        var card = dice.Pick(left);
        left.Remove(card);
        return card;
    }
}
