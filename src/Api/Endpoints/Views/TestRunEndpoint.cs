using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /test-runs</c>: how test cases and suites went.</summary>
public static class TestRunEndpoint
{
    /// <summary>How test cases and suites went</summary>
    /// <remarks>
    /// One item for each attempt, the latest first. The time of a run, for 'from' and 'to', is when it ended, or else started, or else was queued.
    /// </remarks>
    [WolverineGet("/test-runs", OperationId = "getTestRuns"), Tags("Read tables")]
    public static Task<Ok<Page<TestRun>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("test_run", "test_outcomes")]
    public sealed record Query : ListQuery<Query, TestRun>
    {
        public string? Name { get; set; }

        public string? Outcome { get; set; }

        public string? Environment { get; set; }

        [Words("case", "suite")]
        public string? Kind { get; set; }

        public string? Source { get; set; }

        public string? SuiteRunId { get; set; }
    }
}

/// <summary>One attempt of a test case run or a test suite run. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the attempt.</param>
/// <param name="Kind">case or suite.</param>
/// <param name="SubjectId">Id of the run.</param>
/// <param name="Source">Who runs it.</param>
/// <param name="Attempt">1 for the first; higher when the run's id was used again.</param>
/// <param name="TestId">Id of the test case or suite.</param>
/// <param name="Name">Its name; its id where it has none.</param>
/// <param name="TestVersion">Its version.</param>
/// <param name="TestType">What sort of test a case is: unit, integration …</param>
/// <param name="SuiteRunId">The suite run that a case run belongs to.</param>
/// <param name="Environment">Id of the environment it ran in.</param>
/// <param name="Url">Where the test can be looked at.</param>
/// <param name="QueuedAt">When it was first queued.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished or was skipped.</param>
/// <param name="Outcome">success, failure, cancel, error or skipped.</param>
/// <param name="OutcomeRaw">The sender's own word for it.</param>
/// <param name="Severity">How bad a failure is: low, medium, high, critical.</param>
/// <param name="Reason">Why it failed or was skipped.</param>
/// <param name="QueueSeconds">Seconds from queued to started.</param>
/// <param name="DurationSeconds">Seconds from started to finished.</param>
/// <param name="LastSeenAt">When it ended, or else started, or else was queued.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told most lately of it: <c>/events/{position}</c>.</param>
public sealed record TestRun(
    string Id,
    string Kind,
    string SubjectId,
    string Source,
    int Attempt,
    string? TestId,
    string? Name,
    string? TestVersion,
    string? TestType,
    string? SuiteRunId,
    string? Environment,
    string? Url,
    DateTime? QueuedAt,
    DateTime? StartedAt,
    DateTime? FinishedAt,
    string? Outcome,
    string? OutcomeRaw,
    string? Severity,
    string? Reason,
    [Column("queue_time")] double? QueueSeconds,
    [Column("duration")] double? DurationSeconds,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
