using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Views;

/// <summary><c>GET /artifacts</c>: which artifacts there are, and were.</summary>
public static class ArtifactEndpoint
{
    /// <summary>Which artifacts there are, and were</summary>
    /// <remarks>
    /// One item for each artifact, by whatever digest or tag it was named, the latest first. 'name' is its package: its purl without version, as
    /// cdviz.artifact_package writes it.
    /// </remarks>
    [WolverineGet("/artifacts", OperationId = "getArtifacts"), Tags("Read tables")]
    public static Task<Ok<Page<Artifact>>> GetAsync([FromQuery] Query query, HttpRequest request, NpgsqlDataSource database, CancellationToken ct) =>
        query.PageAsync(request, database, ct);

    [View("artifact", "artifacts")]
    public sealed record Query : ListQuery<Query, Artifact>
    {
        [Column("package")]
        public string? Name { get; set; }

        public string? Source { get; set; }
    }
}

/// <summary>An artifact. Times are the events' own, UTC; null for what nobody said.</summary>
/// <param name="Id">Names the row.</param>
/// <param name="SubjectId">Its id as the last event named it.</param>
/// <param name="Source">Who told of it.</param>
/// <param name="Package">What all its versions share.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Version">The version or tag it was named by last.</param>
/// <param name="Versions">All versions and tags it was named by.</param>
/// <param name="PackagedAt">When it was packaged last.</param>
/// <param name="SignedAt">When it was signed last.</param>
/// <param name="PublishedAt">When it was published last.</param>
/// <param name="DownloadedAt">When it was fetched last.</param>
/// <param name="DeletedAt">When it was deleted.</param>
/// <param name="Sbom">Where its bill of materials is.</param>
/// <param name="Change">Id of the change that was packaged.</param>
/// <param name="LastUser">Who published, fetched or deleted it last.</param>
/// <param name="LastSeenAt">When the last that is known of it happened.</param>
/// <param name="ChainId">The chain it belongs to.</param>
/// <param name="Position">Position of the event that told last of it: <c>/events/{position}</c>.</param>
public sealed record Artifact(
    string Id,
    string SubjectId,
    string Source,
    string? Package,
    string? Digest,
    string? Version,
    string[]? Versions,
    DateTime? PackagedAt,
    DateTime? SignedAt,
    DateTime? PublishedAt,
    DateTime? DownloadedAt,
    DateTime? DeletedAt,
    string? Sbom,
    string? Change,
    string? LastUser,
    DateTime LastSeenAt,
    string? ChainId,
    long Position);
