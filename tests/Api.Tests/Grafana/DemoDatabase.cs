using System.Net;
using CdViz.Api.Tests.Demo;
using Npgsql;

namespace CdViz.Api.Tests.Grafana;

/// <summary>A server that was sent a month of the demo company, and the eyes of Grafana on its database.</summary>
public sealed class DemoDatabase : IAsyncLifetime
{
    private const int Seed = 7;

    private TestApi? api;
    private NpgsqlDataSource? reader;

    /// <summary>As <c>cdviz_reader</c>.</summary>
    public NpgsqlDataSource Reader => reader ?? throw new InvalidOperationException("The fixture is not initialised.");

    /// <summary>The whole month in panels of some hundred points.</summary>
    internal GrafanaSql Grafana { get; } = new(DemoMonth.Start.ToDateTime(default, DateTimeKind.Utc), DemoMonth.End.ToDateTime(default, DateTimeKind.Utc), TimeSpan.FromHours(6));

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.ListenAsync();
        await (await api.PostAsync(Answers.Lines(DemoMonth.Of(Seed).Select(told => told.Event.Json)), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);
        await api.VisibleAsync();
        reader = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(api.Database.ConnectionString)
        {
            Options = "-c role=cdviz_reader -c default_transaction_read_only=on",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await (reader?.DisposeAsync() ?? default);
        await (api?.DisposeAsync() ?? default);
    }
}

/// <summary>Classes that look at the one database with the demo company's month.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCollection : ICollectionFixture<DemoDatabase>
{
    public const string Name = "the demo company's month";
}
