using System.Net;
using System.Xml.Linq;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public class A_badge(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData("production", "cart", "/badges/production/cart.svg")]
    [InlineData("/acme/production", "shop/checkout", "/badges/%2Facme%2Fproduction/shop%2Fcheckout.svg")]
    [InlineData("a%2Fb", "v1.svg", "/badges/a%252Fb/v1.svg.svg")]
    public async Task shows_what_runs_there(string environment, string service, string path)
    {
        await (await api.PostAsync(Events.ServiceDeployed(service, environment, "pkg:oci/shop?tag=1.4.0", 1).Json)).ShouldAnswerAsync(HttpStatusCode.Created);

        var response = await api.Client.GetAsync(path, Ct);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        response.Headers.ETag.ShouldNotBeNull();
        response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
        Words(await response.Content.ReadAsStringAsync(Ct)).ShouldBe((environment, "1.4.0", BadgePicture.Green));
    }

    [Fact]
    public async Task is_grey_where_nothing_is_known() =>
        Words(await api.Client.GetStringAsync("/badges/nowhere/nothing.svg?label=it", Ct)).ShouldBe(("it", "unknown", BadgePicture.Grey));

    [Fact]
    public async Task follows_a_roll_back()
    {
        await api.PostAsync(Events.ServiceUpgraded("back", "production", "pkg:oci/shop?tag=2", 1).Json);
        await api.PostAsync(Events.Of(new ServiceRolledBack { Environment = new Reference("production"), ArtifactId = "pkg:oci/shop?tag=1" }, "back", 5).Json);

        Words(await api.Client.GetStringAsync("/badges/production/back.svg", Ct)).ShouldBe(("production", "1", BadgePicture.Orange));
    }

    [Fact]
    public void is_XML_of_a_bounded_width_whatever_its_words_are()
    {
        var hostile = $"</text><script>alert('&\"')</script>\u0001\ud83d{new string('x', 5000)}";

        var drawn = XDocument.Parse(System.Text.Encoding.UTF8.GetString(new BadgePicture(hostile, hostile, BadgePicture.Grey).ToSvg()));

        drawn.Descendants().Select(element => element.Name.LocalName).ShouldNotContain("script");
        drawn.Descendants(Svg + "text").ShouldAllBe(text => text.Value.StartsWith("</text><script>", StringComparison.Ordinal) && text.Value.Length == 40);
        double.Parse(drawn.Root!.Attribute("width")!.Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThan(600);
    }

    [Fact]
    public async Task may_be_shown_by_other_sites_where_the_settings_say_so()
    {
        await using var open = await TestApi.ListenAsync(settings => settings with
        {
            Tokens = [new() { Name = "ci", Hash = new string('a', 64), Scopes = [Scopes.Write] }],
            Public = new() { Badges = true },
        });

        var response = await open.Client.GetAsync("/badges/production/cart.svg", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["cross-origin"]);
        response.Headers.CacheControl!.Public.ShouldBeTrue();
        await (await open.Client.GetAsync("/feed.atom", Ct)).ShouldRefuseAsync(HttpStatusCode.Unauthorized);
    }

    private static (string Label, string Word, string Colour) Words(string svg)
    {
        var drawn = XDocument.Parse(svg);
        var texts = drawn.Descendants(Svg + "text").Select(text => text.Value).ToList();
        return (texts[0], texts[1], drawn.Descendants(Svg + "path").Single().Attribute("fill")!.Value);
    }
}
