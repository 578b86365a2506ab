using System.Text;
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

    /// <summary>For the login cdviz, after <see cref="HandOverAsync"/>.</summary>
    public string OwnersConnectionString =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Username = "cdviz", Password = TestServer.OwnersPassword }.ConnectionString;

    public NpgsqlDataSource DataSource { get; }

    /// <summary>With all migrations applied.</summary>
    public static async Task<TestDatabase> CreateAsync() => await CreateAsync(await TestServer.CopyOfAsync(await TestServer.TemplateAsync()));

    /// <summary>With all migrations applied and the empty tables of all projections, as a server leaves it that was started once.</summary>
    public static async Task<TestDatabase> CreateProvisionedAsync() => await CreateAsync(await TestServer.CopyOfAsync(await TestServer.ProvisionedTemplateAsync()));

    /// <summary>With nothing in it.</summary>
    public static Task<TestDatabase> CreateEmptyAsync() => CreateAsync("");

    /// <summary>With nothing of ours in it, made as <c>./cdviz db</c> and compose.yaml make theirs: it belongs to the login cdviz, which is no superuser.</summary>
    public static async Task<TestDatabase> CreateOwnedAsync()
    {
        var database = await CreateEmptyAsync();
        await database.HandOverAsync();
        return database;
    }

    /// <summary>Gives it and what is in it to the login cdviz, as the scripts of <c>db/timescale/roles</c> do.</summary>
    public async Task HandOverAsync()
    {
        var scripts = new[] { "owner.sql", "rights.sql" }.Select(file => File.ReadAllText(Path.Combine(Administrator.Root, "db/timescale/roles", file)));
        var script = $"\\setenv CDVIZ_DB_PASSWORD {TestServer.OwnersPassword}\n{string.Concat(scripts)}";
        await PostgresTools.RunAsync("psql", Name, Encoding.UTF8.GetBytes(script), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1");
    }

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
