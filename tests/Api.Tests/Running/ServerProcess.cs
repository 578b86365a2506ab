using System.Collections.Concurrent;
using System.Diagnostics;

namespace CdViz.Api.Tests.Running;

/// <summary>The server in a process of its own, which can be killed.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>What servers of tests keep secrets with.</summary>
    public const string SecretsKey = TestApi.SecretsKey;

    private const string Listens = " listens on ";

    private readonly Process process;
    private readonly ConcurrentQueue<string> log;

    private ServerProcess(Process process, ConcurrentQueue<string> log, Uri url) => (this.process, this.log, Url) = (process, log, url);

    public Uri Url { get; }

    /// <summary>Bytes of memory it has.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    public string Log => string.Join('\n', log);

    /// <summary>Starts it on a port of its own and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string connectionString, params (string Name, string? Value)[] environment)
    {
        var process = TestProgram.Start(["serve"], [("ConnectionStrings__EventStore", connectionString), ("Urls", "http://127.0.0.1:0"), ("Secrets__Key", SecretsKey), .. environment]);
        var log = new ConcurrentQueue<string>();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = ReadAsync(process.StandardOutput, log, line =>
        {
            if (line.IndexOf(Listens, StringComparison.Ordinal) is >= 0 and var at)
            {
                listening.TrySetResult(new Uri(line[(at + Listens.Length)..]));
            }
        });
        _ = ReadAsync(process.StandardError, log, _ => { });
        _ = process.WaitForExitAsync(CancellationToken.None).ContinueWith(
            _ => listening.TrySetException(new InvalidOperationException($"The server ended: {string.Join('\n', log)}")), TaskScheduler.Default);
        return new ServerProcess(process, log, await listening.Task.WaitAsync(TimeSpan.FromMinutes(2), Answers.Ct));
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(Answers.Ct);
    }

    /// <summary>What Ctrl-C and <c>docker stop</c> do; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await Signal.SendAsync("TERM", $"{process.Id}");
        await process.WaitForExitAsync(Answers.Ct).WaitAsync(TimeSpan.FromMinutes(1), Answers.Ct);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private static async Task ReadAsync(StreamReader from, ConcurrentQueue<string> log, Action<string> see)
    {
        while (await from.ReadLineAsync(CancellationToken.None) is { } line)
        {
            log.Enqueue(line);
            see(line);
        }
    }
}
