using JasperFx;
using Marten;
using Npgsql;

namespace CdViz.Adapters.Migrating;

/// <summary>The tables and functions of the log that are Marten's: it makes them and knows whether they are as it needs them.</summary>
public static class MartenSchema
{
    /// <summary>Makes or changes them. To be called by one node at a time.</summary>
    /// <exception cref="MigrationException">They can't be made as Marten needs them.</exception>
    internal static async Task ApplyAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var store = Store(dataSource);
        try
        {
            await store.Storage.Database.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate, ct: ct).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw new MigrationException($"The tables of the event log could not be made: {e.MessageText} ({e.SqlState}).", e);
        }
    }

    /// <summary>Throws when they differ from what Marten needs.</summary>
    /// <exception cref="Exception">They differ; the message says how.</exception>
    public static async Task AssertAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var store = Store(dataSource);
        await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(ct).ConfigureAwait(false);
    }

    private static DocumentStore Store(NpgsqlDataSource dataSource) => DocumentStore.For(options =>
    {
        options.Connection(dataSource);
        options.UseCdEvents();
    });
}
