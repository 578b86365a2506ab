using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CdViz.Api.Tests.Pulling;

/// <summary>A server that others made, in a process of its own, with a port and a folder of its own.</summary>
internal sealed class OtherProgram : IAsyncDisposable
{
    private readonly Process process;

    private OtherProgram(Process process, int port, DirectoryInfo folder) => (this.process, Port, Folder) = (process, port, folder);

    public int Port { get; }

    public DirectoryInfo Folder { get; }

    /// <summary>Starts one, and waits until it takes connections.</summary>
    public static async Task<OtherProgram> StartAsync(Func<DirectoryInfo, int, ProcessStartInfo> start)
    {
        var (folder, port) = (Directory.CreateTempSubdirectory("cdviz-other-"), FreePort());
        var info = start(folder, port);
        (info.RedirectStandardOutput, info.RedirectStandardError) = (true, true);
        var (process, said) = (Process.Start(info)!, new ConcurrentQueue<string?>());
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data);
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitFor.TrueAsync(
            async () =>
            {
                using var client = new TcpClient();
                try
                {
                    await client.ConnectAsync(IPAddress.Loopback, port);
                    return true;
                }
                catch (SocketException)
                {
                    return process.HasExited ? throw new InvalidOperationException(string.Join('\n', said)) : false;
                }
            },
            () => $"{info.FileName} takes connections\n{string.Join('\n', said)}");
        return new(process, port, folder);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        Folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
