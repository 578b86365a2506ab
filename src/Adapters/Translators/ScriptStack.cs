namespace CdViz.Adapters.Translators;

/// <summary>
/// Runs scripts on a thread whose stack holds whatever they can nest in the memory they may use. The engine goes into what is nested by calling itself, and a stack that is
/// too small for that ends the process.
/// </summary>
internal static class ScriptStack
{
    // It is taken of the machine's memory as far as it is used, and no further.
    private const int Bytes = 1024 * 1024 * 1024;

    /// <summary>Runs something and gives its result, or throws what it throws.</summary>
    public static Task<T> RunAsync<T>(Func<T> script)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    done.SetResult(script());
                }
                catch (OperationCanceledException fault)
                {
                    done.SetCanceled(fault.CancellationToken);
                }
                catch (Exception fault)
                {
                    done.SetException(fault);
                }
            },
            Bytes)
        {
            IsBackground = true,
            Name = "script",
        };
        thread.Start();
        return done.Task;
    }

    /// <summary>The same, and waits for it.</summary>
    public static T Run<T>(Func<T> script) => RunAsync(script).GetAwaiter().GetResult();
}
