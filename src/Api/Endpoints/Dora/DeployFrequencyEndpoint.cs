using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Dora;

/// <summary><c>GET /deploy-frequency/{bucket}</c>: deployments of each service, in the shape dora-cloudevents has.</summary>
public static class DeployFrequencyEndpoint
{
    private const string Counts =
        """
        select v.service, count(*), p.period
        from cdviz.dora_periods($1::timestamptz, $2::timestamptz, $10::text, $11::text) p
        join cdviz.dora_verdict($1::timestamptz, $2::timestamptz, coalesce(string_to_array($3::text, ','), (select array_agg(distinct d.environment) from cdviz.dora_deployment d)),
                cdviz.dora_services($4::text, $5::text), $6::text, $7::bigint, cdviz.dora_sources($8::text, $9::text)) v
            on v.counts and v.occurred_at >= p.begins and v.occurred_at < p.ends
        group by v.service, p.period
        order by p.period, v.service
        """;

    private const string Earliest = "select greatest(min(occurred_at), '1900-01-01Z') from cdviz.dora_deployment";

    private static readonly string[] Buckets = ["day", "week", "month", "year"];

    /// <summary>How often each service was deployed by day, week, month or year</summary>
    /// <remarks>
    /// One item for each service and period with deployments, in the shape dora-cloudevents has. A period without is left out. Without parameters it is the
    /// whole history (of more than 2000 periods the latest), in all environments.
    /// </remarks>
    [WolverineGet("/deploy-frequency/{bucket}", OperationId = "getDeployFrequency"), Tags("Metrics"), Refuses(404)]
    public static async Task<Results<Ok<List<DeployFrequency>>, ProblemHttpResult>> GetAsync(
        string bucket, [FromQuery] FrequencyQuery query, NpgsqlDataSource database, Settings settings, TimeProvider time, CancellationToken ct) =>
        !Buckets.Contains(bucket) ? Problems.NotFound($"There is no period '{bucket}'; there are {string.Join(", ", Buckets)}.")
        : await ScopeAsync(bucket, query, settings, database, time, ct) is not { } scope
            ? DoraEvidenceEndpoints.NoDefinition(query.Definition)
            : scope.TooMany(bucket) is { } error ? Problems.BadQuery([error])
            : TypedResults.Ok(await Rows.ListAsync(
                database, Counts,
                [.. scope.Asked, bucket, query.Tz ?? "UTC"],
                row => new DeployFrequency(row.GetString(0), row.GetInt64(1), row.GetDateTime(2)), ct));

    private static async Task<DoraScope?> ScopeAsync(
        string bucket, FrequencyQuery query, Settings settings, NpgsqlDataSource database, TimeProvider time, CancellationToken ct)
    {
        var scope = await DoraScope.OfAsync(query, query.Definition ?? settings.Metrics.Definition, database, time, ct);
        if (scope is null || query.From is not null)
        {
            return scope;
        }

        var earliest = (await Rows.ListAsync(database, Earliest, [], row => row.Time(0), ct))[0] ?? scope.From;
        var allowed = scope.EarliestOf(bucket);
        return scope with { From = earliest > allowed ? earliest < scope.To ? earliest : scope.From : allowed };
    }

    public sealed record FrequencyQuery(
        string? From = null, string? To = null, string? Environment = null, string? Service = null, string? Team = null, string? Definition = null, string? Known = null, string? Wait = null, string? Tz = null,
        string? EnvironmentSource = null, string? ServiceSource = null)
        : DoraQuery(From, To, Environment, Service, Team, Definition, Known, Wait, EnvironmentSource, ServiceSource), IQuery<FrequencyQuery>
    {
        internal override string? Zone => Tz;

        static AbstractValidator<FrequencyQuery> IQuery<FrequencyQuery>.Rules => new QueryValidator();
    }

    private sealed class QueryValidator : DoraQueryRules<FrequencyQuery>
    {
        public QueryValidator() => RuleFor(query => query.Tz).IsTimeZone();
    }
}

/// <summary>Deployments of a service in a period.</summary>
/// <param name="DeployName">The service.</param>
/// <param name="Deployments">How many.</param>
/// <param name="Time">When the period begins, UTC.</param>
public sealed record DeployFrequency(
    [property: JsonPropertyName("DeployName")] string DeployName,
    [property: JsonPropertyName("Deployments")] long Deployments,
    [property: JsonPropertyName("Time")] DateTime Time);
