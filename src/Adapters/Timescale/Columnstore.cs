using Npgsql;

namespace CdViz.Adapters.Timescale;

/// <summary>Has TimescaleDB keep old chunks by columns, where its licence allows that.</summary>
public static class Columnstore
{
    private const string ApplySql = "select licence, applied from events.apply_columnstore()";

    /// <summary>Applies settings and policies that the live generations lack. Safe to run again, and on several nodes.</summary>
    /// <returns>The licence, <c>timescale</c> or <c>apache</c>, and how many statements were run.</returns>
    /// <exception cref="PostgresException">A statement was refused; none of them holds.</exception>
    public static async Task<(string Licence, int Applied)> ApplyAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.CreateCommand(ApplySql);
        await using var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        await reader.ReadAsync(ct).ConfigureAwait(false);
        return (reader.GetString(0), reader.GetInt32(1));
    }
}
