using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace CdViz.Api.Tests.Sources;

/// <summary>A RabbitMQ of the caller's own, with ports, data and Erlang cookie of its own, which can be killed and started again.</summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly string? Program = new[] { "/usr/lib/rabbitmq/bin/rabbitmq-server", "/usr/sbin/rabbitmq-server", "/opt/homebrew/sbin/rabbitmq-server" }
        .FirstOrDefault(File.Exists);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string folder = Directory.CreateDirectory(Path.Combine(Administrator.Root, ".cdviz", "rabbitmq", $"{Guid.NewGuid():N}")).FullName;
    private readonly int port = FreePort();
    private readonly int distribution = FreePort();
    private readonly int epmd = FreePort();
    private readonly ConcurrentQueue<string> said = new();
    private Process? process;

    /// <summary>True where the program is installed.</summary>
    public static bool IsPossible => Program is not null;

    public string Uri => $"amqp://guest:guest@127.0.0.1:{port}";

    /// <summary>Starts it, and waits until it takes connections.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Program ?? throw new InvalidOperationException("There is no rabbitmq-server; './cdviz test' installs it."))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in ((string, string)[])
        [
            ("HOME", folder), ("RABBITMQ_NODENAME", $"cdviz{port}@localhost"), ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"), ("RABBITMQ_NODE_PORT", $"{port}"),
            ("RABBITMQ_DIST_PORT", $"{distribution}"), ("ERL_EPMD_PORT", $"{epmd}"), ("ERL_EPMD_ADDRESS", "127.0.0.1"), ("RABBITMQ_MNESIA_BASE", folder),
            ("RABBITMQ_LOG_BASE", folder), ("RABBITMQ_CONF_ENV_FILE", "/dev/null"), ("RABBITMQ_CONFIG_FILE", Path.Combine(folder, "none")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(folder, "plugins")), ("RABBITMQ_PID_FILE", Path.Combine(folder, "pid")),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +S 1:1"),
        ])
        {
            start.Environment[name] = value;
        }

        // It takes its time where the tests of many projects share a small machine; and one that was killed may still be known by its name, or hold its files, for a moment,
        // so that the next one gives up.
        for (var began = TimeProvider.System.GetTimestamp(); !await IsThereAsync();)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"RabbitMQ takes no connections.\n{string.Join('\n', said.TakeLast(50))}");
            }

            if (process is null or { HasExited: true })
            {
                process?.Dispose();
                process = Start(start);
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        started.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        process = null;
        await WaitFor.TrueAsync(async () => !await IsThereAsync(), "RabbitMQ is gone");
    }

    /// <summary>A channel on which a publication is confirmed before it counts as sent.</summary>
    public async Task<(IConnection Connection, IChannel Channel)> OpenAsync()
    {
        var connection = await new ConnectionFactory { Uri = new Uri(Uri), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(CancellationToken.None);
        return (connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true), CancellationToken.None));
    }

    /// <summary>Makes a durable queue.</summary>
    public async Task DeclareAsync(string queue)
    {
        var (connection, channel) = await OpenAsync();
        await using (connection)
        {
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: CancellationToken.None);
        }
    }

    /// <summary>Publishes to a queue.</summary>
    public async Task SendAsync(string queue, params IEnumerable<(ReadOnlyMemory<byte> Body, BasicProperties Properties)> messages)
    {
        var (connection, channel) = await OpenAsync();
        await using (connection)
        {
            var confirmed = new List<Task>();
            foreach (var (body, properties) in messages)
            {
                properties.Persistent = true;
                confirmed.Add(channel.BasicPublishAsync("", queue, mandatory: true, properties, body, CancellationToken.None).AsTask());
            }

            await Task.WhenAll(confirmed);
        }
    }

    /// <summary>Messages that wait in a queue, and consumers.</summary>
    public async Task<QueueDeclareOk> LookAsync(string queue)
    {
        var (connection, channel) = await OpenAsync();
        await using (connection)
        {
            return await channel.QueueDeclarePassiveAsync(queue, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync();
        }

        // Erlang's name server is left behind by what it was started for.
        using var end = Process.Start(new ProcessStartInfo("epmd", ["-port", $"{epmd}", "-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await end.WaitForExitAsync(CancellationToken.None);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> IsThereAsync()
    {
        try
        {
            var (connection, _) = await OpenAsync();
            await connection.DisposeAsync();
            return true;
        }
        catch (Exception)
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
