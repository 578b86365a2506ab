using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /artifacts/{id}</c>: one artifact, by any of its spellings.</summary>
public static class ArtifactDetailEndpoint
{
    private const int MostRuns = 1000;

    // One digest is one artifact, whatever else an id says; without one it is package and version or tag.
    private static readonly string Find =
        $"""
        select {string.Join(", ", RowReader<Artifact>.Columns)}
        from cdviz.artifact
        cross join (select n.package as named_package, n.digest as named_digest, n.version as named_version from cdviz.artifact_name($1::text) n) named
        where case when named_digest is not null then digest = named_digest
                   else package = named_package and (named_version is null or named_version = any (versions)) end
        order by last_seen_at desc, id
        limit 1
        """;

    private const string Runs =
        """
        select environment, service, valid_from, valid_to, position, environment_source, service_source
        from cdviz.graph_deployments
        where artifact_key = any (
            select concat('artifact|', cdviz.artifact_key(spelled.id))
            from (select $1::text as id
                  union select concat(split_part($2::text, '?', 1), '@', cdviz.purl_encode(v, true), substring($2::text from '\?.*$')) from unnest(array_append($3::text[], $4::text)) v
                  where v is not null) spelled)
        order by valid_from desc, position desc
        limit $5
        """;

    /// <summary>One artifact, and where it ran</summary>
    /// <remarks>
    /// The id is a purl with a tag or a digest, percent-encoded, or a digest alone; where several have the tag, the latest. The deployments are the latest
    /// first, at most 1000.
    /// </remarks>
    [WolverineGet("/artifacts/{**artifact}", OperationId = "getArtifact"), Tags("Read tables"), Refuses(404)]
    public static async Task<Results<Ok<ArtifactDetail>, ProblemHttpResult>> GetAsync(string artifact, HttpRequest request, NpgsqlDataSource database, CancellationToken ct)
    {
        var name = PathId.Of(request, "/artifacts/", artifact);
        if (name.Contains('\0', StringComparison.Ordinal) || await Rows.ListAsync(database, Find, [name], RowReader<Artifact>.Read, ct) is not [var found])
        {
            return Problems.NotFound($"There is no artifact '{name}'.");
        }

        var runs = await Rows.ListAsync(
            database, Runs, [found.SubjectId, found.Package, found.Versions ?? [], found.Digest, MostRuns],
            row => new ArtifactDeployment(row.Text(0), row.Text(1), row.GetDateTime(2), row.Time(3), row.GetInt64(4), row.Text(5), row.Text(6)), ct);
        return TypedResults.Ok(new ArtifactDetail(found, runs));
    }
}

/// <summary>An artifact and where it ran.</summary>
/// <param name="Artifact">The artifact.</param>
/// <param name="Deployments">Where it ran, the latest first.</param>
public sealed record ArtifactDetail(Artifact Artifact, IReadOnlyList<ArtifactDeployment> Deployments);

/// <summary>Where an artifact ran, and when. Times are UTC.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Service">Id of the service.</param>
/// <param name="ValidFrom">When the report of it occurred.</param>
/// <param name="ValidTo">When the next report of the service in the environment occurred; null while it is the last.</param>
/// <param name="Position">Position of the report: <c>/events/{position}</c>.</param>
/// <param name="EnvironmentSource">The environment's own source; null where none was given.</param>
/// <param name="ServiceSource">The service's own source; null where none was given.</param>
public sealed record ArtifactDeployment(
    string? Environment, string? Service, DateTime ValidFrom, DateTime? ValidTo, long Position, string? EnvironmentSource, string? ServiceSource);
