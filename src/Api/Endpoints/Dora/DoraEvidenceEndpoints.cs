using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Dora;

/// <summary>What the numbers are made of, and in what two definitions differ.</summary>
public static class DoraEvidenceEndpoints
{
    // What is said of a deployment does not depend on the times asked for, so a page is looked for from the last one on.
    private const string Evidence =
        """
        select deployment_id, occurred_at, environment_id, service_id, version, counts, hit, value, rule, change_id, positions, alias
        from cdviz.dora_evidence($10::text, greatest($1::timestamptz, $11::timestamptz), $2::timestamptz, $3::text, $4::text, $5::text, $6::text, $7::bigint, $8::text, $9::text)
        where $11::timestamptz is null or (occurred_at, concat_ws(' ', deployment_id, change_id, case when deployment_id is null then positions[1] end) collate "C") > ($11, $12::text)
        order by occurred_at, concat_ws(' ', deployment_id, change_id, case when deployment_id is null then positions[1] end) collate "C"
        limit $13::int
        """;

    private const string Differences =
        """
        select deployment_id, position, occurred_at, environment_id, service_id, version, differs, one_verdict::text, other_verdict::text
        from cdviz.dora_difference($6::text, $10::text, greatest($1::timestamptz, $11::timestamptz), $2::timestamptz, $3::text, $4::text, $5::text, $7::bigint, $8::text, $9::text)
        where $11::timestamptz is null or (occurred_at, deployment_id::text collate "C") > ($11, $12::text)
        order by occurred_at, deployment_id::text collate "C"
        limit $13::int
        """;

    private const string Definitions = "select to_jsonb(d)::text from cdviz.dora_definition d order by d.name, d.version";

    /// <summary>There is no such definition.</summary>
    public static ProblemHttpResult NoDefinition(string? definition) => Problems.BadQuery(
        [new("/definition", "query.definition", $"There is no definition '{definition}'; GET /metrics/dora/definitions lists those there are.")]);

    /// <summary>The deployments and events behind a metric</summary>
    /// <remarks>
    /// Each deployment of the time, for lead_time each change it brought: whether it counts, the rule that decided, the positions of the events. Page by
    /// page, in order of time.
    /// </remarks>
    [WolverineGet("/metrics/dora/{metric}/evidence", OperationId = "getDoraEvidence"), Tags("Metrics"), Refuses(404)]
    public static async Task<Results<Ok<Page<DoraEvidence>>, ProblemHttpResult>> EvidenceAsync(
        string metric, [FromQuery] EvidenceQuery query, HttpRequest request, NpgsqlDataSource database, Settings settings, TimeProvider time, CancellationToken ct)
    {
        var name = metric.Replace('-', '_');
        if (!DoraQuery.Metrics.Contains(name))
        {
            return Problems.NotFound($"There is no metric '{metric}'; there are {string.Join(", ", DoraQuery.Metrics)}.");
        }

        if (await DoraScope.OfAsync(query, query.Definition ?? settings.Metrics.Definition, database, time, ct) is not { } scope)
        {
            return NoDefinition(query.Definition);
        }

        var found = await Rows.ListAsync(database, Evidence, [.. scope.Asked, name, .. After(query.Cursor, query.Limit)], Read, ct);
        return TypedResults.Ok(Page.Of(
            request, found, QueryValue.Limit(query.Limit), last => new(last.OccurredAt, string.Join(' ', new[] { last.DeploymentId?.ToString(), last.ChangeId, last.DeploymentId is null ? $"{last.Positions[0]}" : null }.OfType<string>()))));
    }

    /// <summary>The deployments of which two definitions say different things</summary>
    /// <remarks>'definition' is the one, 'other' the other. Page by page, in order of time.</remarks>
    [WolverineGet("/metrics/dora/difference", OperationId = "getDoraDifference"), Tags("Metrics"), Refuses(404)]
    public static async Task<Results<Ok<Page<DoraDifference>>, ProblemHttpResult>> DifferenceAsync(
        [FromQuery] DifferenceQuery query, HttpRequest request, NpgsqlDataSource database, Settings settings, TimeProvider time, CancellationToken ct)
    {
        var scope = await DoraScope.OfAsync(query, query.Definition ?? settings.Metrics.Definition, database, time, ct);
        var other = await DoraScope.OfAsync(query, query.Other, database, time, ct);
        if (scope is null || other is null)
        {
            return NoDefinition(scope is null ? query.Definition : query.Other);
        }

        var found = await Rows.ListAsync(
            database, Differences, [.. scope.Asked, other.Definition, .. After(query.Cursor, query.Limit)],
            row => new DoraDifference(
                row.GetGuid(0), row.GetInt64(1), row.GetDateTime(2), row.GetString(3), row.GetString(4), row.Text(5),
                row.GetFieldValue<string[]>(6), JsonElement.Parse(row.GetString(7)), JsonElement.Parse(row.GetString(8))),
            ct);
        return TypedResults.Ok(Page.Of(request, found, QueryValue.Limit(query.Limit), last => new(last.OccurredAt, $"{last.DeploymentId}")));
    }

    /// <summary>What the metrics are counted by</summary>
    /// <remarks>All versions of all definitions; a version is never changed.</remarks>
    [WolverineGet("/metrics/dora/definitions", OperationId = "getDoraDefinitions"), Tags("Metrics")]
    public static async Task<Ok<List<JsonElement>>> DefinitionsAsync(NpgsqlDataSource database, CancellationToken ct) =>
        TypedResults.Ok(await Rows.ListAsync(database, Definitions, [], row => JsonElement.Parse(row.GetString(0)), ct));

    /// <summary>A definition by its name, with what is otherwise; null where there is none.</summary>
    internal static async Task<JsonElement?> DefinitionAsync(string name, NpgsqlDataSource database, CancellationToken ct) => (await Rows.ListAsync(
        database, "select to_jsonb(d)::text from cdviz.dora_definition_of($1::text) d where d.name is not null", [name],
        row => JsonElement.Parse(row.GetString(0)), ct)) is [var found] ? found : null;

    private static object?[] After(string? text, string? limit) => [Cursor.Of(text)?.At, Cursor.Of(text)?.Id, QueryValue.Limit(limit) + 1];

    private static DoraEvidence Read(NpgsqlDataReader row) => new(
        DeploymentId: row.IsDBNull(0) ? null : row.GetGuid(0), OccurredAt: row.GetDateTime(1), Environment: row.Text(2), Service: row.Text(3), Version: row.Text(4),
        Counts: row.GetBoolean(5), Hit: row.IsDBNull(6) ? null : row.GetBoolean(6), Value: row.Number(7), Rule: row.Text(8), ChangeId: row.Text(9),
        Positions: row.GetFieldValue<long[]>(10), Alias: row.Text(11));

    // A link from a report carries the report's own parameters too.
    public sealed record EvidenceQuery(
        string? From = null, string? To = null, string? Environment = null, string? Service = null, string? Team = null, string? Definition = null, string? Known = null, string? Wait = null,
        string? Bucket = null, string? Tz = null, string? Report = null, string? Limit = null, string? Cursor = null, string? EnvironmentSource = null, string? ServiceSource = null)
        : DoraQuery(From, To, Environment, Service, Team, Definition, Known, Wait, EnvironmentSource, ServiceSource), IQuery<EvidenceQuery>
    {
        internal override string? Zone => Tz;

        static AbstractValidator<EvidenceQuery> IQuery<EvidenceQuery>.Rules => new EvidenceRules();
    }

    public sealed record DifferenceQuery(
        string? From = null, string? To = null, string? Environment = null, string? Service = null, string? Team = null, string? Definition = null, string? Known = null, string? Wait = null, string? Other = null,
        string? Limit = null, string? Cursor = null, string? EnvironmentSource = null, string? ServiceSource = null)
        : DoraQuery(From, To, Environment, Service, Team, Definition, Known, Wait, EnvironmentSource, ServiceSource), IQuery<DifferenceQuery>
    {
        static AbstractValidator<DifferenceQuery> IQuery<DifferenceQuery>.Rules => new DifferenceRules();
    }

    private sealed class EvidenceRules : DoraQueryRules<EvidenceQuery>
    {
        public EvidenceRules()
        {
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
            RuleFor(query => query.Cursor).IsCursor();
        }
    }

    private sealed class DifferenceRules : DoraQueryRules<DifferenceQuery>
    {
        public DifferenceRules()
        {
            RuleFor(query => query.Other).NotNull().WithErrorCode("query.required").WithMessage("'other' is missing: the other definition.").IsText();
            RuleFor(query => query.Other).IsDefinition();
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
            RuleFor(query => query.Cursor).IsCursor();
        }
    }
}
