using CdViz.Api.Demo;

namespace CdViz.Web.Tests.Browsing;

/// <summary>A server with a month of the demo company, which ended yesterday; tests may add to it, but not depend on what others add.</summary>
public sealed class DemoServer : IAsyncLifetime
{
    private TestApi? api;

    internal TestApi Api => api ?? throw new InvalidOperationException("The fixture is not initialised.");

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.ListenAsync(settings => settings with { Metrics = settings.Metrics with { Teams = ["basket=shop", "checkout=shop", "storefront=shop"] } });
        var events = DemoCompany.Events(7, DateOnly.FromDateTime(DateTime.UtcNow), 30).Select(e => e.Json);
        var receipt = await (await api.PostAsync(Answers.Lines(events), "application/x-ndjson")).ManyAsync();
        receipt!.Rejected.ShouldBe(0);
        await api.VisibleAsync();
    }

    public ValueTask DisposeAsync() => api?.DisposeAsync() ?? default;
}
