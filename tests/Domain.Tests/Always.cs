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
}
