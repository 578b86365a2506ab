using FsCheck;
using FsCheck.Fluent;

namespace CdViz.Domain.Tests;

/// <summary>
/// Checks a property on a thousand random values, the same in every run; a failure names the value and the seed. <c>CDVIZ_PROPERTY_CASES</c> asks for more.
/// </summary>
internal static class Always
{
    private const ulong Seed = 20260302;

    private static readonly int More = int.TryParse(System.Environment.GetEnvironmentVariable("CDVIZ_PROPERTY_CASES"), out var cases) ? cases : 0;

    public static void Holds<T>(Gen<T> values, Action<T> property, int times = 1000) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Math.Max(times, More)).WithReplay(Seed, 1), Prop.ForAll(values.ToArbitrary(), property));

    /// <summary>Checks a property that says of each value whether it was one to try, and fails as well where hardly any was.</summary>
    public static void HoldsWhere<T>(Gen<T> values, Func<T, bool> property, int times = 1000)
    {
        var tried = 0;
        Holds(values, value => tried += property(value) ? 1 : 0, times);
        if (tried < times / 50)
        {
            throw new InvalidOperationException($"Of {times} values, {tried} were tried.");
        }
    }
}
