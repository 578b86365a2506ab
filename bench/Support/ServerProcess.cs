using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CdViz.Bench.Support;

/// <summary>The real server in a process of its own, as it is shipped.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> said = [];

    private ServerProcess(string address, Process process)
    {
        Address = address;
        this.process = process;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>CPU time it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes of memory it has.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts it on a database and waits until it is ready.</summary>
    /// <param name="database">The database.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="settings">Settings of its own, as variables of the environment.</param>
    public static Task<ServerProcess> StartAsync(BenchDatabase database, CancellationToken ct, params (string Name, string Value)[] settings) =>
        StartAsync(database.ConnectionString, ct, settings);

    /// <summary>The same on any database.</summary>
    public static async Task<ServerProcess> StartAsync(string connectionString, CancellationToken ct, params (string Name, string Value)[] settings)
    {
        var address = $"127.0.0.1:{FreePort()}";
        var start = new ProcessStartInfo(DotNet.Host, [Path.Combine(AppContext.BaseDirectory, "CdViz.Api.dll"), "serve"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
            Environment = { ["ConnectionStrings__EventStore"] = connectionString, ["Urls"] = $"http://{address}" },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(address, Process.Start(start)!);
        await server.ReadyAsync(ct);
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task ReadyAsync(CancellationToken ct)
    {
        using var http = new HttpClient();
        var deadline = Stopwatch.GetTimestamp() + (60 * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < deadline && !process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://{Address}/health/ready"), ct);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(50, ct);
        }

        throw new InvalidOperationException($"The server did not become ready. It said:\n{string.Join('\n', said)}");
    }

    private void Note(string? line)
    {
        if (line is not null && said.Count < 200)
        {
            said.Add(line);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
