using Npgsql;

namespace CdViz.Api.Queries;

/// <summary>Where an artifact has come to, by whatever of its names it is asked for.</summary>
internal static class ArtifactJourney
{
    private const string ArtifactSql =
        """
        select subject_id, package, version, digest, change, packaged_at, signed_at, published_at, position, chain_id
        from cdviz.artifact
        where id = cdviz.artifact_key($1)
        order by last_seen_at desc
        limit 1
        """;

    private const string DeploymentsSql =
        """
        select environment, service, version, valid_from, valid_to, kind, rollback, position, chain_id
        from cdviz.deployment
        where artifact_key = cdviz.artifact_key($1)
        order by valid_from, position
        limit 500
        """;

    /// <summary>What is known of it, or null.</summary>
    public static async Task<KnownArtifact?> ArtifactAsync(NpgsqlDataSource database, string id, CancellationToken ct) =>
        (await Rows.ListAsync(
            database, ArtifactSql, [id],
            row => new KnownArtifact(
                row.GetString(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Time(5), row.Time(6), row.Time(7), row.GetInt64(8), row.Text(9)),
            ct)).FirstOrDefault();

    /// <summary>Where it was deployed, the first first.</summary>
    public static Task<List<JourneyStop>> DeploymentsAsync(NpgsqlDataSource database, string id, CancellationToken ct) => Rows.ListAsync(
        database, DeploymentsSql, [id],
        row => new JourneyStop(
            row.GetString(0), row.GetString(1), row.Text(2), row.GetDateTime(3), row.Time(4), row.GetString(5), row.Text(6), row.GetInt64(7), row.Text(8)),
        ct);
}

/// <summary>What is known of an artifact.</summary>
internal sealed record KnownArtifact(
    string SubjectId, string? Package, string? Version, string? Digest, string? Change, DateTime? PackagedAt, DateTime? SignedAt, DateTime? PublishedAt, long Position,
    string? ChainId);

/// <summary>A deployment of it.</summary>
internal sealed record JourneyStop(
    string Environment, string Service, string? Version, DateTime From, DateTime? To, string Kind, string? Rollback, long Position, string? ChainId);
