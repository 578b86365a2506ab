using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.ServiceModel.Syndication;
using System.Text.Json;
using System.Xml;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public class The_status_feed(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task tells_of_deployments_and_incidents_as_Atom()
    {
        await PostAsync(
            Events.ServiceDeployed("told", "production", Artifact(1), 1, chain: "c-1"), Events.ServiceUpgraded("told", "production", Artifact(2), 5),
            Detected("told-1", "told", "<b>Slow</b> & \u0001odd", 9));

        var entries = (await AtomAsync("/feed.atom?service=told")).Items.ToList();

        entries.Select(entry => entry.Title.Text).ShouldBe(
            ["Incident open: <b>Slow</b> & \uFFFDodd (told)", "told was upgraded to 2 in production", "told was deployed to 1 in production"]);
        entries.Select(entry => entry.Categories.Single().Name).ShouldBe(["incident", "deployment", "deployment"]);
        entries.Select(entry => entry.PublishDate).ShouldBe([Events.T(9), Events.T(5), Events.T(1)]);
        entries.ShouldAllBe(entry => entry.Id.StartsWith("urn:uuid:", StringComparison.Ordinal) && entry.LastUpdatedTime > DateTimeOffset.MinValue);
        entries.Select(entry => entry.Id).Distinct().Count().ShouldBe(3);
        entries[2].Links.Single(link => link.RelationshipType == "related").Uri.PathAndQuery.ShouldBe("/ui/trace?chain=c-1");
        (await api.Client.GetAsync(entries[2].Links.Single(link => link.RelationshipType == "alternate").Uri.PathAndQuery, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await AtomAsync("/feed.atom?service=told")).Items.Select(entry => entry.Id).ShouldBe(entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task keeps_the_entry_of_an_incident_when_it_is_over()
    {
        await PostAsync(Detected("kept-1", "kept", "Down", 9));
        var open = (await AtomAsync("/feed.atom?service=kept")).Items.ShouldHaveSingleItem();
        await PostAsync(Events.Of(new IncidentResolved { Environment = new Reference("production"), Service = new Reference("kept") }, "kept-1", 69));

        var over = (await AtomAsync("/feed.atom?service=kept")).Items.ShouldHaveSingleItem();

        (over.Id, over.Title.Text).ShouldBe((open.Id, "Incident resolved: Down (kept)"));
        (over.PublishDate, over.LastUpdatedTime).ShouldBe((open.PublishDate, Events.T(69)));
        ((TextSyndicationContent)over.Content).Text.ShouldContain("It took 60 s.");
    }

    [Fact]
    public async Task is_a_JSON_Feed_as_its_specification_wants_it()
    {
        await PostAsync(Events.ServiceDeployed("json", "production", Artifact(1), 1));

        var response = await api.Client.GetAsync("/feed.json?service=json&environment=production", Ct);
        var feed = JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct));

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/feed+json");
        feed.Text("version").ShouldBe("https://jsonfeed.org/version/1.1");
        feed.Text("title").ShouldBe("Deployments and incidents of json in production");
        feed.Text("feed_url").ShouldEndWith("/feed.json?environment=production&service=json");
        feed.GetProperty("authors")[0].Text("name").ShouldNotBeNullOrEmpty();
        var item = feed.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        item.Text("id").ShouldNotBeNullOrEmpty();
        item.Text("content_text").ShouldNotBeNullOrEmpty();
        Uri.IsWellFormedUriString(item.Text("url"), UriKind.Absolute).ShouldBeTrue();
        DateTimeOffset.ParseExact(item.Text("date_published")!, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture).ShouldBe(Events.T(1));
        item.GetProperty("tags")[0].GetString().ShouldBe("deployment");
    }

    [Fact]
    public async Task is_sent_again_only_when_it_has_changed()
    {
        await PostAsync(Events.ServiceDeployed("again", "production", Artifact(1), 1));
        var first = await api.Client.GetAsync("/feed.atom?service=again", Ct);
        first.Headers.CacheControl!.Private.ShouldBeTrue();

        (await ConditionalAsync("/feed.atom?service=again", first.Headers.ETag!)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        await PostAsync(Events.ServiceUpgraded("again", "production", Artifact(2), 5));
        var second = await ConditionalAsync("/feed.atom?service=again", first.Headers.ETag!);

        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        second.Headers.ETag.ShouldNotBe(first.Headers.ETag);
    }

    [Fact]
    public async Task has_the_newest_hundred()
    {
        await PostAsync([.. Enumerable.Range(0, 120).Select(i => Events.ServiceUpgraded("many", "production", Artifact(i), i))]);

        var entries = (await AtomAsync("/feed.atom?service=many")).Items.ToList();

        entries.Count.ShouldBe(100);
        entries[0].Title.Text.ShouldBe("many was upgraded to 119 in production");
    }

    [Theory]
    [InlineData("application/feed+json", "application/feed+json")]
    [InlineData("text/html;q=0.5, application/json", "application/feed+json")]
    [InlineData("application/json;q=0.1, application/atom+xml;q=0.9", "application/atom+xml")]
    [InlineData("*/*", "application/atom+xml")]
    [InlineData("", "application/atom+xml")]
    public async Task comes_as_Accept_wants_it(string accept, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/feed");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        var response = await api.Client.SendAsync(request, Ct);

        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        response.Headers.Vary.ShouldContain("Accept");
    }

    [Fact]
    public async Task refuses_parameters_that_it_does_not_know() =>
        (await (await api.Client.GetAsync("/feed.json?svc=cart", Ct)).ShouldRefuseAsync(HttpStatusCode.BadRequest)).FirstError().Rule.ShouldBe("query.unknown");

    [Fact]
    public async Task asks_for_a_token_until_the_settings_open_it_and_links_where_they_say()
    {
        TokenSettings[] tokens = [new() { Name = "ci", Hash = new string('a', 64), Scopes = [Scopes.Write] }];
        await using var closed = await TestApi.StartAsync(settings => settings with { Tokens = tokens });
        await using var open = await TestApi.StartAsync(settings => settings with { Tokens = tokens, Public = new() { Url = "https://cdviz.example.com/", Feed = true } });

        foreach (var path in (string[])["/feed", "/feed.atom", "/feed.json", "/badges/production/cart.svg"])
        {
            await (await closed.Client.GetAsync(path, Ct)).ShouldRefuseAsync(HttpStatusCode.Unauthorized);
        }

        var feed = await open.Client.GetAsync("/feed.json", Ct);
        JsonElement.Parse(await feed.Content.ReadAsStringAsync(Ct)).Text("feed_url").ShouldBe("https://cdviz.example.com/feed.json");
        feed.Headers.CacheControl!.Public.ShouldBeTrue();
        await (await open.Client.GetAsync("/badges/production/cart.svg", Ct)).ShouldRefuseAsync(HttpStatusCode.Unauthorized);
    }

    private static AdmittedEvent Detected(string incident, string service, string description, double at) =>
        Events.Of(new IncidentDetected { Description = description, Environment = new Reference("production"), Service = new Reference(service) }, incident, at);

    private static string Artifact(int version) => $"pkg:oci/shop?tag={version}";

    private async Task PostAsync(params AdmittedEvent[] events)
    {
        await (await api.PostAsync(Lines(events.Select(e => e.Json)), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);
        await api.VisibleAsync();
    }

    private async Task<SyndicationFeed> AtomAsync(string path)
    {
        var response = await api.Client.GetAsync(path, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/atom+xml");
        using var xml = XmlReader.Create(await response.Content.ReadAsStreamAsync(Ct));
        return SyndicationFeed.Load(xml);
    }

    private async Task<HttpResponseMessage> ConditionalAsync(string path, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(tag);
        return await api.Client.SendAsync(request, Ct);
    }
}
