using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Dora;

/// <summary><c>GET /metrics/dora</c>: how fast and how safely changes reach production.</summary>
public static class DoraEndpoints
{
    private const string Totals =
        """
        select m.metric, n.value, n.reason, n.sample, n.affected,
               case when m.metric <> 'change_failure_rate' or n.value > 0 or u.incidents = 0 then cdviz.dora_band_of(m.metric, n.value, $11::text) end,
               p.value, p.reason, p.sample, u.incidents
        from unnest(array['deployment_frequency', 'lead_time', 'change_failure_rate', 'time_to_restore', 'rework_rate']) with ordinality m (metric, nth),
             cdviz.dora_metric(m.metric, $1::timestamptz, $2::timestamptz, null, 'UTC', $3::text, $4::text, $5::text, $6::text, $7::bigint, $8::text, $9::text) n,
             cdviz.dora_metric(m.metric, $10::timestamptz, $1::timestamptz, null, 'UTC', $3::text, $4::text, $5::text, $6::text, $7::bigint, $8::text, $9::text) p
        cross join lateral (
            select case when m.metric = 'change_failure_rate' then (
                select count(*) from cdviz.dora_unattributed($1::timestamptz, $2::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::bigint, $8::text, $9::text)) end as incidents) u
        order by m.nth
        """;

    private const string Periods =
        """
        select m.metric, n.period, n.value, n.reason, n.sample, n.affected
        from unnest(array['deployment_frequency', 'lead_time', 'change_failure_rate', 'time_to_restore', 'rework_rate']) m (metric),
             cdviz.dora_metric(m.metric, $1::timestamptz, $2::timestamptz, $10::text, $11::text, $3::text, $4::text, $5::text, $6::text, $7::bigint, $8::text, $9::text) n
        order by n.period
        """;

    private const string Steps =
        """
        select l.step, count(l.seconds)
        from cdviz.dora_change_lead($1::timestamptz, $2::timestamptz, cdviz.dora_environments($3::text), cdviz.dora_services($4::text, $5::text), $6::text, $7::bigint,
            cdviz.dora_sources($8::text, $9::text)) l
        group by l.step
        having count(l.seconds) > 0
        """;

    /// <summary>How fast and how safely changes reach production</summary>
    /// <remarks>
    /// Deployment frequency, lead time for changes, change failure rate, failed deployment recovery time and rework rate, with bands, trend and sample size.
    /// A metric without evidence is null and says why. 'environment', 'service' and 'team' are names with commas; without 'environment' it is production.
    /// 'known', a time or a position of the log, gives the numbers as they were known then.
    /// </remarks>
    [WolverineGet("/metrics/dora", OperationId = "getDora"), Tags("Metrics")]
    public static async Task<Results<Ok<DoraReport>, ProblemHttpResult>> GetAsync(
        [FromQuery] ReportQuery query, HttpRequest request, NpgsqlDataSource database, Settings settings, TimeProvider time, CancellationToken ct)
    {
        if (await DoraScope.OfAsync(query, query.Definition ?? settings.Metrics.Definition, database, time, ct) is not { } scope)
        {
            return DoraEvidenceEndpoints.NoDefinition(query.Definition ?? settings.Metrics.Definition);
        }

        if (scope.TooMany(query.Bucket) is { } error)
        {
            return Problems.BadQuery([error]);
        }

        var asked = scope.Asked;
        var report = query.Report ?? settings.Metrics.Report;
        var zone = query.Tz ?? "UTC";
        // Side by side: each takes some hundred milliseconds over a large year.
        var steps = Rows.ListAsync(database, Steps, asked, row => (row.GetString(0), row.GetInt64(1)), ct);
        var periods = query.Bucket is null ? null : Rows.ListAsync(
            database, Periods, [.. asked, query.Bucket, zone],
            row => (Metric: row.GetString(0), Period: new DoraPeriod(row.GetDateTime(1), row.Number(2), row.Text(3), row.GetInt64(4), row.Whole(5))), ct);
        var totals = Rows.ListAsync(database, Totals, [.. asked, scope.From - (scope.To - scope.From), report], row => Read(row, request.QueryString), ct);
        await Task.WhenAll(steps, periods ?? Task.CompletedTask, totals);

        var startedAt = (await steps).ToDictionary();
        var byMetric = periods is null ? null : (await periods).ToLookup(row => row.Metric, row => row.Period);
        var metrics = (await totals).Select(metric => metric with
        {
            Steps = metric.Metric is "lead_time" ? startedAt : null,
            Periods = byMetric is null ? null : [.. byMetric[metric.Metric]],
        });
        var stale = Staleness.Of(request);
        return TypedResults.Ok(new DoraReport(scope.From, scope.To, zone, scope.Definition, report, scope.Known, [.. metrics])
        {
            StaleSince = stale?.Since,
            Position = stale?.Position,
        });
    }

    private static DoraMetric Read(NpgsqlDataReader row, QueryString query)
    {
        var metric = row.GetString(0);
        var (value, before) = (row.Number(1), row.Number(6));
        return new(
            Metric: metric, Unit: Unit(metric), Value: value, Reason: row.Text(2), Sample: row.GetInt64(3), Affected: row.Whole(4), Band: row.Text(5),
            Previous: new(before, row.Text(7), row.GetInt64(8)), Change: before is null or 0 ? null : (value - before) / before, Steps: null, Periods: null,
            Unattributed: row.Whole(9), Evidence: $"/metrics/dora/{metric}/evidence{query}");
    }

    private static string Unit(string metric) => metric switch
    {
        "deployment_frequency" => "deployments per day",
        "lead_time" or "time_to_restore" => "seconds",
        _ => "ratio",
    };

    public sealed record ReportQuery(
        string? From = null, string? To = null, string? Environment = null, string? Service = null, string? Team = null, string? Definition = null, string? Known = null, string? Wait = null,
        string? Bucket = null, string? Tz = null, string? Report = null, string? EnvironmentSource = null, string? ServiceSource = null)
        : DoraQuery(From, To, Environment, Service, Team, Definition, Known, Wait, EnvironmentSource, ServiceSource), IQuery<ReportQuery>
    {
        internal override string? Zone => Tz;

        static AbstractValidator<ReportQuery> IQuery<ReportQuery>.Rules => new QueryValidator();
    }

    private sealed class QueryValidator : DoraQueryRules<ReportQuery>
    {
        public QueryValidator()
        {
            RuleFor(query => query.Bucket).IsOneOf("day", "week", "month", "year");
            RuleFor(query => query.Tz).IsTimeZone();
            RuleFor(query => query.Report).IsOneOf("2021", "2023", "2024");
        }
    }
}
