namespace CdViz.Api.Tests.Running;

/// <summary>One server for the tests of a class.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private TestApi? api;

    internal TestApi Api => api ?? throw new InvalidOperationException("The fixture is not initialised.");

    public async ValueTask InitializeAsync() => api = await TestApi.StartAsync();

    public ValueTask DisposeAsync() => api?.DisposeAsync() ?? default;
}
