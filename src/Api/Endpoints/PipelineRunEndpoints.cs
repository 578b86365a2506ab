using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace CdViz.Api;

/// <summary><c>GET /pipeline-runs</c>: how pipeline runs went.</summary>
internal static class PipelineRunEndpoints
{
    private const string Runs =
        """
        select id, subject_id, source, attempt, name, url, queued_at, started_at, finished_at, outcome, outcome_raw, errors,
               extract(epoch from queue_time)::float8, extract(epoch from duration)::float8, last_seen_at, chain_id, position
        from cdviz.pipelinerun_attempt
        where ($1::timestamptz is null or last_seen_at >= $1) and ($2::timestamptz is null or last_seen_at < $2)
            and ($3::text is null or name = $3) and ($4::text is null or outcome = $4) and ($5::text is null or source = $5)
            and ($6::timestamptz is null or (last_seen_at <= $6 and (last_seen_at, id) < ($6, $7::text)))
        order by last_seen_at desc, id desc
        limit $8
        """;

    /// <summary>Adds the endpoint.</summary>
    public static void MapPipelineRuns(this IEndpointRouteBuilder app) => app.MapGet("/pipeline-runs", GetAsync)
        .WithQuery(new QueryValidator())
        .WithWait("pipeline_runs")
        .WithTags("Read tables").WithName("getPipelineRuns").WithSummary("How pipeline runs went")
        .WithDescription(
            "One item for each attempt, the latest first. The time of a run, for 'from' and 'to', is when it finished, or else started, or else was queued.");

    private static async Task<Ok<Page<PipelineRun>>> GetAsync(
        [AsParameters] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct)
    {
        var limit = QueryValue.Limit(query.Limit);
        var cursor = Cursor.Of(query.Cursor);
        var runs = await Rows.ListAsync(
            database,
            Runs,
            [QueryValue.Time(query.From), QueryValue.Time(query.To), query.Name, query.Outcome, query.Source, cursor?.At, cursor?.Id, limit + 1],
            Read,
            ct);
        return TypedResults.Ok(Page.Of(request, runs, limit, run => new Cursor(run.LastSeenAt, run.Id)));
    }

    private static PipelineRun Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.Text(4), row.Text(5), row.Time(6), row.Time(7), row.Time(8),
        row.Text(9), row.Text(10), row.Text(11), row.Number(12), row.Number(13), row.GetDateTime(14), row.Text(15), row.GetInt64(16));

    internal sealed record Query(string? From, string? To, string? Name, string? Outcome, string? Source, string? Limit, string? Cursor, string? Wait) : IWaits;

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator()
        {
            RuleFor(query => query.From).IsTime();
            RuleFor(query => query.To).IsTime();
            RuleFor(query => query.Name).IsText();
            RuleFor(query => query.Outcome).IsText();
            RuleFor(query => query.Source).IsText();
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
            RuleFor(query => query.Cursor).IsCursor();
            RuleFor(query => query.Wait).IsPosition();
        }
    }
}

/// <summary>One attempt of a pipeline run. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the attempt.</param>
/// <param name="SubjectId">Id of the run.</param>
/// <param name="Source">Who runs it.</param>
/// <param name="Attempt">1 for the first; higher when the run's id was used again.</param>
/// <param name="Name">Name of the pipeline.</param>
/// <param name="Url">Where the run can be looked at.</param>
/// <param name="QueuedAt">When it was first queued.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it finished.</param>
/// <param name="Outcome">success, failure, cancel or error.</param>
/// <param name="OutcomeRaw">The sender's own word for it.</param>
/// <param name="Errors">What went wrong.</param>
/// <param name="QueueSeconds">Seconds from queued to started.</param>
/// <param name="DurationSeconds">Seconds from started to finished.</param>
/// <param name="LastSeenAt">When it finished, or else started, or else was queued.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told most lately of it: <c>/events/{position}</c>.</param>
internal sealed record PipelineRun(
    string Id,
    string SubjectId,
    string Source,
    int Attempt,
    string? Name,
    string? Url,
    DateTime? QueuedAt,
    DateTime? StartedAt,
    DateTime? FinishedAt,
    string? Outcome,
    string? OutcomeRaw,
    string? Errors,
    double? QueueSeconds,
    double? DurationSeconds,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
