using System.Globalization;
using Npgsql;

namespace CdViz.Api.Commands;

/// <summary>A database with what this program makes and nothing else, dropped at the end.</summary>
internal sealed class FreshDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource server;
    private readonly string name;

    private FreshDatabase(NpgsqlDataSource server, string name, NpgsqlDataSource source) => (this.server, this.name, Source) = (server, name, source);

    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Makes one on the server of the configured database, as the login in CDVIZ_ADMINISTRATOR where that is set.</summary>
    public static async Task<FreshDatabase> CreateAsync(CancellationToken ct)
    {
        var configured = SettingsReader.Read(SettingsReader.Sources()).RequireDatabase().EventStore;
        var connection = Environment.GetEnvironmentVariable("CDVIZ_ADMINISTRATOR") is { Length: > 0 } administrator ? administrator : configured;
        var name = string.Create(CultureInfo.InvariantCulture, $"cdviz_fresh_{Environment.ProcessId}");
        var server = NpgsqlDataSource.Create(connection);
        await using var create = server.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync(ct);
        var fresh = new FreshDatabase(server, name, NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Database = name }));
        try
        {
            await Migrations.ApplyAsync(fresh.Source, ct);
            await new ProjectionEngine(fresh.Source, ProjectionCatalogue.All).ProvisionAsync(ct);
            return fresh;
        }
        catch
        {
            await fresh.DisposeAsync();
            throw;
        }
    }

    /// <summary>Drops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await using (var drop = server.CreateCommand($"drop database if exists {name} with (force)"))
        {
            await drop.ExecuteNonQueryAsync();
        }

        await server.DisposeAsync();
    }
}
