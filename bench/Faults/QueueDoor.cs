using CdViz.Api.Demo.Sending;
using RabbitMQ.Client;

namespace CdViz.Bench.Faults;

/// <summary>A RabbitMQ queue that both nodes listen to; a message counts as acknowledged when the broker has confirmed it.</summary>
internal sealed class QueueDoor(IConnection connection, IChannel channel, Ledger ledger) : IDoor
{
    /// <summary>The queue.</summary>
    public const string Queue = "cdevents";

    /// <summary>The settings of a server that listens to it.</summary>
    public static (string Name, string Value)[] Settings(RabbitMqServer broker) =>
        [("Sources__ci__Type", "rabbitmq"), ("Sources__ci__Uri", broker.Uri), ("Sources__ci__Queue", Queue), ("Sources__ci__Declare", "true")];

    /// <summary>Connects.</summary>
    public static async Task<QueueDoor> OpenAsync(RabbitMqServer broker, Ledger ledger)
    {
        await broker.DeclareAsync(Queue);
        var (connection, channel) = await broker.OpenAsync();
        return new(connection, channel, ledger);
    }

    /// <inheritdoc/>
    public async Task<bool> SendAsync(DemoEvent[] some)
    {
        await Task.WhenAll(some.Select(e => channel.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { Persistent = true }, e.Json).AsTask()));
        Array.ForEach(some, e => ledger.Acknowledge("rabbitmq", e, null));
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await connection.DisposeAsync();
    }
}
