using System.Net;
using Npgsql;

namespace CdViz.Api.Tests.Grafana;

/// <summary>A server that was sent a month of the demo company, and the eyes of Grafana on its database.</summary>
public sealed class DemoDatabase : IAsyncLifetime
{
    private const int Seed = 7;

    // Roles belong to the whole server, on which others test too: a login of its own with the settings of the documented one.
    private readonly string login = $"cdviz_reader_{Guid.NewGuid():n}";
    private TestApi? api;
    private NpgsqlDataSource? reader;

    /// <summary>Logged in as <c>db/timescale/roles/reader.sql</c> sets <c>cdviz_reader</c> up.</summary>
    public NpgsqlDataSource Reader => reader ?? throw new InvalidOperationException("The fixture is not initialised.");

    /// <summary>The whole month in panels of some hundred points.</summary>
    internal GrafanaSql Grafana { get; } = new(DemoMonth.Start.ToDateTime(default, DateTimeKind.Utc), DemoMonth.End.ToDateTime(default, DateTimeKind.Utc), TimeSpan.FromHours(6));

    public async ValueTask InitializeAsync()
    {
        api = await TestApi.ListenAsync();
        await (await api.PostAsync(Answers.Lines(DemoMonth.Of(Seed).Select(told => told.Event.Json)), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);
        await api.VisibleAsync();
        await ExecuteAsync(
            [
                $"create role {login} login password '{login}' in role cdviz_reader",
                .. Settings.Select(setting => $"alter role {login} {setting}"),
            ]);
        reader = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(api.Database.ConnectionString) { Username = login, Password = login });
    }

    public async ValueTask DisposeAsync()
    {
        await (reader?.DisposeAsync() ?? default);
        await ExecuteAsync([$"drop role if exists {login}"]);
        await (api?.DisposeAsync() ?? default);
    }

    private static IEnumerable<string> Settings => Checkout.Text("db/timescale/roles/reader.sql").Split('\n')
        .Where(line => line.StartsWith("alter role cdviz_reader set ", StringComparison.Ordinal))
        .Select(line => line["alter role cdviz_reader ".Length..]);

    private async Task ExecuteAsync(IEnumerable<string> statements)
    {
        if (api is not { } server)
        {
            return;
        }

        foreach (var statement in statements)
        {
            await using var command = server.Database.DataSource.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }
}

/// <summary>Classes that look at the one database with the demo company's month.</summary>
[CollectionDefinition(Name)]
public sealed class DemoCollection : ICollectionFixture<DemoDatabase>
{
    public const string Name = "the demo company's month";
}
