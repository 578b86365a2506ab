using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace CdViz.Api.Tests.Sources;

/// <summary>A nats-server of the caller's own with JetStream, which can be killed and started again.</summary>
internal sealed class NatsBroker : IAsyncDisposable
{
    private static readonly string? Program = new[] { "/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server", "/opt/homebrew/bin/nats-server" }.FirstOrDefault(File.Exists);

    private readonly string folder = Directory.CreateDirectory(Path.Combine(Administrator.Root, ".cdviz", "nats", $"{Guid.NewGuid():N}")).FullName;
    private readonly int port = FreePort();
    private Process? process;

    public string Uri => $"nats://127.0.0.1:{port}";

    public async Task StartAsync()
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "nats.conf"), $"host: 127.0.0.1\nport: {port}\nmax_payload: 8388608\njetstream: {{ store_dir: \"{folder}/data\" }}\n", CancellationToken.None);
        var start = new ProcessStartInfo(
            Program ?? throw new InvalidOperationException("There is no nats-server; './cdviz test' installs it."), ["-c", Path.Combine(folder, "nats.conf"), "-l", Path.Combine(folder, "log")]);
        process = Process.Start(start)!;
        await WaitFor.TrueAsync(IsThereAsync, "NATS takes connections");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        process = null;
    }

    public async Task<NatsConnection> OpenAsync()
    {
        var connection = new NatsConnection(new NatsOpts { Url = Uri });
        await connection.ConnectAsync();
        return connection;
    }

    /// <summary>Makes a stream.</summary>
    public async Task DeclareAsync(string stream, string subject)
    {
        await using var connection = await OpenAsync();
        await new NatsJSContext(connection).CreateStreamAsync(new StreamConfig(stream, [subject]), CancellationToken.None);
    }

    /// <summary>Publishes to a stream, and waits until it has them.</summary>
    public async Task SendAsync(string subject, params IEnumerable<(ReadOnlyMemory<byte> Body, NatsHeaders? Headers)> messages)
    {
        await using var connection = await OpenAsync();
        var stream = new NatsJSContext(connection);
        foreach (var some in messages.Chunk(500))
        {
            var sent = await Task.WhenAll(some.Select(one => stream.PublishAsync(subject, one.Body.ToArray(), headers: one.Headers, cancellationToken: CancellationToken.None).AsTask()));
            Array.ForEach(sent, one => one.EnsureSuccess());
        }
    }

    /// <summary>Messages of a stream that a group has not acknowledged.</summary>
    public async Task<long> OpenAsync(string stream, string group)
    {
        await using var connection = await OpenAsync();
        var info = (await new NatsJSContext(connection).GetConsumerAsync(stream, group, CancellationToken.None)).Info;
        return (long)info.NumPending + info.NumAckPending;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await KillAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> IsThereAsync()
    {
        try
        {
            await using var connection = await OpenAsync();
            return connection.ConnectionState is NatsConnectionState.Open;
        }
        catch (NatsException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
