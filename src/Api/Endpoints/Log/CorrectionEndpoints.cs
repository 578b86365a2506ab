using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Log;

/// <summary><c>/corrections</c>: say that an event, or what was made of an incident, is otherwise.</summary>
public static class CorrectionEndpoints
{
    private const string List =
        """
        select c.position, c.action, c.target, cdviz.position_of(c.target), c.incident, c.deployment, c.amendment::text, c.made_by, c.reason, c.occurred_at
        from cdviz.dora_correction c
        order by c.position desc
        limit 1000
        """;

    /// <summary>Retract or amend an event, or say what an incident came from</summary>
    /// <remarks>
    /// The correction is a new event in the stream of what it corrects; nothing is overwritten, and 'known' still gives the numbers of before. retract: the
    /// event does not count. amend: it counts with the members of 'amendment' in place of its own (environment, service, artifactId, occurredAt, repository,
    /// change), as far as events of its type have them; what it is about can't be amended. attribute: the incident came from the deployment at 'deployment',
    /// or from none where that is null. The same 'id' again is answered as a duplicate.
    /// </remarks>
    [WolverinePost("/corrections", OperationId = "postCorrection"), Tags("Corrections"), Authorize(Scopes.Admin), Refuses(400, 404, 409, 415, 422, 503)]
    public static async Task<Results<Created<CorrectionReceipt>, Ok<CorrectionReceipt>, ProblemHttpResult>> PostAsync(
        CorrectionBody body, HttpContext context, Corrections corrections, TimeProvider time, CancellationToken ct)
    {
        var (target, problem) = await CheckedAsync(body, corrections, ct);
        if (problem is not null)
        {
            return problem;
        }

        var made = await corrections.MakeAsync(body, target!, context.User.Identity?.Name ?? body.By ?? "unknown", time.GetUtcNow(), ct);
        return made.Recorded switch
        {
            Recorded.Appended appended => TypedResults.Created(
                string.Create(CultureInfo.InvariantCulture, $"/events/{appended.Position}"), made.Receipt(appended)),
            Recorded.Duplicate duplicate => TypedResults.Ok(made.Receipt(duplicate)),
            Recorded.Conflict conflict => Problems.Of(StatusCodes.Status409Conflict, "Conflict", conflict.Error.Message),
            Recorded.NotTaken(var after, var why) => Problems.Unavailable(context, $"{why} Nothing was taken.", after),
            Recorded.Refused refused => Problems.NotACorrection(refused.Errors),
            var other => throw new NotSupportedException(other.ToString()),
        };
    }

    /// <summary>The event a correction is about, or what is wrong with the correction.</summary>
    internal static async Task<(CorrectedEvent? Target, ProblemHttpResult? Problem)> CheckedAsync(CorrectionBody body, Corrections corrections, CancellationToken ct)
    {
        if (body is null)
        {
            return (null, Problems.Of(StatusCodes.Status400BadRequest, "Bad Request", "A JSON object is needed."));
        }

        if (CorrectionRules.Errors(body) is { Count: > 0 } errors)
        {
            return (null, Problems.NotACorrection(errors));
        }

        if (await corrections.TargetAsync(body, ct) is not { } target)
        {
            return (null, Problems.NotFound(body.Action is "attribute" ? $"There is no incident '{body.Incident}'." : $"There is no event at position {body.Position}."));
        }

        if (CorrectionRules.Errors(body, target) is { Count: > 0 } faults)
        {
            return (null, Problems.NotACorrection(faults));
        }

        return body.Deployment is { } deployment && await corrections.EventAsync(deployment, ct) is not { Type: "service" }
            ? (null, Problems.NotFound(string.Create(CultureInfo.InvariantCulture, $"There is no deployment at position {deployment}.")))
            : (target, null);
    }

    /// <summary>What was corrected, by whom and why</summary>
    /// <remarks>The latest first, at most 1000.</remarks>
    [WolverineGet("/corrections", OperationId = "getCorrections"), Tags("Corrections")]
    public static async Task<Ok<Page<Correction>>> ListAsync(NpgsqlDataSource database, CancellationToken ct) => TypedResults.Ok(new Page<Correction>(
        await Rows.ListAsync(
            database, List, [],
            row => new Correction(
                row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.Whole(3), row.Text(4), row.IsDBNull(5) ? null : row.GetGuid(5),
                row.Text(6) is { } amendment ? JsonSerializer.Deserialize<Dictionary<string, string>>(amendment) : null, row.Text(7), row.Text(8), row.GetDateTime(9)),
            ct),
        null, null));
}

/// <summary>A correction to be made.</summary>
/// <param name="Action">retract, amend or attribute.</param>
/// <param name="Reason">Why.</param>
/// <param name="Position">Position of the event to retract or amend.</param>
/// <param name="Amendment">What is so instead: any of environment, service, artifactId, occurredAt, repository, change.</param>
/// <param name="Incident">Id of the incident to attribute.</param>
/// <param name="Deployment">Position of the deployment it came from; null where it came from none.</param>
/// <param name="By">Who says so, where the server has no tokens; else the token's name counts.</param>
/// <param name="Id">An id of one's own, to send it again safely.</param>
public sealed record CorrectionBody(
    string? Action, string? Reason, long? Position = null, Dictionary<string, string>? Amendment = null, string? Incident = null, long? Deployment = null,
    string? By = null, string? Id = null);

/// <summary>A correction that was made.</summary>
/// <param name="Id">Its context.id.</param>
/// <param name="Position">Its position in the log.</param>
/// <param name="Stream">The stream of what it corrects, where it stands.</param>
/// <param name="Status">appended or duplicate.</param>
/// <param name="By">Who made it.</param>
public sealed record CorrectionReceipt(string Id, long Position, string Stream, string Status, string By);

/// <summary>A correction.</summary>
/// <param name="Position">Its position in the log.</param>
/// <param name="Action">retract, amend or attribute.</param>
/// <param name="Target">Id of the event it corrects.</param>
/// <param name="TargetPosition">Position of that event.</param>
/// <param name="Incident">The incident it attributes.</param>
/// <param name="Deployment">Id of the deployment the incident came from; null where it came from none.</param>
/// <param name="Amendment">What is so instead.</param>
/// <param name="By">Who made it.</param>
/// <param name="Reason">Why.</param>
/// <param name="OccurredAt">When, UTC.</param>
public sealed record Correction(
    long Position, string Action, Guid? Target, long? TargetPosition, string? Incident, Guid? Deployment, IReadOnlyDictionary<string, string>? Amendment, string? By, string? Reason,
    DateTime OccurredAt);
