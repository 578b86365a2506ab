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

    private static readonly Lazy<Task<string>> Migrated = new(() => MakeTemplateAsync("migrated", "", database => Migrations.ApplyAsync(database)));

    private static readonly Lazy<Task<string>> Provisioned = new(async () =>
        await MakeTemplateAsync("provisioned", await CopyOfAsync(await TemplateAsync()), database => new ProjectionEngine(database, ProjectionCatalogue.All).ProvisionAsync(default)));

    private static readonly Lazy<Task<bool>> WaitsForTheDisk = new(async () =>
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand("show fsync", connection);
        return await command.ExecuteScalarAsync() is "on";
    });

    /// <summary>To the server, as somebody who may make databases and roles on it: the server's own login may not.</summary>
    public static string ConnectionString => Administrator.Of(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? text
        : throw new InvalidOperationException($"{Variable} is not set. Run the tests with ./cdviz test, which gets a database and sets it."));

    /// <summary>Password of the server's login: the configured one's, where that is it.</summary>
    public static string OwnersPassword { get; } = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(Variable)) is { Username: "cdviz", Password: { } own }
        ? own
        : "only-tests-use-it";

    /// <summary>Name of a database with all migrations, made once for each build.</summary>
    public static Task<string> TemplateAsync() => Migrated.Value;

    /// <summary>Name of a database with all migrations and the empty tables of all projections, as a server leaves it that was started once.</summary>
    public static Task<string> ProvisionedTemplateAsync() => Provisioned.Value;

    /// <summary>What has a database made as a copy. To copy files is cheaper than to log every page, unless the disk is waited for.</summary>
    public static async Task<string> CopyOfAsync(string template) => $" template {template}{(await WaitsForTheDisk.Value ? "" : " strategy file_copy")}";

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

    /// <summary>Drops what tests left behind that were killed, for TimescaleDB keeps a process for each database, and templates of builds of days ago.</summary>
    private static async Task SweepAsync(NpgsqlConnection connection, string kept)
    {
        const string Left = """
            select datname from pg_database where datname ~ '^cdviz_test_\d{12}_' and datname < $1
            union all
            select datname from pg_database
            where datname ~ '^cdviz_(template|migrated|provisioned)_' and datname <> $2 and case
                when has_function_privilege('pg_stat_file(text)', 'execute') then (pg_stat_file('base/' || oid || '/PG_VERSION')).modification < now() - interval '1 day'
                end
            """;
        var left = new List<string>();
        await using (var command = new NpgsqlCommand(Left, connection) { Parameters = { new() { Value = Prefix + Stamp(DateTime.UtcNow.AddHours(-2)) }, new() { Value = kept } } })
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                left.Add(reader.GetString(0));
            }
        }

        foreach (var name in left)
        {
            await ExecuteAsync(connection, $"alter database {name} with is_template false");
            await ExecuteAsync(connection, $"drop database if exists {name} with (force)");
        }
    }

    private static async Task<string> MakeTemplateAsync(string kind, string copy, Func<NpgsqlDataSource, Task> prepare)
    {
        // Of these steps and of this build: what Marten makes of its tables depends on how it is set up.
        var name = $"cdviz_{kind}_{Migration.Digest[..16]}_{Build(typeof(Migrations))}{Build(typeof(ProjectionCatalogue))}";
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})");
        await SweepAsync(connection, name);
        await using (var finished = new NpgsqlCommand("select datistemplate from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } })
        {
            if (await finished.ExecuteScalarAsync() is true)
            {
                return name;
            }
        }

        await ExecuteAsync(connection, $"drop database if exists {name} with (force)");
        await ExecuteAsync(connection, $"create database {name}{copy}");
        await using (var template = NpgsqlDataSource.Create(ConnectionStringTo(name)))
        {
            await prepare(template);
        }

        // TimescaleDB's workers connect to every database that has the extension; a database that is copied must have no connections.
        await ExecuteAsync(connection, $"alter database {name} with allow_connections false");
        await ExecuteAsync(connection, $"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'");
        await ExecuteAsync(connection, $"alter database {name} with is_template true");
        return name;
    }

    private static string Build(Type type) => type.Module.ModuleVersionId.ToString("n")[..8];

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
