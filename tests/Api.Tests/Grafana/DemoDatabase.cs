using System.Net;
using Npgsql;

namespace CdViz.Api.Tests.Grafana;

/// <summary>A server that was sent a month of the demo company, and the eyes of Grafana on its database.</summary>
public sealed class DemoDatabase : IAsyncLifetime
{
    private const int Seed = 7;

    private TestApi? api;
    private ReaderLogin? login;

    /// <summary>Logged in as <c>db/timescale/roles/reader.sql</c> sets <c>cdviz_reader</c> up.</summary>
    public NpgsqlDataSource Reader => login?.Reader ?? throw new InvalidOperationException("The fixture is not initialised.");

    /// <summary>The whole month in panels of some hundred points.</summary>
    internal GrafanaSql Grafana { get; } = new(DemoMonth.Start.ToDateTime(default, DateTimeKind.Utc), DemoMonth.End.ToDateTime(default, DateTimeKind.Utc), TimeSpan.FromHours(6));

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.ListenAsync();
        await (await api.PostAsync(Answers.Lines(DemoMonth.Of(Seed).Select(told => told.Event.Json)), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);
        await api.VisibleAsync();
        login = await ReaderLogin.CreateAsync(api.Database.DataSource, api.Database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await (login?.DisposeAsync() ?? default);
        await (api?.DisposeAsync() ?? default);
    }
}

/// <summary>Classes that look at the one database with the demo company's month.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCollection : ICollectionFixture<DemoDatabase>
{
    public const string Name = "the demo company's month";
}
