using FsCheck.Fluent;

namespace CdViz.Domain.Tests.Names;

public class A_URI_reference
{
    [Theory]
    [InlineData("HTTPS://CI.Example.COM/Acme/Shop", "https://ci.example.com/Acme/Shop")]
    [InlineData("https://ci.example.com:443/acme", "https://ci.example.com/acme")]
    [InlineData("http://ci.example.com:80", "http://ci.example.com/")]
    [InlineData("http://ci.example.com:", "http://ci.example.com/")]
    [InlineData("http://ci.example.com:8080/", "http://ci.example.com:8080/")]
    [InlineData("https://ci.example.com:80/", "https://ci.example.com:80/")]
    [InlineData("https://Ada:Pw@ci.example.com/", "https://Ada:Pw@ci.example.com/")]
    [InlineData("https://ci.example.com", "https://ci.example.com/")]
    [InlineData("https://ci.example.com?job=1", "https://ci.example.com/?job=1")]
    [InlineData("https://ci.example.com/a/./b/../c", "https://ci.example.com/a/c")]
    [InlineData("https://ci.example.com/../a/..", "https://ci.example.com/")]
    [InlineData("https://ci.example.com/a/.", "https://ci.example.com/a/")]
    [InlineData("https://ci.example.com/a", "https://ci.example.com/a")]
    [InlineData("https://ci.example.com/a/", "https://ci.example.com/a/")]
    [InlineData("https://ci.example.com//a", "https://ci.example.com//a")]
    [InlineData("https://ci.example.com/%7euser/%c3%a9%2F%41", "https://ci.example.com/~user/%C3%A9%2FA")]
    [InlineData("https://%45xample.com/?q=%7e%3d#%41%20", "https://example.com/?q=~%3D#A%20")]
    [InlineData("http://[2001:DB8::A]:80/", "http://[2001:db8::a]/")]
    [InlineData("http://[2001:DB8::A]:81", "http://[2001:db8::a]:81/")]
    [InlineData("urn:UUID:F81D4FAE", "urn:UUID:F81D4FAE")]
    [InlineData("MAILTO:Ada@Example.com", "mailto:Ada@Example.com")]
    [InlineData("ssh://git@Example.com:22/a.git", "ssh://git@example.com/a.git")]
    [InlineData("file:/.//a", "file:/.//a")]
    [InlineData("file:///a/../b", "file:///b")]
    [InlineData("/CI/./acme", "/CI/./acme")]
    [InlineData("//CI.example.com/a/../b", "//ci.example.com/b")]
    [InlineData("../a?b#c", "../a?b#c")]
    [InlineData("a/b", "a/b")]
    [InlineData("#", "#")]
    [InlineData("%41:b/c", "./A:b/c")]
    public void has_one_spelling_to_join_by(string text, string canonical)
    {
        var uri = UriReference.TryParse(text).ShouldNotBeNull();
        (uri.Raw, uri.ToString(), uri.Canonical).ShouldBe((text, text, canonical));
        UriReference.TryParse(canonical).ShouldNotBeNull().Canonical.ShouldBe(canonical);
    }

    [Theory]
    [InlineData("https://ci.example.com", "https")]
    [InlineData("URN:x:y", "urn")]
    [InlineData("/ci", null)]
    [InlineData("//ci.example.com", null)]
    public void is_absolute_where_it_has_a_scheme(string text, string? scheme)
    {
        var uri = UriReference.TryParse(text).ShouldNotBeNull();
        (uri.Scheme, uri.IsAbsolute).ShouldBe((scheme, scheme is not null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("https://ci.example.com/%4")]
    [InlineData("https://é.example.com")]
    [InlineData("http://[::1")]
    public void is_not_anything_else(string? text) => UriReference.TryParse(text).ShouldBeNull();

    [Fact]
    public void keeps_its_spelling_once_it_has_the_common_one() => Always.Holds(
        Gen.Elements("http", "HTTPS", ":", "/", "//", ".", "..", "?", "#", "%41", "%2f", "%7E", "@", "[::1]", "80", ":443", "a", "B", "~", "\"").ArrayOf().Select(string.Concat),
        text =>
        {
            if (UriReference.TryParse(text) is { } uri)
            {
                var again = UriReference.TryParse(uri.Canonical);
                (again?.Canonical ?? "").ShouldBe(uri.Canonical, text);
                (again?.Scheme).ShouldBe(uri.Scheme, text);
            }
        }, times: 5000);
}
