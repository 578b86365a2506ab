using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /deployments/changes</c> and <c>/deployments/comparison</c>: what changed between two times, how two environments differ.</summary>
public static class DeploymentChangeEndpoints
{
    private const string Changes =
        """
        select environment, service, change, before_artifact_id, before_version, before_deployed_at, before_position,
               after_artifact_id, after_version, after_deployed_at, after_position, deployments, rollbacks,
               environment_source, service_source
        from cdviz.deployments_changed($1::timestamptz, coalesce($2::timestamptz, 'infinity'), coalesce($3::timestamptz, 'infinity'))
        where ($4::text is null or environment = $4) and ($5::text is null or service = $5)
        order by environment, service, environment_source nulls first, service_source nulls first
        """;

    private const string Comparison =
        """
        select service, difference, one_artifact_id, one_version, one_deployed_at, one_position, other_artifact_id, other_version, other_deployed_at, other_position
        from cdviz.environments_compared($1, $2, coalesce($3::timestamptz, 'infinity'), coalesce($4::timestamptz, 'infinity'))
        where ($5::text is null or service = $5)
        order by service
        """;

    /// <summary>What changed between two times</summary>
    /// <remarks>
    /// One item for each service in each environment of which something else runs at 'to' (now, when left out) than ran at 'from': added, removed, replaced
    /// by another artifact, or redeployed; with how many deployments and roll-backs, sent or inferred, there were in between.
    /// </remarks>
    [WolverineGet("/deployments/changes", OperationId = "getDeploymentChanges"), Tags("Read tables")]
    public static async Task<Ok<Page<DeploymentChange>>> ChangesAsync(
        [FromQuery] ChangesQuery query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        TypedResults.Ok(Page.Whole<DeploymentChange>(
            request,
            await Rows.ListAsync(
                database,
                Changes,
                [QueryValue.Time(query.From), QueryValue.Time(query.To), QueryValue.Time(query.Known), query.Environment, query.Service],
                row => new DeploymentChange(
                    row.GetString(0), row.GetString(1), row.GetString(2), Side(row, 3), Side(row, 7), row.GetInt64(11), row.GetInt64(12), row.Text(13), row.Text(14)),
                ct)));

    /// <summary>How two environments differ</summary>
    /// <remarks>
    /// One item for each service that runs in 'environment', in 'with' or in both at a time (now, when left out): the same artifact, different ones, or only
    /// in one of them: only-here, only-there.
    /// </remarks>
    [WolverineGet("/deployments/comparison", OperationId = "getDeploymentComparison"), Tags("Read tables")]
    public static async Task<Ok<Page<DeploymentDifference>>> ComparisonAsync(
        [FromQuery] ComparisonQuery query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        TypedResults.Ok(Page.Whole<DeploymentDifference>(
            request,
            await Rows.ListAsync(
                database,
                Comparison,
                [query.Environment, query.With, QueryValue.Time(query.At), QueryValue.Time(query.Known), query.Service],
                row => new DeploymentDifference(row.GetString(0), Difference(row.GetString(1)), Side(row, 2), Side(row, 6)),
                ct)));

    private static string Difference(string word) => word switch { "one" => "only-here", "other" => "only-there", _ => word };

    private static DeploymentSide? Side(NpgsqlDataReader row, int first) => row.IsDBNull(first + 3)
        ? null
        : new(row.Text(first), row.Text(first + 1), row.GetDateTime(first + 2), row.GetInt64(first + 3));

    public sealed record ChangesQuery(string? From, string? To, string? Environment, string? Service, string? Known, string? Wait) : IQuery<ChangesQuery>, IWaits
    {
        static AbstractValidator<ChangesQuery> IQuery<ChangesQuery>.Rules => new ChangesValidator();

        string IWaits.Projection => "deployments";
    }

    public sealed record ComparisonQuery(string? Environment, string? With, string? Service, string? At, string? Known, string? Wait)
        : IQuery<ComparisonQuery>, IWaits
    {
        static AbstractValidator<ComparisonQuery> IQuery<ComparisonQuery>.Rules => new ComparisonValidator();

        string IWaits.Projection => "deployments";
    }

    private sealed class ChangesValidator : AbstractValidator<ChangesQuery>
    {
        public ChangesValidator()
        {
            RuleFor(query => query.From).IsThere();
            RuleFor(query => query.From).IsTime();
            RuleFor(query => query.To).IsTime();
            RuleFor(query => query.Environment).IsText();
            RuleFor(query => query.Service).IsText();
            RuleFor(query => query.Known).IsTime();
            RuleFor(query => query.Wait).IsPosition();
        }
    }

    private sealed class ComparisonValidator : AbstractValidator<ComparisonQuery>
    {
        public ComparisonValidator()
        {
            RuleFor(query => query.Environment).IsThere();
            RuleFor(query => query.Environment).IsText();
            RuleFor(query => query.With).IsThere();
            RuleFor(query => query.With).IsText();
            RuleFor(query => query.Service).IsText();
            RuleFor(query => query.At).IsTime();
            RuleFor(query => query.Known).IsTime();
            RuleFor(query => query.Wait).IsPosition();
        }
    }
}

/// <summary>A service of which something else runs than before.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="Change">added, removed, replaced or redeployed.</param>
/// <param name="Before">What ran at the first time; null when nothing did.</param>
/// <param name="After">What runs at the second; null when nothing does.</param>
/// <param name="Deployments">How many deployments there were in between.</param>
/// <param name="Rollbacks">How many of them were roll-backs, sent or inferred.</param>
/// <param name="EnvironmentSource">The environment's own source; null where none was given.</param>
/// <param name="ServiceSource">The service's own source; null where none was given.</param>
public sealed record DeploymentChange(
    string Environment,
    string Service,
    string Change,
    DeploymentSide? Before,
    DeploymentSide? After,
    long Deployments,
    long Rollbacks,
    string? EnvironmentSource,
    string? ServiceSource);

/// <summary>How two environments stand with a service.</summary>
/// <param name="Service">Id of the service.</param>
/// <param name="Difference">same, different, only-here or only-there.</param>
/// <param name="Here">What runs in the one; null when nothing does.</param>
/// <param name="There">What runs in the other; null when nothing does.</param>
public sealed record DeploymentDifference(string Service, string Difference, DeploymentSide? Here, DeploymentSide? There);

/// <summary>One of two deployments that are compared.</summary>
/// <param name="ArtifactId">The artifact, as reported (a purl).</param>
/// <param name="Version">Its version: tag or version, or else digest.</param>
/// <param name="DeployedAt">When it began to run, UTC.</param>
/// <param name="Position">Position of the event that put it there.</param>
public sealed record DeploymentSide(string? ArtifactId, string? Version, DateTime DeployedAt, long Position);
