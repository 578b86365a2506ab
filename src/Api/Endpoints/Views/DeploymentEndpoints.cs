using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /deployments</c>: what runs where, or ran at a time.</summary>
public static class DeploymentEndpoints
{
    private const string Now =
        """
        select environment, service, artifact_id, version, deployed_at, kind, source, chain_id, position, environment_source, service_source
        from cdviz.current_deployment
        where ($1::text is null or environment = $1) and ($2::text is null or service = $2) and ($3::text is null or environment_source = $3)
            and ($4::text is null or service_source = $4)
        order by environment, service, environment_source nulls first, service_source nulls first
        """;

    private const string Then =
        """
        select environment, service, artifact_id, version, deployed_at, kind, source, chain_id, position, environment_source, service_source
        from cdviz.deployments_at(coalesce($5::timestamptz, 'infinity'), coalesce($6::timestamptz, 'infinity'))
        where ($1::text is null or environment = $1) and ($2::text is null or service = $2) and ($3::text is null or environment_source = $3)
            and ($4::text is null or service_source = $4)
        order by environment, service, environment_source nulls first, service_source nulls first
        """;

    /// <summary>What runs where now, or ran at a time</summary>
    /// <remarks>
    /// One item for each service in each environment, whichever tool reported it. What runs now shows every event that was answered before. 'at' asks what
    /// ran then, as it is known now; 'known' what was known then: only events recorded up to it count. Environments and services of one id are told apart by
    /// their own sources, where events give them.
    /// </remarks>
    [WolverineGet("/deployments", OperationId = "getDeployments"), Tags("Read tables")]
    public static async Task<Ok<Page<Deployment>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct)
    {
        string?[] asked = [query.Environment, query.Service, query.EnvironmentSource, query.ServiceSource];
        var running = query.IsNow
            ? await Rows.ListAsync(database, Now, asked, Read, ct)
            : await Rows.ListAsync(database, Then, [.. asked, QueryValue.Time(query.At), QueryValue.Time(query.Known)], Read, ct);
        return TypedResults.Ok(Page.Whole(request, running));
    }

    private static Deployment Read(NpgsqlDataReader row) => new(
        Environment: row.GetString(0), Service: row.GetString(1), ArtifactId: row.Text(2), Version: row.Text(3), DeployedAt: row.Time(4), Kind: row.Text(5),
        Source: row.GetString(6), ChainId: row.Text(7), Position: row.GetInt64(8), EnvironmentSource: row.Text(9), ServiceSource: row.Text(10));

    public sealed record Query(
        string? Environment, string? Service, string? At, string? Known, string? Wait, string? EnvironmentSource, string? ServiceSource) : IQuery<Query>, IWaits
    {
        static AbstractValidator<Query> IQuery<Query>.Rules => new QueryValidator();

        string IWaits.Projection => IsNow ? "current_deployments" : "deployments";

        internal bool IsNow => At is null && Known is null;
    }

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator()
        {
            RuleFor(query => query.Environment).IsText();
            RuleFor(query => query.Service).IsText();
            RuleFor(query => query.EnvironmentSource).IsText();
            RuleFor(query => query.ServiceSource).IsText();
            RuleFor(query => query.At).IsTime();
            RuleFor(query => query.Known).IsTime();
            RuleFor(query => query.Wait).IsPosition();
        }
    }
}

/// <summary>A service that runs in an environment.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="ArtifactId">The artifact that runs, as reported (a purl).</param>
/// <param name="Version">Its version: tag or version, or else digest.</param>
/// <param name="DeployedAt">When it began to run, UTC.</param>
/// <param name="Kind">How it came to run: deployed, upgraded or rolledback.</param>
/// <param name="Source">Who reported it.</param>
/// <param name="ChainId">Chain of the event that put it there.</param>
/// <param name="Position">Position of that event: <c>/events/{position}</c>.</param>
/// <param name="EnvironmentSource">The environment's own source; null where none was given.</param>
/// <param name="ServiceSource">The service's own source; null where none was given.</param>
public sealed record Deployment(
    string Environment,
    string Service,
    string? ArtifactId,
    string? Version,
    DateTime? DeployedAt,
    string? Kind,
    string Source,
    string? ChainId,
    long Position,
    string? EnvironmentSource,
    string? ServiceSource);
