namespace CdViz.Api.Tests.Sources;

/// <summary>The RabbitMQ of the tests.</summary>
public sealed class Broker : IAsyncLifetime
{
    private readonly RabbitMqServer server = new();

    internal RabbitMqServer Server => server;

    public async ValueTask InitializeAsync() => await server.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();
}

/// <summary>The tests that share a broker, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class RabbitMq : ICollectionFixture<Broker>
{
    public const string Name = "RabbitMQ";
}
