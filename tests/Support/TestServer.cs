using System.Globalization;
using Npgsql;

namespace CdViz.Support;

/// <summary>The PostgreSQL server that tests make their databases on.</summary>
internal static class TestServer
{
    private const string Variable = "ConnectionStrings__EventStore";

    private const string Prefix = "cdviz_test_";

    /// <summary>Key of the advisory lock under which the template is made.</summary>
    private const long Lock = 7_310_872_599;

    private static readonly Lazy<Task<string>> Migrated = new(MakeTemplateAsync);

    /// <summary>To the server, as somebody who may make databases and roles on it: the server's own login may not.</summary>
    public static string ConnectionString => Administrator.Of(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? text
        : throw new InvalidOperationException($"{Variable} is not set. Run the tests with ./cdviz test, which gets a database and sets it."));

    /// <summary>Password of the server's login: the configured one's, where that is it.</summary>
    public static string OwnersPassword { get; } = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(Variable)) is { Username: "cdviz", Password: { } own }
        ? own
        : "only-tests-use-it";

    /// <summary>Name of a database with all migrations, made once for each set of migrations.</summary>
    public static Task<string> TemplateAsync() => Migrated.Value;

    /// <summary>Connections that a burst opened are given back soon: many databases are open beside each other.</summary>
    public static string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder(ConnectionString)
    {
        Database = database,
        PersistSecurityInfo = true,
        ConnectionIdleLifetime = 10,
        ConnectionPruningInterval = 2,
    }.ConnectionString;

    public static async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    /// <summary>A name for a new database; says when it was made.</summary>
    public static string NewName() => $"{Prefix}{Stamp(DateTime.UtcNow)}_{Guid.NewGuid():N}";

    private static string Stamp(DateTime time) => time.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);

    /// <summary>Drops what tests left behind that were killed: TimescaleDB keeps a process for each database.</summary>
    private static async Task SweepAsync(NpgsqlConnection connection)
    {
        var left = new List<string>();
        await using (var command = new NpgsqlCommand(@"select datname from pg_database where datname ~ '^cdviz_test_\d{12}_' and datname < $1", connection)
        {
            Parameters = { new() { Value = Prefix + Stamp(DateTime.UtcNow.AddHours(-2)) } },
        })
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                left.Add(reader.GetString(0));
            }
        }

        foreach (var name in left)
        {
            await ExecuteAsync(connection, $"drop database if exists {name} with (force)");
        }
    }

    private static async Task<string> MakeTemplateAsync()
    {
        // Of these steps and of this build: what Marten makes of its tables depends on how it is set up.
        var name = $"cdviz_template_{Migration.Digest[..16]}_{typeof(Migrations).Module.ModuleVersionId.ToString("n")[..16]}";
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})");
        await SweepAsync(connection);
        await using (var finished = new NpgsqlCommand("select datistemplate from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } })
        {
            if (await finished.ExecuteScalarAsync() is true)
            {
                return name;
            }
        }

        await ExecuteAsync(connection, $"drop database if exists {name} with (force)");
        await ExecuteAsync(connection, $"create database {name}");
        await using (var template = NpgsqlDataSource.Create(ConnectionStringTo(name)))
        {
            await Migrations.ApplyAsync(template);
        }

        // TimescaleDB's workers connect to every database that has the extension; a database that is copied must have no connections.
        await ExecuteAsync(connection, $"alter database {name} with allow_connections false");
        await ExecuteAsync(connection, $"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'");
        await ExecuteAsync(connection, $"alter database {name} with is_template true");
        return name;
    }

    private static async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, CommandTimeout = 120 }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
