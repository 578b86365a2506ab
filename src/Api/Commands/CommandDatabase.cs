using CdViz.Adapters;
using Npgsql;

namespace CdViz.Api;

/// <summary>The database, for commands that work on it without a server.</summary>
internal static class CommandDatabase
{
    /// <summary>Connections to the configured database, whose schema is what this program needs.</summary>
    /// <exception cref="CommandFailed">None is configured, or it was never migrated.</exception>
    public static async Task<NpgsqlDataSource> OpenAsync(CancellationToken ct)
    {
        var database = NpgsqlDataSource.Create(SettingsReader.Read(SettingsReader.Sources()).RequireDatabase().EventStore);
        try
        {
            return await Migrations.PendingAsync(database, ct) is { Count: > 0 } pending
                ? throw CommandFailed.Unavailable($"The database lacks {pending.Count} migrations; './cdviz up' applies them.")
                : database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
