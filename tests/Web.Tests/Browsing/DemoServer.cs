using CdViz.Api.Demo;
using Npgsql;

namespace CdViz.Web.Tests.Browsing;

/// <summary>
/// A server with a month of the demo company, which ended yesterday. Tests may add to it, but not depend on what others add;
/// what they deploy goes to environments that the company does not have, so that its own can be counted meanwhile.
/// </summary>
public sealed class DemoServer : IAsyncLifetime
{
    private const string Password = "only-for-tests";

    private TestApi? api;

    internal TestApi Api => api ?? throw new InvalidOperationException("The fixture is not initialised.");

    /// <summary>A login that may read schema cdviz and nothing else.</summary>
    internal string ReaderConnectionString => Reader(Api.Database.ConnectionString);

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.ListenAsync(settings => settings with
        {
            Reader = Reader(settings.EventStore),
            Metrics = settings.Metrics with { Teams = ["basket=shop", "checkout=shop", "storefront=shop"] },
            Sources = [new() { Name = "github", Type = SourceType.Webhook }],
            Alerts = [new() { Key = "stopped", Rule = AlertRule.Projection, Target = AlertTargetKind.Slack, Url = "http://127.0.0.1:9/hush" }],
        });
        var events = DemoCompany.Events(7, DateOnly.FromDateTime(DateTime.UtcNow), 30).Select(e => e.Json);
        var receipt = await (await api.PostAsync(Answers.Lines(events), "application/x-ndjson")).ManyAsync();
        receipt!.Rejected.ShouldBe(0);
        await api.VisibleAsync();
        await api.Database.DataSource.ExecuteAsync(
            $"""
            do $$ begin create role cdviz_web_tests; exception when duplicate_object or unique_violation then null; end $$;
            alter role cdviz_web_tests login password '{Password}';
            grant cdviz_reader to cdviz_web_tests;
            """);
    }

    public ValueTask DisposeAsync() => api?.DisposeAsync() ?? default;

    private static string Reader(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = "cdviz_web_tests", Password = Password }.ConnectionString;
}
