namespace CdViz.Domain.Tests.Names;

public class An_artifact_name
{
    private const string Digest = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private const string Encoded = "sha256%3A9F86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Theory]
    [InlineData($"pkg:oci/shop@{Encoded}?tag=1.4.2", "pkg:oci/shop", Digest, "1.4.2", Digest)]
    [InlineData($"PKG:OCI/Shop@{Digest}?arch=amd64", "pkg:oci/shop", Digest, null, Digest)]
    [InlineData("pkg:oci/shop?tag=1.4.2", "pkg:oci/shop", null, "1.4.2", "pkg:oci/shop@1.4.2")]
    [InlineData("pkg:oci/shop@1.4.2", "pkg:oci/shop", null, "1.4.2", "pkg:oci/shop@1.4.2")]
    [InlineData("pkg:oci/shop", "pkg:oci/shop", null, null, "pkg:oci/shop")]
    [InlineData("pkg:npm/@angular/core@17.0.1", "pkg:npm/%40angular/core", null, "17.0.1", "pkg:npm/%40angular/core@17.0.1")]
    [InlineData("pkg:npm/@angular/core", "pkg:npm/%40angular/core", null, null, "pkg:npm/%40angular/core")]
    [InlineData("pkg:golang/acme.com/shop@v2#cmd/shop", "pkg:golang/acme.com/shop", null, "v2", "pkg:golang/acme.com/shop@v2")]
    [InlineData("pkg:github/Acme/Shop@feature/x", "pkg:github/acme/shop", null, "feature/x", "pkg:github/acme/shop@feature/x")]
    [InlineData(Digest, null, Digest, null, Digest)]
    [InlineData($"ghcr.io/acme/shop@{Digest}", "ghcr.io/acme/shop", Digest, null, Digest)]
    [InlineData("ghcr.io/acme/shop:1.4.2", "ghcr.io/acme/shop:1.4.2", null, null, "ghcr.io/acme/shop:1.4.2")]
    [InlineData("shop:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "shop:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", null, null, "shop:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b")]
    public void has_a_package_a_digest_a_version_and_a_key(string id, string? package, string? digest, string? version, string key)
    {
        var name = ArtifactName.Parse(id);
        name.ShouldBe(new ArtifactName(package, digest, version));
        name.Key.ShouldBe(key);
    }

    [Theory]
    [InlineData($"pkg:oci/shop@{Digest}?repository_url=ghcr.io/acme/shop")]
    [InlineData($"pkg:oci/shop@{Digest}?repository_url=ghcr.io/acme")]
    [InlineData($"pkg:oci/shop@{Digest}?repository_url=https://ghcr.io/acme/")]
    [InlineData($"pkg:oci/SHOP@{Encoded}?repository_url=GHCR.io%2FAcme")]
    [InlineData($"pkg:oci/shop@{Digest}")]
    [InlineData($"pkg:docker/acme/shop@{Encoded}?repository_url=ghcr.io")]
    [InlineData($"pkg:oci/shop@%40{Encoded}")]
    [InlineData($"pkg:oci/shop@@{Digest}")]
    [InlineData($"ghcr.io/acme/shop@{Digest}")]
    [InlineData(Digest)]
    public void is_one_for_one_digest(string id) => ArtifactName.Parse(id).Key.ShouldBe(Digest);

    [Theory]
    [InlineData("pkg:oci/shop?repository_url=ghcr.io/acme", "pkg:oci/shop?repository_url=ghcr.io/acme")]
    [InlineData("pkg:oci/shop?repository_url=HTTPS://GHCR.io/Acme/shop/", "pkg:oci/shop?repository_url=ghcr.io/acme")]
    [InlineData("pkg:oci/shop?repository_url=ghcr.io/acme/workshop", "pkg:oci/shop?repository_url=ghcr.io/acme/workshop")]
    [InlineData("pkg:oci/shop?repository_url=shop", "pkg:oci/shop?repository_url=shop")]
    [InlineData("pkg:docker/acme/Shop?repository_url=http://Hub.example/acme/shop", "pkg:docker/acme/Shop?repository_url=hub.example/acme")]
    [InlineData("pkg:maven/org.acme/shop?repository_url=https://Repo.example/Maven2/", "pkg:maven/org.acme/shop?repository_url=repo.example/Maven2")]
    [InlineData("pkg:oci/shop?repository_url=https://", "pkg:oci/shop")]
    public void knows_one_registry_in_all_its_spellings(string id, string package) => ArtifactName.Parse(id).Package.ShouldBe(package);

    [Fact]
    public void keeps_registries_apart()
    {
        var (here, there) = (ArtifactName.Parse("pkg:oci/shop?repository_url=ghcr.io/acme&tag=1"), ArtifactName.Parse("pkg:oci/shop?tag=1&repository_url=quay.io%2Facme"));
        (here.Package, there.Package).ShouldBe(("pkg:oci/shop?repository_url=ghcr.io/acme", "pkg:oci/shop?repository_url=quay.io/acme"));
        (here.Key, there.Key).ShouldBe(("pkg:oci/shop@1?repository_url=ghcr.io/acme", "pkg:oci/shop@1?repository_url=quay.io/acme"));
    }

    [Theory]
    [InlineData("pkg:npm/@angular/core@17.0.1")]
    [InlineData("pkg:oci/shop@1?repository_url=ghcr.io/acme")]
    [InlineData($"pkg:oci/shop@{Digest}?repository_url=ghcr.io/acme")]
    [InlineData("pkg:generic/a%3Fb@x%40y?repository_url=a%3Fb%26c")]
    [InlineData(Digest)]
    [InlineData("anything at all")]
    public void has_a_key_that_is_a_name_with_the_same_key(string id) => ArtifactName.Parse(ArtifactName.Parse(id).Key).Key.ShouldBe(ArtifactName.Parse(id).Key);
}
