using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class The_log_page(Browser browser, DemoServer server)
{
    [Fact]
    public async Task follows_the_log()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/events?source=%2Fweb-tests&subject=rocket");
        await Assertions.Expect(window.Find("[data-live-state=on]")).ToBeVisibleAsync();

        (await server.Api.PostAsync(Told.Deployment("rocket", "orbit", "1.0.0").Utf8())).EnsureSuccessStatusCode();

        await Assertions.Expect(window.Find("#events tbody tr")).ToHaveCountAsync(1);
        await window.ShouldBeSoundAsync("the log");
    }

    [Fact]
    public async Task is_searched_by_type_subject_source_chain_and_text()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/events?type=dev.cdevents.incident.detected");
        (await window.Find("#events tbody td:nth-child(3)").AllInnerTextsAsync()).ShouldAllBe(text => text.Contains("incident detected"));
        (await window.Find("#events tbody tr").CountAsync()).ShouldBeGreaterThan(3);

        await window.Find("#events tbody a[href^='/ui/events/']").First.ClickAsync();
        var json = await window.Find(".json").First.InnerTextAsync();
        var chain = await window.Find("dd a[href^='/ui/trace']").InnerTextAsync();
        var text = json.Split("\"description\": \"")[1].Split('"')[0];
        await window.GoAsync($"/ui/events?chain={chain}&type=dev.cdevents.incident.detected");
        await Assertions.Expect(window.Find("#events tbody tr")).ToHaveCountAsync(1);
        await window.GoAsync($"/ui/events?text={Uri.EscapeDataString(text.ToUpperInvariant())}");
        (await window.Find("#events tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        await window.GoAsync("/ui/events?type=dev.cdevents.nothing.happened");
        (await window.Find(".empty").InnerTextAsync()).ShouldContain("No event fits");
    }

    [Fact]
    public async Task goes_on_to_older_events_without_leaving_any_out()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/events?before=200");
        List<long> seen = [];

        for (var page = 0; page < 3; page++)
        {
            seen.AddRange((await window.Find("#events tbody td:first-child").AllInnerTextsAsync()).Select(long.Parse));
            await window.Find("a[rel=next]").ClickAsync();
            await Assertions.Expect(window.Find(".head p")).ToHaveTextAsync($"The log before position {seen[^1]}");
        }

        seen.ShouldBe(Enumerable.Range(0, 150).Select(i => 199L - i));
    }

    [Fact]
    public async Task shows_an_event_raw_with_its_stream_and_chain()
    {
        var chain = await server.Api.Database.DataSource.ScalarAsync<string>(
            "select chain_id from cdviz.deployment where environment = 'production' and chain_id is not null order by valid_from desc limit 1");
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync($"/ui/trace?chain={chain}");

        var nodes = (await server.Api.GetAsync($"/trace/{chain}")).GetProperty("nodes").GetArrayLength();
        await Assertions.Expect(window.Find(".graph .node")).ToHaveCountAsync(nodes);
        await window.ShouldBeSoundAsync("a trace");
        await window.Find(".graph a[href^='/ui/events/']").First.ClickAsync();
        (await window.Find(".stream li[aria-current]").CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task takes_a_correction_and_keeps_what_was_said()
    {
        var position = (await (await server.Api.PostAsync(Told.Deployment("mistake", "orbit", "1.0.0").Utf8())).ShouldAnswerAsync(System.Net.HttpStatusCode.Created)).Whole("position");
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync($"/ui/events/{position}");

        await Assertions.Expect(window.Find("#moved .group:has-text('current deployments')")).ToContainTextAsync("a new row");
        await window.Find("[name='Correction.Action']").SelectOptionAsync("amend");
        await window.Find("[name='Correction.Amendment[artifactId]']").FillAsync("pkg:oci/mistake?tag=1.0.1");
        await window.Find("[name='Correction.Reason']").FillAsync("It never ran");
        await window.Find("button:text-is('Show what it changes')").ClickAsync();
        var version = window.Find("#correction .changes tr:has(th:text-is('version'))");
        (await version.Locator("td").AllInnerTextsAsync()).ShouldBe(["1.0.0", "1.0.1"]);
        await Assertions.Expect(window.Find("#correction")).ToContainTextAsync("Not worked out here: delivery");
        await window.ShouldBeSoundAsync("what a correction would change");
        (await server.Api.GetAsync("/deployments?service=mistake")).GetProperty("items")[0].Text("version").ShouldBe("1.0.0");

        await window.Find("[name='Correction.Action'] >> visible=true").SelectOptionAsync("retract");
        await window.Find("button:text-is('Show what it changes')").ClickAsync();
        await Assertions.Expect(window.Find("#correction .group").First).ToContainTextAsync("no row any more");
        await window.Find("button:text-is('Correct')").ClickAsync();

        await Assertions.Expect(window.Find(".said")).ToContainTextAsync("Corrected by event");
        (await server.Api.GetAsync("/corrections")).GetProperty("items")[0].Text("reason").ShouldBe("It never ran");
        (await server.Api.GetAsync("/deployments?service=mistake")).GetProperty("items").GetArrayLength().ShouldBe(0);
        await Assertions.Expect(window.Find("#moved")).ToContainTextAsync("No row");
    }
}
