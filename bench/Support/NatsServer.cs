using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CdViz.Bench.Support;

/// <summary>A nats-server of a benchmark's own.</summary>
internal sealed class NatsServer : IDisposable
{
    private static readonly string? Program = ((string[])["/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server"]).FirstOrDefault(File.Exists);

    private readonly Process process;

    private NatsServer(Process process, string url) => (this.process, Url) = (process, url);

    /// <summary>Where it is.</summary>
    public string Url { get; }

    /// <summary>Starts one where the program is installed; a client waits until it takes connections.</summary>
    public static NatsServer? StartIfThere()
    {
        if (Program is null)
        {
            return null;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new(Process.Start(new ProcessStartInfo(Program, ["-a", "127.0.0.1", "-p", $"{port}", "-l", "/dev/null"]))!, $"nats://127.0.0.1:{port}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
