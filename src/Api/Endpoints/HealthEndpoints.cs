using CdViz.Adapters;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CdViz.Api;

/// <summary><c>/health/live</c> and <c>/health/ready</c>: open to everybody, for orchestrators.</summary>
internal static class HealthEndpoints
{
    private const string Stopped =
        """
        select 'Projection ' || name || ' stopped at position ' || stopped_position || ': ' || reason
        from cdviz.projection_status
        where state = 'stopped'
        order by name
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Adds the endpoints.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new Health("live", [])))
            .WithTags("Operation").WithName("getLive").WithSummary("Is the process alive?").AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync)
            .WithTags("Operation").WithName("getReady").WithSummary("Can it do its work: database there, migrated, no projection stopped?")
            .Produces<Health>(StatusCodes.Status503ServiceUnavailable).AllowAnonymous();
    }

    private static async Task<JsonHttpResult<Health>> ReadyAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        var reasons = await ReasonsAsync(database, patience.Token);
        return reasons.Count == 0
            ? TypedResults.Json(new Health("ready", reasons))
            : TypedResults.Json(new Health("not ready", reasons), statusCode: StatusCodes.Status503ServiceUnavailable);
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
/// <param name="Reasons">Why it is not ready.</param>
internal sealed record Health(string Status, IReadOnlyList<string> Reasons);
