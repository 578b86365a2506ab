using System.Globalization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /deployments/history</c>: what ran where, from when to when.</summary>
public static class DeploymentHistoryEndpoints
{
    internal const string History =
        """
        select environment, service, artifact_id, version, valid_from, valid_to, kind, rollback, ended_by, previous_artifact_id, previous_version,
               ordinal, returns_to, extract(epoch from valid_to - valid_from)::float8, source, chain_id, position, ahead, end_inferred,
               environment_source, service_source
        from cdviz.deployments_between(coalesce($1::timestamptz, '-infinity'), coalesce($2::timestamptz, 'infinity'))
        where ($3::text is null or environment = $3) and ($4::text is null or service = $4)
            and ($5::text is null or environment_source = $5) and ($6::text is null or service_source = $6)
            and ($7::timestamptz is null or (valid_from <= $7 and (valid_from, position) < ($7, $8::bigint)))
        order by valid_from desc, position desc
        limit $9
        """;

    /// <summary>What ran where, from when to when</summary>
    /// <remarks>
    /// One item for each deployment of a service in an environment that ran at some time from 'from' up to 'to', not included; the latest first. It ran from
    /// 'validFrom' until 'validTo', not included: null while it runs.
    /// </remarks>
    [WolverineGet("/deployments/history", OperationId = "getDeploymentHistory"), Tags("Read tables")]
    public static async Task<Ok<Page<PastDeployment>>> GetAsync(
        [FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct)
    {
        var limit = QueryValue.Limit(query.Limit);
        var cursor = Cursor.Of(query.Cursor);
        var found = await Rows.ListAsync(
            database,
            History,
            [
                QueryValue.Time(query.From), QueryValue.Time(query.To), query.Environment, query.Service, query.EnvironmentSource, query.ServiceSource,
                cursor?.At, QueryValue.Whole(cursor?.Id, 0), limit + 1,
            ],
            Read,
            ct);
        return TypedResults.Ok(Page.Of(request, found, limit, last => new Cursor(last.ValidFrom, last.Position.ToString(CultureInfo.InvariantCulture))));
    }

    private static PastDeployment Read(NpgsqlDataReader row) => new(
        Environment: row.GetString(0), Service: row.GetString(1), ArtifactId: row.Text(2), Version: row.Text(3), ValidFrom: row.GetDateTime(4), ValidTo: row.Time(5),
        Kind: row.GetString(6), Rollback: row.Text(7), EndedBy: row.Text(8), PreviousArtifactId: row.Text(9), PreviousVersion: row.Text(10),
        Ordinal: row.GetInt32(11), ReturnsTo: row.IsDBNull(12) ? null : row.GetInt32(12), DurationSeconds: row.Number(13), Source: row.GetString(14),
        ChainId: row.Text(15), Position: row.GetInt64(16), Ahead: row.GetBoolean(17), EndInferred: row.IsDBNull(18) ? null : row.GetBoolean(18),
        EnvironmentSource: row.Text(19), ServiceSource: row.Text(20));

    public sealed record Query(
        string? Environment, string? Service, string? From, string? To, string? Limit, string? Cursor, string? Wait, string? EnvironmentSource, string? ServiceSource) : IQuery<Query>, IWaits
    {
        static AbstractValidator<Query> IQuery<Query>.Rules => new QueryValidator();

        string IWaits.Projection => "deployments";
    }

    private sealed class QueryValidator : AbstractValidator<Query>
    {
        public QueryValidator()
        {
            RuleFor(query => query.Environment).IsText();
            RuleFor(query => query.Service).IsText();
            RuleFor(query => query.EnvironmentSource).IsText();
            RuleFor(query => query.ServiceSource).IsText();
            RuleFor(query => query.From).IsTime();
            RuleFor(query => query.To).IsTime();
            RuleFor(query => query.Limit).IsWhole(1, QueryRules.MaxLimit);
            RuleFor(query => query.Cursor).IsCursor();
            RuleFor(query => query.Wait).IsPosition();
        }
    }
}

/// <summary>A deployment and the time that it ran. Times are UTC.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="ArtifactId">The artifact, as reported (a purl).</param>
/// <param name="Version">Its version: tag or version, or else digest.</param>
/// <param name="ValidFrom">When it began to run.</param>
/// <param name="ValidTo">When the next took its place or it was removed; null while it runs.</param>
/// <param name="Kind">How it was reported: deployed, upgraded or rolledback.</param>
/// <param name="Rollback">sent when an event said so, inferred when an older artifact came back, else null.</param>
/// <param name="EndedBy">What ended it: deployed, upgraded, rolledback or removed.</param>
/// <param name="PreviousArtifactId">The artifact of the deployment before.</param>
/// <param name="PreviousVersion">Its version.</param>
/// <param name="Ordinal">Its number among the deployments of the service in the environment.</param>
/// <param name="ReturnsTo">Number of the last deployment of the same artifact, where another was deployed in between.</param>
/// <param name="DurationSeconds">How long it ran.</param>
/// <param name="Source">Who reported it.</param>
/// <param name="ChainId">Chain of the event that put it there.</param>
/// <param name="Position">Position of that event: <c>/events/{position}</c>.</param>
/// <param name="Ahead">True when it was stamped more than five minutes ahead of its recording.</param>
/// <param name="EndInferred">True when nobody said that it was taken away, but its environment was deleted; null while it runs.</param>
/// <param name="EnvironmentSource">The environment's own source; null where none was given.</param>
/// <param name="ServiceSource">The service's own source; null where none was given.</param>
public sealed record PastDeployment(
    string Environment,
    string Service,
    string? ArtifactId,
    string? Version,
    DateTime ValidFrom,
    DateTime? ValidTo,
    string Kind,
    string? Rollback,
    string? EndedBy,
    string? PreviousArtifactId,
    string? PreviousVersion,
    int Ordinal,
    int? ReturnsTo,
    double? DurationSeconds,
    string Source,
    string? ChainId,
    long Position,
    bool Ahead,
    bool? EndInferred,
    string? EnvironmentSource,
    string? ServiceSource);
