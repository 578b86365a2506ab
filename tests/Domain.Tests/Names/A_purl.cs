namespace CdViz.Domain.Tests.Names;

public class A_purl
{
    private const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    [Theory]
    [InlineData("pkg:npm/%40angular/core@17.0.1", "npm", "@angular", "core", "17.0.1")]
    [InlineData("pkg:npm/@angular/core@17.0.1", "npm", "@angular", "core", "17.0.1")]
    [InlineData("pkg:npm/@angular/core", "npm", "@angular", "core", null)]
    [InlineData("pkg:npm/lodash", "npm", null, "lodash", null)]
    [InlineData("pkg:generic/acme/@tools/shop", "generic", "acme/@tools", "shop", null)]
    [InlineData("pkg:golang/google.golang.org/genproto@abcdedf#/googleapis/api/", "golang", "google.golang.org", "genproto", "abcdedf")]
    [InlineData("pkg:github/acme/shop@feature/x", "github", "acme", "shop", "feature/x")]
    [InlineData("pkg:maven/org.apache.commons/io@1.3.4?type=pom", "maven", "org.apache.commons", "io", "1.3.4")]
    [InlineData("PKG:Docker/customer/dockerimage@sha256%3A244fd47e07d1004f0aed9c", "docker", "customer", "dockerimage", "sha256:244fd47e07d1004f0aed9c")]
    [InlineData("pkg://generic//open%2Fssl@1.1.10g", "generic", null, "open/ssl", "1.1.10g")]
    [InlineData("pkg:oci/app@1.0%2B5", "oci", null, "app", "1.0+5")]
    public void has_type_namespace_name_and_version(string text, string type, string? space, string name, string? version)
    {
        var purl = Purl.TryParse(text).ShouldNotBeNull();
        (purl.Raw, purl.Type, purl.Namespace, purl.Name, purl.VersionPart).ShouldBe((text, type, space, name, version));
        purl.Version.ShouldBe(version);
    }

    [Theory]
    [InlineData("pkg:oci/shop?repository_url=ghcr.io/acme&tag=1.4.2", "1.4.2", null)]
    [InlineData($"pkg:oci/shop@sha256%3A{Hash}", $"sha256:{Hash}", $"sha256:{Hash}")]
    [InlineData($"pkg:oci/shop@sha256:{Hash}?tag=1.4.2", "1.4.2", $"sha256:{Hash}")]
    [InlineData("pkg:oci/shop@1.4.2?tag=latest", "1.4.2", null)]
    [InlineData("pkg:oci/shop?tag=v1%2B2", "v1+2", null)]
    [InlineData("pkg:oci/shop?tag=", null, null)]
    [InlineData("pkg:oci/shop", null, null)]
    [InlineData("pkg:generic/x@1:2", "1:2", null)]
    public void has_the_version_that_people_speak_of(string text, string? version, string? digest)
    {
        var purl = Purl.TryParse(text).ShouldNotBeNull();
        purl.Version.ShouldBe(version);
        purl.Digest.ShouldBe(digest);
    }

    [Fact]
    public void has_qualifiers_and_a_subpath()
    {
        var purl = Purl.TryParse("pkg:oci/shop@1?Repository_URL=https%3A%2F%2Fghcr.io%2Facme&arch=amd64&empty=&flag#/a%20b/c").ShouldNotBeNull();
        purl.Qualifier("repository_url").ShouldBe("https://ghcr.io/acme");
        purl.Qualifier("arch").ShouldBe("amd64");
        purl.Qualifier("empty").ShouldBeNull();
        purl.Qualifier("flag").ShouldBeNull();
        purl.Qualifier("tag").ShouldBeNull();
        purl.Subpath.ShouldBe("a b/c");
        purl.ToString().ShouldBe(purl.Raw);
    }

    [Theory]
    [InlineData($"pkg:oci/shop@sha256%3A{Hash}?tag=1.4.2&arch=amd64", $"pkg:oci/shop@sha256:{Hash}?arch=amd64&tag=1.4.2")]
    [InlineData($"PKG:OCI/Shop@sha256:{Hash}?Arch=amd64&tag=1.4.2&empty=", $"pkg:oci/shop@sha256:{Hash}?arch=amd64&tag=1.4.2")]
    [InlineData("pkg:npm/@angular/core@17.0.1", "pkg:npm/%40angular/core@17.0.1")]
    [InlineData("pkg:npm/%40angular/core@17.0.1", "pkg:npm/%40angular/core@17.0.1")]
    [InlineData("pkg://github/Acme//Shop@V1#/a%20b/", "pkg:github/acme/shop@V1#a%20b")]
    [InlineData("pkg:pypi/My_Package", "pkg:pypi/my-package")]
    [InlineData("pkg:oci/shop?repository_url=ghcr.io/acme", "pkg:oci/shop?repository_url=ghcr.io/acme")]
    [InlineData("pkg:oci/shop?repository_url=ghcr.io%2Facme", "pkg:oci/shop?repository_url=ghcr.io/acme")]
    [InlineData("pkg:oci/app@1.0%2B5", "pkg:oci/app@1.0%2B5")]
    [InlineData("pkg:generic/open%2Fssl", "pkg:generic/open%2Fssl")]
    public void has_one_spelling_to_join_by(string text, string canonical)
    {
        Purl.TryParse(text).ShouldNotBeNull().Canonical.ShouldBe(canonical);
        Purl.TryParse(canonical).ShouldNotBeNull().Canonical.ShouldBe(canonical);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pkg:")]
    [InlineData("pkg:oci")]
    [InlineData("pkg:oci/")]
    [InlineData("pkg:/shop")]
    [InlineData("pkg:o ci/shop")]
    [InlineData("https://ghcr.io/acme/shop:1.4.2")]
    [InlineData("sha256:abc")]
    public void is_not_anything_else(string? text) => Purl.TryParse(text).ShouldBeNull();

    [Theory]
    [InlineData("pkg:oci/a%ZZ@%@1?tag=%#%")]
    [InlineData("pkg:oci/@@@")]
    [InlineData("pkg:oci/@")]
    [InlineData("pkg:oci/a@?#")]
    public void never_throws(string text)
    {
        var purl = Purl.TryParse(text);
        Should.NotThrow(() => (purl?.Version, purl?.Digest, purl?.Qualifier("tag"), purl?.Subpath));
    }
}
