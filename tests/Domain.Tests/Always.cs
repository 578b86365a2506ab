using FsCheck;
using FsCheck.Fluent;

namespace CdViz.Domain.Tests;

/// <summary>Checks a property on a thousand random values, the same in every run; a failure names the value and the seed.</summary>
internal static class Always
{
    private const ulong Seed = 20260302;

    public static void Holds<T>(Gen<T> values, Action<T> property, int times = 1000) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(times).WithReplay(Seed, 1), Prop.ForAll(values.ToArbitrary(), property));
}
