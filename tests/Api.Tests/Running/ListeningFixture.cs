namespace CdViz.Api.Tests.Running;

/// <summary>One server that listens on a port for the tests of a class.</summary>
public sealed class ListeningFixture : IAsyncLifetime
{
    private TestApi? api;

    internal TestApi Api => api ?? throw new InvalidOperationException("The fixture is not initialised.");

    public async ValueTask InitializeAsync() => api = await TestApi.ListenAsync();

    public ValueTask DisposeAsync() => api?.DisposeAsync() ?? default;
}
