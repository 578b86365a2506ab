using System.Globalization;
using Npgsql;

namespace CdViz.Adapters.Projecting.Checks;

/// <summary>Lets a stopped projection go on, and keeps a record of who wanted it so.</summary>
internal static class ProjectionRepair
{
    private const string ActionSql = """
        insert into events.projection_action (projection, version, generation, action, position, failure, reason, actor)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string LockSql = "select from events.projection_generation where projection = $1 and role = 'live' for update";

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
        await Sql.ExecuteAsync(connection, LockSql, ct, Sql.Value(projection.Name));
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

        await Sql.ExecuteAsync(
            connection, ActionSql, ct,
            Sql.Value(projection.Name), Sql.Value(live.Version), Sql.Value(live.Number), Sql.Value(skip is null ? "retry" : "skip"), Sql.Value(position),
            Sql.Text(live.StoppedReason), Sql.Text(by.Reason), Sql.Value(by.Actor));
        await GenerationStore.SetJoinedAsync(connection, live, joined: false, ct);
        await transaction.CommitAsync(ct);
        return live;
    }
}

/// <summary>Who has a stopped projection go on, and why.</summary>
/// <param name="Actor">Who: the name of a token, or the user who gave the command.</param>
/// <param name="Reason">Why, or null.</param>
public sealed record RepairBy(string Actor, string? Reason);
