using System.Runtime.CompilerServices;
using Jint;

namespace CdViz.Adapters.Translators;

/// <summary>An engine for scripts of others: what it may take is bounded, and it has nothing of the world.</summary>
internal static class ScriptEngine
{
    /// <summary>A new one, on the thread that is to run it.</summary>
    /// <param name="time">How long each call of it may take.</param>
    /// <param name="memory">Bytes that each call may allocate.</param>
    /// <param name="now">The only time it knows.</param>
    /// <param name="ct">Ends a call.</param>
    public static Engine New(TimeSpan time, long memory, DateTimeOffset now, CancellationToken ct = default)
    {
        var engine = new Engine(options => options
            .Strict()
            .TimeoutInterval(time)
            .LimitMemory(memory)
            .LimitRecursion(100)
            .Constraint(new StackConstraint())
            .RegexTimeoutInterval(time)
            .MaxArraySize(1_000_000)
            .CancellationToken(ct)
            .DisableStringCompilation());
        ScriptHelpers.AddTo(engine, now);
        return engine;
    }

    /// <summary>
    /// Bounds how deep calls nest that the engine itself makes, of <c>toString</c>, <c>toJSON</c>, getters, which its limit of recursion does not count: a stack of some
    /// hundred megabytes takes many times as long to be left again as it took to be filled.
    /// </summary>
    private sealed class StackConstraint : Constraint
    {
        private const long MaxBytes = 16 * 1024 * 1024;

        private long top;

        public override void Reset() => top = Here();

        public override void Check()
        {
            if (top - Here() > MaxBytes)
            {
                throw new InsufficientExecutionStackException("It calls itself too deeply.");
            }
        }

        // Stacks grow downwards.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static long Here()
        {
            byte here = 0;
            return Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref here);
        }
    }
}
