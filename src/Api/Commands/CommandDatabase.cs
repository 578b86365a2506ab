using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CdViz.Api.Commands;

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

    /// <summary>The projections there are: with those of the user's own in the folder that is set, or else those that the servers have.</summary>
    public static async Task<IReadOnlyList<Projection>> ProjectionsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var settings = SettingsReader.Read(SettingsReader.Sources()).Projections;
        var files = settings.Files();
        return (settings.Folder.Length > 0 ? files : await files.OfServersAsync(database, settings.StatementTimeout, ct)).WithBuiltIn;
    }

    /// <summary>Records what a command takes in.</summary>
    public static Recorder Recorder(NpgsqlDataSource database, Appender appender, Settings settings, Func<string?, AdmissionMode> modes) =>
        new(appender, new QuarantineStore(database), settings.Admitter(), modes, settings.Append, TimeProvider.System);

    /// <summary>Appends from a command, beside a running server or without one.</summary>
    public static Appender Appender(NpgsqlDataSource database, Settings settings)
    {
        // Nobody else waits in this process.
        var options = settings.Append with { QueueEvents = int.MaxValue, QueueBytes = long.MaxValue };
        return new(database, EventStore.For(database, settings.Projections.Files().WithBuiltIn), options, TimeProvider.System, NullLogger<Appender>.Instance);
    }
}
