using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CdViz.Api;

/// <summary><c>GET /test-runs</c>: how test cases and suites went.</summary>
internal static class TestRunEndpoints
{
    private const string Runs =
        """
        select id, kind, subject_id, source, attempt, test_id, name, test_version, test_type, suite_run_id, environment, url,
               queued_at, started_at, finished_at, outcome, outcome_raw, severity, reason,
               extract(epoch from queue_time)::float8, extract(epoch from duration)::float8, last_seen_at, chain_id, position
        from cdviz.test_run
        where ($1::timestamptz is null or last_seen_at >= $1) and ($2::timestamptz is null or last_seen_at < $2)
            and ($3::text is null or name = $3) and ($4::text is null or outcome = $4) and ($5::text is null or environment = $5)
            and ($6::text is null or kind = $6) and ($7::text is null or source = $7) and ($8::text is null or suite_run_id = $8)
            and ($9::timestamptz is null or (last_seen_at <= $9 and (last_seen_at, id) < ($9, $10::text)))
        order by last_seen_at desc, id desc
        limit $11
        """;

    /// <summary>Adds the endpoint.</summary>
    public static void MapTestRuns(this IEndpointRouteBuilder app) => app.MapGet("/test-runs", GetAsync)
        .WithQuery(new QueryValidator())
        .WithWait("test_outcomes")
        .WithTags("Read tables").WithName("getTestRuns").WithSummary("How test cases and suites went")
        .WithDescription(
            "One item for each attempt, the latest first. The time of a run, for 'from' and 'to', is when it ended, or else started, or else was queued.");

    private static async Task<Ok<Page<TestRun>>> GetAsync(
        [AsParameters] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct)
    {
        var limit = QueryValue.Limit(query.Limit);
        var cursor = Cursor.Of(query.Cursor);
        var runs = await Rows.ListAsync(
            database,
            Runs,
            [
                QueryValue.Time(query.From), QueryValue.Time(query.To), query.Name, query.Outcome, query.Environment, query.Kind, query.Source,
                query.SuiteRunId, cursor?.At, cursor?.Id, limit + 1,
            ],
            Read,
            ct);
        return TypedResults.Ok(Page.Of(request, runs, limit, run => new Cursor(run.LastSeenAt, run.Id)));
    }

    private static TestRun Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt32(4), row.Text(5), row.Text(6), row.Text(7), row.Text(8),
        row.Text(9), row.Text(10), row.Text(11), row.Time(12), row.Time(13), row.Time(14), row.Text(15), row.Text(16), row.Text(17), row.Text(18),
        row.Number(19), row.Number(20), row.GetDateTime(21), row.Text(22), row.GetInt64(23));

    internal sealed record Query(
        string? From,
        string? To,
        string? Name,
        string? Outcome,
        string? Environment,
        string? Kind,
        string? Source,
        string? SuiteRunId,
        string? Limit,
        string? Cursor,
        string? Wait) : IWaits;

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator()
        {
            RuleFor(query => query.From).IsTime();
            RuleFor(query => query.To).IsTime();
            RuleFor(query => query.Name).IsText();
            RuleFor(query => query.Outcome).IsText();
            RuleFor(query => query.Environment).IsText();
            RuleFor(query => query.Kind).IsOneOf("case", "suite");
            RuleFor(query => query.Source).IsText();
            RuleFor(query => query.SuiteRunId).IsText();
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
            RuleFor(query => query.Cursor).IsCursor();
            RuleFor(query => query.Wait).IsPosition();
        }
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
internal sealed record TestRun(
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
    double? QueueSeconds,
    double? DurationSeconds,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
