using CdViz.Api.Demo;
using CdViz.Api.Demo.Sending;
using Npgsql;

namespace CdViz.Bench.Faults;

/// <summary>The demo company's events, in about their order, by several doors at once. Each sender sends the same again until it is acknowledged.</summary>
internal sealed class MixedLoad : IAsyncDisposable
{
    private const int Posts = 8;
    private const int LinesOfABody = 50;
    private const int MessagesAtOnce = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenPosts = TimeSpan.FromMilliseconds(20);
    private static readonly DateOnly End = new(2026, 7, 15);

    private readonly IEnumerator<DemoEvent> events;
    private readonly Ledger ledger;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<IDoor> doors = [];
    private readonly List<Task> senders = [];

    private MixedLoad(Ledger ledger, int seed) => (this.ledger, events) = (ledger, DemoCompany.Events(seed, End, 365).GetEnumerator());

    /// <summary>Whether a sender has ended by itself.</summary>
    public bool HasEnded => senders.Exists(sender => sender.IsCompleted);

    /// <summary>Starts sending.</summary>
    public static async Task<MixedLoad> StartAsync(Nodes nodes, NpgsqlDataSource database, RabbitMqServer? broker, Ledger ledger, int seed)
    {
        var load = new MixedLoad(ledger, seed);
        load.Add(new PostDoor(nodes, ledger), Posts, 1, BetweenPosts);
        load.Add(new LinesDoor(nodes, ledger), 1, LinesOfABody, Pause);
        load.Add(new SqlDoor(database, ledger), 2, 1, BetweenPosts);
        if (broker is not null)
        {
            load.Add(await QueueDoor.OpenAsync(broker, ledger), 1, MessagesAtOnce, Pause);
        }

        return load;
    }

    /// <summary>Ends when the last of what was begun is acknowledged.</summary>
    public async Task EndAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(senders);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        foreach (var door in doors)
        {
            await door.DisposeAsync();
        }

        events.Dispose();
        stopping.Dispose();
    }

    private void Add(IDoor door, int tasks, int atOnce, TimeSpan between)
    {
        doors.Add(door);
        senders.AddRange(Enumerable.Range(0, tasks).Select(_ => Task.Run(() => SendAllAsync(door, atOnce, between))));
    }

    private async Task SendAllAsync(IDoor door, int atOnce, TimeSpan between)
    {
        while (!stopping.IsCancellationRequested && Next(atOnce) is { Length: > 0 } some)
        {
            while (!await TryAsync(door, some))
            {
                ledger.NotAcknowledged();
                await Task.Delay(Pause);
            }

            await Task.Delay(between);
        }
    }

    private static async Task<bool> TryAsync(IDoor door, DemoEvent[] some)
    {
        try
        {
            return await door.SendAsync(some);
        }
        catch (Exception fault) when (fault is HttpRequestException or NpgsqlException or IOException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private DemoEvent[] Next(int count)
    {
        lock (gate)
        {
            var some = new List<DemoEvent>(count);
            while (some.Count < count && events.MoveNext())
            {
                some.Add(events.Current);
            }

            return [.. some];
        }
    }
}

/// <summary>A way in.</summary>
internal interface IDoor : IAsyncDisposable
{
    /// <summary>Sends some events, and notes those that are acknowledged.</summary>
    /// <returns>False where all are to be sent again.</returns>
    Task<bool> SendAsync(DemoEvent[] some);
}
