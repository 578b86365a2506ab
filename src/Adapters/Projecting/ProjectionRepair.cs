using System.Globalization;
using CdViz.Projections;
using Npgsql;

namespace CdViz.Adapters;

/// <summary>Lets a stopped projection go on, and keeps a record of who wanted it so.</summary>
internal static class ProjectionRepair
{
    private const string ActionSql = """
        insert into events.projection_action (projection, version, generation, action, position, failure, reason, actor)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string LockSql = "select from events.projection_generation where projection = $1 and role = 'live' for update";

    private const string GoOnSql = """
        update events.projection_generation set stopped_at = null, stopped_position = null, stopped_reason = null
        where projection = $1 and generation = $2
        """;

    private const string RaiseEpochSql = "update events.projection_epoch set epoch = epoch + 1";

    /// <summary>Goes on with the event it failed at, or after it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="projection">The projection.</param>
    /// <param name="skip">The position to leave out, which is where it stopped; null to try again.</param>
    /// <param name="by">Who wants it, and why.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The generation as it was when it was stopped.</returns>
    /// <exception cref="InvalidOperationException">It is not stopped, or stopped at another position.</exception>
    public static async Task<Generation> RunAsync(NpgsqlDataSource database, Projection projection, long? skip, RepairBy by, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, LockSql, ct, Sql.Value(projection.Name));
        var live = await GenerationStore.LiveAsync(connection, projection.Name, ct);
        if (live?.StoppedPosition is not { } position)
        {
            throw new InvalidOperationException($"Projection '{projection.Name}' is not stopped.");
        }

        if (skip is { } wanted && wanted != position)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"Projection '{projection.Name}' is stopped at position {position}, not at {wanted}; only where it is stopped can be skipped."));
        }

        await ExecuteAsync(
            connection, ActionSql, ct,
            Sql.Value(projection.Name), Sql.Value(live.Version), Sql.Value(live.Number), Sql.Value(skip is null ? "retry" : "skip"), Sql.Value(position),
            Text(live.StoppedReason), Text(by.Reason), Sql.Value(by.Actor));
        await ExecuteAsync(connection, GoOnSql, ct, Sql.Value(projection.Name), Sql.Value(live.Number));
        await ExecuteAsync(connection, RaiseEpochSql, ct);
        await transaction.CommitAsync(ct);
        return live;
    }

    private static NpgsqlParameter Text(string? text) => new() { Value = text is null ? DBNull.Value : text, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>Who has a stopped projection go on, and why.</summary>
/// <param name="Actor">Who: the name of a token, or the user who gave the command.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record RepairBy(string Actor, string? Reason);
