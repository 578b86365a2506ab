using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints;

/// <summary>
/// <c>/health/live</c> and <c>/health/ready</c>: open to everybody, for orchestrators. So they say what is wrong, and not in whose words or where: the log has that.
/// </summary>
public static class HealthEndpoints
{
    private const string Stopped =
        """
        select 'Projection ' || name || ' is stopped at position ' || stopped_position || '; GET /projections says why.'
        from cdviz.projection_status
        where state = 'stopped'
        order by name
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Is the process alive?</summary>
    [WolverineGet("/health/live", OperationId = "getLive"), Tags("Operation"), AllowAnonymous]
    public static Ok<Health> Live() => TypedResults.Ok(new Health("live", []));

    /// <summary>Can it do its work: database there, migrated, does it take what is written? What is wrong besides is among the reasons, and it is ready all the same.</summary>
    [WolverineGet("/health/ready", OperationId = "getReady"), Tags("Operation"), AllowAnonymous]
    [ProducesResponseType<Health>(StatusCodes.Status200OK), ProducesResponseType<Health>(StatusCodes.Status503ServiceUnavailable)]
    public static async Task<Answer> ReadyAsync(NpgsqlDataSource database, WriteCheck writes, Sources sources, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var pending = await Migrations.PendingAsync(database, patience.Token);
            if (pending.Count > 0)
            {
                return NotReady($"The database lacks {pending.Count} migrations, first {pending[0].Name}.", sources);
            }

            if (!await writes.WorksAsync(patience.Token))
            {
                return NotReady("The database does not take what is written.", sources);
            }

            var stopped = await Rows.ListAsync(database, Stopped, [], row => row.GetString(0), patience.Token);
            return new(TypedResults.Ok(new Health("ready", [.. stopped, .. sources.Silent])));
        }
        catch (MigrationException wrong)
        {
            return NotReady(wrong.Message, sources);
        }
        catch (Exception fault) when (fault is OperationCanceledException || DatabaseAway.Is(fault))
        {
            return NotReady("The database does not answer.", sources);
        }
    }

    private static Answer NotReady(string reason, Sources sources) =>
        new(TypedResults.Json(new Health("not ready", [reason, .. sources.Silent]), statusCode: StatusCodes.Status503ServiceUnavailable));
}

/// <summary>How the server feels.</summary>
/// <param name="Status">live, ready or not ready.</param>
/// <param name="Reasons">Why it is not ready; and, ready or not, the projections that are stopped and the sources that nothing comes from now.</param>
public sealed record Health(string Status, IReadOnlyList<string> Reasons);
