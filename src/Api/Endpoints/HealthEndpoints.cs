using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints;

/// <summary><c>/health/live</c> and <c>/health/ready</c>: open to everybody, for orchestrators.</summary>
public static class HealthEndpoints
{
    private const string Stopped =
        """
        select 'Projection ' || name || ' stopped at position ' || stopped_position || ': ' || reason
        from cdviz.projection_status
        where state = 'stopped'
        order by name
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Is the process alive?</summary>
    [WolverineGet("/health/live", OperationId = "getLive"), Tags("Operation"), AllowAnonymous]
    public static Ok<Health> Live() => TypedResults.Ok(new Health("live", []));

    /// <summary>Can it do its work: database there, migrated, no projection stopped?</summary>
    [WolverineGet("/health/ready", OperationId = "getReady"), Tags("Operation"), AllowAnonymous]
    [ProducesResponseType<Health>(StatusCodes.Status200OK), ProducesResponseType<Health>(StatusCodes.Status503ServiceUnavailable)]
    public static async Task<Answer> ReadyAsync(NpgsqlDataSource database, Sources sources, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var reasons = await ReasonsAsync(database, patience.Token);
        return new(reasons.Count == 0
            ? TypedResults.Ok(new Health("ready", [.. sources.Away]))
            : TypedResults.Json(new Health("not ready", [.. reasons, .. sources.Away]), statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    private static async Task<IReadOnlyList<string>> ReasonsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        try
        {
            var pending = await Migrations.PendingAsync(database, ct);
            return pending.Count > 0
                ? [$"The database lacks {pending.Count} migrations, first {pending[0].Name}."]
                : await Rows.ListAsync(database, Stopped, [], row => row.GetString(0), ct);
        }
        catch (MigrationException wrong)
        {
            return [wrong.Message];
        }
        catch (Exception fault) when (fault is OperationCanceledException || DatabaseAway.Is(fault))
        {
            return ["The database does not answer."];
        }
    }
}

/// <summary>How the server feels.</summary>
/// <param name="Status">live, ready or not ready.</param>
/// <param name="Reasons">Why it is not ready; and, ready or not, the sources that nothing comes from now.</param>
public sealed record Health(string Status, IReadOnlyList<string> Reasons);
