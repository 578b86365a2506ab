namespace CdViz.Bench.Faults;

/// <summary>Two servers on one database. Each may be killed; another takes its place.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly string connectionString;
    private readonly (string Name, string Value)[] settings;
    private readonly ServerProcess[] servers = new ServerProcess[2];
    private int next;

    private Nodes(string connectionString, (string Name, string Value)[] settings) => (this.connectionString, this.settings) = (connectionString, settings);

    /// <summary>The address of one of them, in turn; also of one that is dead.</summary>
    public string Address => Volatile.Read(ref servers[(uint)Interlocked.Increment(ref next) % servers.Length]).Address;

    /// <summary>Starts both.</summary>
    public static async Task<Nodes> StartAsync(string connectionString, (string Name, string Value)[] settings, CancellationToken ct)
    {
        var nodes = new Nodes(connectionString, settings);
        for (var node = 0; node < nodes.servers.Length; node++)
        {
            nodes.servers[node] = await ServerProcess.StartAsync(connectionString, ct, settings);
        }

        return nodes;
    }

    /// <summary>Kills some at once, and puts others in their places.</summary>
    public async Task KillAsync(int[] struck, CancellationToken ct)
    {
        await Task.WhenAll(struck.Select(node => servers[node].DisposeAsync().AsTask()));
        foreach (var node in struck)
        {
            Volatile.Write(ref servers[node], await ServerProcess.StartAsync(connectionString, ct, settings));
        }
    }

    /// <summary>The addresses of those that say now that they are not ready.</summary>
    public async Task<IReadOnlyList<string>> NotReadyAsync(CancellationToken ct)
    {
        List<string> found = [];
        foreach (var server in servers)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://{server.Address}/health/ready"), ct);
                if (answer.StatusCode is System.Net.HttpStatusCode.ServiceUnavailable)
                {
                    found.Add(server.Address);
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                // It says nothing.
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        http.Dispose();
    }
}
