using Npgsql;

namespace CdViz.Api.Feed;

/// <summary>Reads what a feed tells of.</summary>
internal static class FeedRows
{
    /// <summary>Entries of a feed.</summary>
    public const int Most = 100;

    private const string Deployments =
        """
        select environment, service, artifact_id, version, previous_version, kind, rollback, source, chain_id, position, valid_from, recorded_at
        from cdviz.deployment
        where ($1::text is null or environment = $1) and ($2::text is null or service = $2) and valid_from <= cdviz.stamp_limit(now())
        order by valid_from desc, position desc
        limit $3
        """;

    private const string Incidents =
        """
        select id, subject_id, source, left(description, 1000), environment, service, artifact_id, ticket_uri, state, began_at, last_seen_at,
               extract(epoch from time_to_resolve)::float8, chain_id, position
        from cdviz.incident
        where ($1::text is null or environment = $1) and ($2::text is null or service = $2) and last_seen_at <= cdviz.stamp_limit(now())
        order by last_seen_at desc, id desc
        limit $3
        """;

    /// <summary>The newest deployments and incidents, the latest first.</summary>
    public static async Task<List<FeedEntry>> NewestAsync(NpgsqlDataSource database, string? environment, string? service, CancellationToken ct)
    {
        var deployments = await Rows.ListAsync(database, Deployments, [environment, service, Most], Deployment, ct);
        var incidents = await Rows.ListAsync(database, Incidents, [environment, service, Most], Incident, ct);
        return
        [
            .. deployments.Select(one => (At: one.At, Entry: FeedEntry.Of(one))).Concat(incidents.Select(one => (At: one.LastSeenAt, Entry: FeedEntry.Of(one))))
                .OrderByDescending(one => one.At)
                .Select(one => one.Entry)
                // Two tools may tell of one deployment.
                .DistinctBy(entry => entry.Id)
                .Take(Most),
        ];
    }

    private static FeedDeployment Deployment(NpgsqlDataReader row) => new(
        Environment: row.GetString(0), Service: row.GetString(1), ArtifactId: row.Text(2), Version: row.Text(3), PreviousVersion: row.Text(4),
        Kind: row.GetString(5), Rollback: row.Text(6), Source: row.GetString(7), ChainId: row.Text(8), Position: row.GetInt64(9), At: row.GetDateTime(10),
        RecordedAt: row.GetDateTime(11));

    private static FeedIncident Incident(NpgsqlDataReader row) => new(
        Id: row.GetString(0), SubjectId: row.GetString(1), Source: row.GetString(2), Description: row.Text(3), Environment: row.Text(4), Service: row.Text(5),
        ArtifactId: row.Text(6), TicketUri: row.Text(7), State: row.GetString(8), BeganAt: row.GetDateTime(9), LastSeenAt: row.GetDateTime(10),
        ResolveSeconds: row.Number(11), ChainId: row.Text(12), Position: row.GetInt64(13));
}
