namespace CdViz.Adapters.Tests.Projecting;

public sealed class An_artifact
{
    private static readonly string One = $"sha256:{new string('1', 64)}";
    private static readonly string Two = $"sha256:{new string('2', 64)}";
    private static readonly Projection Artifacts = ProjectionCatalogue.All.Single(p => p.Name is "artifacts");

    private int made;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task is_one_by_digest_and_by_tag_whichever_is_known_first(bool tagFirst)
    {
        CDEvent[] events =
        [
            Of(1, $"pkg:oci/cart@{One}?repository_url=ghcr.io/acme&tag=1.0", new ArtifactPackaged { Change = new("c-1"), Sbom = new() { Uri = "sbom" } }),
            Of(2, $"pkg:oci/cart@{One}?repository_url=ghcr.io/acme", new ArtifactSigned()),
            Of(3, "pkg:oci/cart?repository_url=ghcr.io%2Facme&tag=1.0", new ArtifactPublished { User = "ada" }),
        ];
        await using var log = await LogOf(tagFirst ? events.Reverse() : events);

        (await log.Database.RowsAsync(
            """
            select package, digest, version, versions, packaged_at < signed_at and signed_at < published_at, sbom, change, last_user,
                   last_payload #>> '{context,type}' = 'dev.cdevents.artifact.published.0.3.0'
            from cdviz.artifact
            """,
            row => (row.GetString(0), row.GetString(1), row.GetString(2), string.Join(' ', row.GetFieldValue<string[]>(3)), row.GetBoolean(4),
                row.GetString(5), row.GetString(6), row.GetString(7), row.GetBoolean(8))))
            .ShouldBe([("pkg:oci/cart?repository_url=ghcr.io/acme", One, "1.0", "1.0", true, "sbom", "c-1", "ada", true)]);
    }

    [Fact]
    public async Task is_what_its_tag_was_at_the_time_when_tags_move()
    {
        await using var log = await LogOf(
        [
            Of(1, $"pkg:oci/cart@{One}?tag=latest", new ArtifactPublished()), Of(5, $"pkg:oci/cart@{Two}?tag=latest", new ArtifactPublished()),
            Of(7, "pkg:oci/cart?tag=latest", new ArtifactDownloaded()), Of(3, "pkg:oci/cart?tag=latest", new ArtifactDeleted()),
        ]);

        (await log.Database.RowsAsync(
            "select digest, deleted_at is not null, downloaded_at is not null from cdviz.artifact order by digest",
            row => (row.GetString(0), row.GetBoolean(1), row.GetBoolean(2)))).ShouldBe([(One, true, false), (Two, false, true)]);
        (await log.Database.ColumnAsync<string>("select digest from cdviz.artifact_alias where key = cdviz.artifact_key('pkg:oci/cart?tag=latest') order by valid_from"))
            .ShouldBe([One, Two]);
    }

    [Fact]
    public async Task is_named_by_a_deployment_that_knows_digest_and_tag()
    {
        await using var log = await LogOf(
        [
            Of(1, "pkg:oci/cart?tag=1.0", new ArtifactPackaged()), Of(2, $"pkg:oci/cart@{One}", new ArtifactSigned()),
            Of(9, "cart", new ServiceDeployed { Environment = new("prod"), ArtifactId = $"pkg:oci/cart@{One}?tag=1.0" }),
        ]);

        (await log.Database.RowsAsync(
            "select digest, versions, packaged_at < signed_at from cdviz.artifact",
            row => (row.GetString(0), string.Join(' ', row.GetFieldValue<string[]>(1)), row.GetBoolean(2)))).ShouldBe([(One, "1.0", true)]);
    }

    [Fact]
    public async Task is_another_in_another_registry_but_for_one_of_the_same_digest()
    {
        await using var log = await LogOf(
        [
            Of(1, $"pkg:oci/cart@{One}?repository_url=ghcr.io/acme&tag=1.0", new ArtifactPublished()),
            Of(2, $"pkg:oci/cart@{One}?repository_url=https://Quay.io/acme/cart/", new ArtifactPublished()),
            Of(3, "pkg:oci/cart?repository_url=quay.io/acme&tag=2.0", new ArtifactPublished()),
            Of(4, "pkg:oci/cart?repository_url=ghcr.io/acme&tag=2.0", new ArtifactPublished()),
        ]);

        (await log.Database.ColumnAsync<string>("select concat_ws(' ', version, array_to_string(packages, ' ')) from cdviz.artifact order by 1")).ShouldBe([
            "1.0 pkg:oci/cart?repository_url=ghcr.io/acme pkg:oci/cart?repository_url=quay.io/acme",
            "2.0 pkg:oci/cart?repository_url=ghcr.io/acme", "2.0 pkg:oci/cart?repository_url=quay.io/acme"]);
    }

    [Fact]
    public async Task is_there_again_when_published_after_it_was_deleted()
    {
        await using var log = await LogOf(
        [
            Of(1, "pkg:npm/@acme/cart@1.0", new ArtifactPublished()), Of(2, "pkg:npm/%40acme/cart@1.0", new ArtifactDeleted()),
            Of(3, "pkg:npm/@acme/cart@1.0", new ArtifactPublished()),
        ]);

        (await log.Database.RowsAsync("select package, version, deleted_at is null from cdviz.artifact", row => (row.GetString(0), row.GetString(1), row.GetBoolean(2))))
            .ShouldBe([("pkg:npm/%40acme/cart", "1.0", true)]);
    }

    private static async Task<ProjectedLog> LogOf(IEnumerable<CDEvent> events)
    {
        var log = await ProjectedLog.CreateAsync([Artifacts]);
        await log.AppendAsync(events, batch: 1);
        await log.CatchUpAsync(pageSize: 1);
        return log;
    }

    private CDEvent Of(int at, string subject, SubjectContent content) => new($"e-{++made}", "https://ci.example", Events.T(at), subject, content);
}
