using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CdViz.Api.Commands.Running;

/// <summary>Passes the signals that this process gets on to the command that it runs, which alone decides what they mean.</summary>
internal sealed class PassedSignals : IDisposable
{
    private const int UserSignal1 = 10;
    private const int UserSignal2 = 12;

    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly CancellationTokenSource stopped = new();
    private readonly Lock gate = new();
    private Process? command;

    public PassedSignals()
    {
        foreach (var (signal, number) in Signals())
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Take(signal, number);
            }));
        }
    }

    /// <summary>The signal that asked the command to end; null where none did.</summary>
    public int? Ending { get; private set; }

    /// <summary>Cancelled by a signal that comes while no command runs.</summary>
    public CancellationToken Stopped => stopped.Token;

    /// <summary>The command to which they go from now on; null for none.</summary>
    public void PassTo(Process? process)
    {
        lock (gate)
        {
            command = process;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        stopped.Dispose();
    }

    private static IEnumerable<(PosixSignal Signal, int Number)> Signals()
    {
        yield return (PosixSignal.SIGINT, 2);
        yield return (PosixSignal.SIGQUIT, 3);
        yield return (PosixSignal.SIGTERM, 15);
        yield return (PosixSignal.SIGHUP, 1);
        if (OperatingSystem.IsLinux())
        {
            yield return ((PosixSignal)UserSignal1, UserSignal1);
            yield return ((PosixSignal)UserSignal2, UserSignal2);
        }
    }

    private void Take(PosixSignal signal, int number)
    {
        lock (gate)
        {
            Ending = number is UserSignal1 or UserSignal2 ? Ending : number;
            if (command is null)
            {
                stopped.Cancel();
            }
            // A terminal sends what is typed there to both of us.
            else if (!OperatingSystem.IsWindows() && !command.HasExited && (signal is not (PosixSignal.SIGINT or PosixSignal.SIGQUIT) || Console.IsInputRedirected))
            {
                _ = Kill(command.Id, number);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
