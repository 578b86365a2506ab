using Npgsql;
using Xunit;

namespace CdViz.Support;

/// <summary>A fresh, migrated database for one test class: <c>class A_log(DatabaseFixture db) : IClassFixture&lt;DatabaseFixture&gt;</c>.</summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    private TestDatabase? database;

    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource DataSource => Database.DataSource;

    /// <summary>For programs that connect by themselves.</summary>
    public string ConnectionString => Database.ConnectionString;

    private TestDatabase Database => database ?? throw new InvalidOperationException("The fixture is not initialised.");

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database?.DisposeAsync() ?? default;
}
