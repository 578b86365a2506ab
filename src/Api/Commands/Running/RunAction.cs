using System.ComponentModel;
using System.Diagnostics;

namespace CdViz.Api.Commands.Running;

/// <summary>Runs a command and tells how it went. Its standard input, output and error are the command's; its exit code is ours.</summary>
internal static class RunAction
{
    /// <summary>Runs it.</summary>
    /// <param name="run">What it is.</param>
    /// <param name="command">The command and its arguments.</param>
    /// <param name="reports">Where its reports are, and their format.</param>
    /// <param name="teller">Where its events go.</param>
    /// <param name="error">Where trouble is told.</param>
    /// <returns>The command's exit code.</returns>
    public static async Task<int> RunAsync(Run run, IReadOnlyList<string> command, (string[] Globs, string? Format) reports, RunTeller teller, TextWriter error)
    {
        var events = new RunEvents(run);
        Check(events);
        using var signals = new PassedSignals();
        var (time, clock) = (TimeProvider.System, Stopwatch.StartNew());
        var started = time.GetUtcNow();
        var (process, exitCode) = Start(run, command);
        using (process)
        {
            signals.PassTo(process);
            // The command does not wait for a server.
            var telling = teller.TellAsync([events.Started(started)], signals.Stopped);
            if (process is null)
            {
                await error.WriteLineAsync(exitCode is CommandPath.NotFound ? $"cdviz: {command[0]}: there is no such command." : $"cdviz: {command[0]}: it cannot be run.");
            }
            else
            {
                await process.WaitForExitAsync(CancellationToken.None);
                exitCode = process.ExitCode;
            }

            signals.PassTo(null);
            await telling;
        }

        // Never before its beginning, whatever the clock was set to meanwhile.
        var ended = started + clock.Elapsed;
        var found = RunReports.Read(reports.Globs, reports.Format, run, started, ended);
        foreach (var problem in found.Problems)
        {
            await error.WriteLineAsync($"cdviz: {problem}");
        }

        var end = RunEnd.Of(exitCode, signals.Ending is not null, clock.Elapsed, run.Kind.IsTest ? found.Count("failure") + found.Count("error") : 0);
        await teller.TellAsync([.. events.Beside(ended, found), events.Finished(ended, end, found)], signals.Stopped);
        return exitCode;
    }

    private static (Process? Process, int ExitCode) Start(Run run, IReadOnlyList<string> command)
    {
        var (path, exitCode) = CommandPath.Find(command[0]);
        if (path is null)
        {
            return (null, exitCode);
        }

        var start = new ProcessStartInfo(path, command.Skip(1));
        // What the command runs in turn belongs to the same.
        if (run.ChainId is { } chain)
        {
            start.Environment["CDVIZ_CHAIN_ID"] = chain;
        }

        start.Environment["CDVIZ_SOURCE"] = run.Source;
        if (run.Kind.Name is "pipelinerun" || run.PipelineRun is not null)
        {
            start.Environment["CDVIZ_PIPELINERUN"] = run.Kind.Name is "pipelinerun" ? run.Id : run.PipelineRun!.Id;
        }

        try
        {
            return (Process.Start(start), 0);
        }
        catch (Win32Exception)
        {
            return (null, OperatingSystem.IsWindows() ? CommandPath.NotFound : CommandPath.NotExecutable);
        }
    }

    /// <summary>What a server would not take is told before anything is run.</summary>
    private static void Check(RunEvents events)
    {
        var (admitter, at) = (new Admitter(new AdmissionLimits(), new AdmissionOptions()), DateTimeOffset.UnixEpoch);
        var none = new RunReports();
        foreach (var e in (IEnumerable<CDEvent>)[events.Started(at), events.Finished(at, new(0, "success", null, TimeSpan.Zero), none), .. events.Beside(at, none)])
        {
            switch (admitter.Admit(e.ToUtf8Json()))
            {
                case Admission.Invalid { Errors: var errors }:
                    throw CommandFailed.WrongUse(string.Join(" ", errors.Select(error => $"{OptionOf(error.Pointer)}: {error.Message}")));
                case Admission.NotUnderstood unknown:
                    throw CommandFailed.WrongUse(unknown.Message);
            }
        }
    }

    private static string OptionOf(string pointer) => pointer switch
    {
        "/subject/id" => "--id",
        "/context/source" => "--source",
        "/context/chainId" => "--chain",
        "/subject/content/uri" => "--uri",
        "/subject/content/artifactId" => "--artifact",
        _ when pointer.StartsWith("/subject/content/environment", StringComparison.Ordinal) => "--environment",
        _ when pointer.StartsWith("/subject/content/pipelineRun", StringComparison.Ordinal) => "--pipelinerun",
        _ when pointer.StartsWith("/customData", StringComparison.Ordinal) => "--metadata",
        _ => pointer,
    };
}
