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
        select id, subject_id, source, description, environment, service, artifact_id, ticket_uri, state, began_at, last_seen_at,
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
        row.GetString(0), row.GetString(1), row.Text(2), row.Text(3), row.Text(4), row.GetString(5), row.Text(6), row.GetString(7), row.Text(8), row.GetInt64(9), row.GetDateTime(10),
        row.GetDateTime(11));

    private static FeedIncident Incident(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7), row.GetString(8), row.GetDateTime(9), row.GetDateTime(10),
        row.Number(11), row.Text(12), row.GetInt64(13));
}
