using FluentValidation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Doors;

/// <summary><c>POST /reports/{format}</c>: the door for what test runners and scanners write.</summary>
public static class ReportEndpoint
{
    /// <summary>The formats there are.</summary>
    internal static readonly string[] Formats = ["junit", "tap", "sarif", "trx", "ctest"];

    /// <summary>Take a report of tests</summary>
    /// <remarks>
    /// In JUnit's XML, TAP, SARIF, TRX or CTest's XML. What the report cannot know is said in the query. Give it a run, so that the same report of two runs is two: without one, a report is what it
    /// says. It is kept and translated soon after; /inbox/{id} says what became of it.
    /// </remarks>
    [WolverinePost("/reports/{format}", OperationId = "postReport"), Tags("Inbox"), Authorize(Scopes.Write), Refuses(400, 404, 413, 415, 503)]
    [ProducesResponseType<InboxReceipt>(StatusCodes.Status202Accepted)]
    public static async Task<Answer> PostAsync(string format, [FromQuery] ReportQuery query, HttpContext context, InboxDoor door, Settings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(door);
        if (!Formats.Contains(format))
        {
            return new(Problems.NotFound($"'{format}' is no format of reports; there are {string.Join(", ", Formats)}."));
        }

        if (await door.ReadAsync(context, ct) is not { } body)
        {
            return new(Problems.BodyTooLarge(settings.Limits.EventBytes));
        }

        var said = ReportHeaders.Write(
        [
            ("run", query.Run), ("suite", query.Suite), ("environment", query.Environment), ("source", query.Source), ("artifact", query.Artifact), ("pipelineRun", query.PipelineRun),
        ]);
        return body.IsEmpty
            ? new(Problems.Of(StatusCodes.Status400BadRequest, "Empty", "The body is empty."))
            : await door.KeepAsync(context, "report", context.User.Identity?.Name, format, said, body, ct);
    }

    public sealed record ReportQuery(string? Run, string? Suite, string? Environment, string? Source, string? Artifact, string? PipelineRun) : IQuery<ReportQuery>
    {
        static AbstractValidator<ReportQuery> IQuery<ReportQuery>.Rules => new ReportRules();
    }

    private sealed class ReportRules : AbstractValidator<ReportQuery>
    {
        public ReportRules()
        {
            RuleFor(query => query.Run).IsText();
            RuleFor(query => query.Suite).IsText();
            RuleFor(query => query.Environment).IsText();
            RuleFor(query => query.Source).IsText();
            RuleFor(query => query.Artifact).IsText();
            RuleFor(query => query.PipelineRun).IsText();
        }
    }
}
