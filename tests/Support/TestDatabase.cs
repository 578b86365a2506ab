using Npgsql;

namespace CdViz.Support;

/// <summary>A database of a test's own, dropped at its end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private TestDatabase(string name)
    {
        Name = name;
        ConnectionString = TestServer.ConnectionStringTo(name);
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>With all migrations applied.</summary>
    public static async Task<TestDatabase> CreateAsync() => await CreateAsync($" template {await TestServer.TemplateAsync()}");

    /// <summary>With nothing in it.</summary>
    public static Task<TestDatabase> CreateEmptyAsync() => CreateAsync("");

    /// <summary>Lets nobody in any more and throws out who is in, as when the server is away.</summary>
    public async Task CloseAsync()
    {
        // Not in one transaction, in which whoever is thrown out would come in again before it is over.
        await TestServer.ExecuteAsync($"alter database {Name} with allow_connections false");
        await TestServer.ExecuteAsync($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{Name}'");
        DataSource.Clear();
    }

    /// <summary>Lets everybody in again.</summary>
    public Task OpenAsync() => TestServer.ExecuteAsync($"alter database {Name} with allow_connections true");

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await TestServer.ExecuteAsync($"drop database if exists {Name} with (force)");
    }

    private static async Task<TestDatabase> CreateAsync(string template)
    {
        var name = TestServer.NewName();
        await TestServer.ExecuteAsync($"create database {name}{template}");
        return new TestDatabase(name);
    }
}
