using System.Text;

namespace CdViz.Domain.Tests.Names;

public class A_URI
{
    [Theory]
    [InlineData("https://example.com/a?b=c#d", true, true)]
    [InlineData("mailto:ada@example.com", true, true)]
    [InlineData("urn:uuid:1", true, true)]
    [InlineData("http://user:pw@[2001:db8::1]:80/x", true, true)]
    [InlineData("http://[::ffff:1.2.3.4]", true, true)]
    [InlineData("http://[1:2:3:4:5:6:7:8]/", true, true)]
    [InlineData("http://[1:2:3:4:5:6:7::]", true, true)]
    [InlineData("http://[v1.a:b]/", true, true)]
    [InlineData("http://a/%41", true, true)]
    [InlineData("x:", false, true)]
    [InlineData("x:?q", false, true)]
    [InlineData("", false, true)]
    [InlineData("/a/b", false, true)]
    [InlineData("//host:80/a", false, true)]
    [InlineData("?q", false, true)]
    [InlineData("#f", false, true)]
    [InlineData("//[::1]", false, true)]
    [InlineData("1a:b", false, true)]
    [InlineData("a\"b", false, true)]
    [InlineData("http://a\"b", false, true)]
    [InlineData("a b", false, false)]
    [InlineData("http://a/%4", false, false)]
    [InlineData("http://a/%zz", false, false)]
    [InlineData("a#b#c", false, false)]
    [InlineData("http://[::1", false, false)]
    [InlineData("http://[1::2::3]/", false, false)]
    [InlineData("http://[1:2:3:4:5:6:7:8:9]/", false, false)]
    [InlineData("http://[1:2:3:4:5:6:7::8]", false, false)]
    [InlineData("http://[::1.2.3.256]", false, false)]
    [InlineData("http://[::12345]", false, false)]
    [InlineData("http://[::1]:8a", false, false)]
    [InlineData("http://[::1]x", false, false)]
    [InlineData("[::1]", false, false)]
    [InlineData("http://é/", false, false)]
    [InlineData("<a>", false, false)]
    [InlineData("a\\b", false, false)]
    [InlineData("http://[v.a]/", false, false)]
    [InlineData("http://[v1.]/", false, false)]
    [InlineData("http://[vx.a]/", false, false)]
    [InlineData("http://[v1.a/b]/", false, false)]
    public void reads_as_the_validators_of_schemas_have_it(string text, bool uri, bool reference)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        (UriSyntax.IsUri(utf8), UriSyntax.IsReference(utf8)).ShouldBe((uri, reference));
    }
}
