namespace CdViz.Adapters.Tests.Log;

public sealed class The_names_of_artifacts_in_SQL(DatabaseFixture db) : IClassFixture<DatabaseFixture>
{
    private const string Hash = "9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly string[] Pieces =
    [
        "/", "/", "@", "@", ":", "#", "?", "?", "&", "=", "%", "%40", "%2F", "%2f", "%3A", "%3F", "%23", "%26", "%C3%A9", "%c3", "%00", "%ED%A0%80", "%F0%9F%9A%80", "%F4%90%80%80",
        "%C0%80", "é", "🚀", " ", "+", "_", ".", "~", "\n", "a", "B", "core", "@angular", "Acme", "1.4.2", "v1%2B2", "feature/x", "ghcr.io/acme", "quay.io%2Facme",
        "tag=", "?tag=1.4.2", "&Tag=2", "&repository_url=", "?repository_url=ghcr.io/acme", "?repository_url=https://GHCR.io/Acme/core/", "?repository_url=HTTP://", "@%40", "/core","&REPOSITORY_URL=b", "arch=amd64", "#cmd/a",
        $"sha256:{Hash}", $"@sha256%3A{Hash}", $"@sha512:{Hash}", $"md5:{Hash[..32]}", $"@x:{Hash[..31]}",
    ];

    private static readonly string[] Beginnings = ["pkg:oci/", "pkg:docker/acme/", "pkg:oci/core", "pkg:npm/", "PKG:github/", "pkg://pypi/", "pkg:bitbucket/", "pkg:o ci/", "pkg:Maven/", "pkg:", "", ""];

    [Fact]
    public async Task are_those_of_the_program()
    {
        var random = new Random(20260302);
        string[] digests = [.. Enumerable.Range(0, 20).Select(_ => $"sha256:{Convert.ToHexStringLower(RandomBytes(random))}")];
        string[] ids = [.. Enumerable.Range(0, 20_000).Select(_ => Random(random)).Concat(digests).Distinct()];

        var names = await db.DataSource.RowsAsync(
            """
            select id, cdviz.artifact_package(id), cdviz.artifact_digest(id), cdviz.artifact_version(id), cdviz.artifact_key(id)
            from unnest($1) with ordinality u (id, ord)
            order by ord
            """,
            row => (Id: row.GetString(0), Name: new ArtifactName(Text(row, 1), Text(row, 2), Text(row, 3)), Key: row.GetString(4)),
            (object)ids);

        names.Count.ShouldBe(ids.Length);
        names.Where(row => row.Name != ArtifactName.Parse(row.Id) || row.Key != ArtifactName.Parse(row.Id).Key)
            .Select(row => $"{row.Id}: {row.Name} {row.Key}, not {ArtifactName.Parse(row.Id)}").Take(5).ShouldBeEmpty();
        names.Count(row => row.Name.Digest is not null).ShouldBeGreaterThan(300);
        names.Count(row => row.Name.Version is not null).ShouldBeGreaterThan(300);
        names.Count(row => row.Name.Package is null).ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task of_nothing_are_nothing() =>
        (await db.DataSource.ScalarAsync<bool>(
            "select coalesce(cdviz.artifact_package(null), cdviz.artifact_digest(null), cdviz.artifact_version(null), cdviz.artifact_key(null)) is null")).ShouldBeTrue();

    [Fact]
    public async Task may_be_indexed_and_found_in_parallel() =>
        (await db.DataSource.ColumnAsync<string>(
            """
            select proname::text from pg_proc
            where pronamespace = 'cdviz'::regnamespace and proname ~ '^(artifact|purl)_' and (provolatile <> 'i' or proparallel <> 's' or obj_description(oid, 'pg_proc') is null)
            """)).ShouldBeEmpty();

    private static string? Text(Npgsql.NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Random(Random random) =>
        Beginnings[random.Next(Beginnings.Length)] + string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Pieces[random.Next(Pieces.Length)]));
}
