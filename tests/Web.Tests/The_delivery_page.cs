using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class The_delivery_page(Browser browser, DemoServer server)
{
    [Fact]
    public async Task leads_from_a_bar_over_its_deployments_to_a_CDEvent()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/delivery");
        var bar = window.Find("section:has(#deployment_frequency) .bars a").Nth(3);
        var title = await bar.Locator("title").TextContentAsync();
        var deployments = int.Parse(title!.Split("of ")[^1], System.Globalization.CultureInfo.InvariantCulture);

        await bar.ClickAsync();
        await Assertions.Expect(window.Heading).ToContainTextAsync("Deployment frequency");
        await Assertions.Expect(window.Find("#rows tbody tr:has(td:nth-child(5):text-is('yes'))")).ToHaveCountAsync(deployments);
        await window.Find("#rows tbody a[href^='/ui/events/']").First.ClickAsync();
        (await window.Find(".json").First.InnerTextAsync()).ShouldContain("dev.cdevents.service.");
        await window.ShouldBeSoundAsync("the way from a bar to an event");
    }

    [Fact]
    public async Task shows_the_numbers_that_the_API_answers()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/delivery");
        var json = await window.Find("a:text-is('JSON')").GetAttributeAsync("href");

        foreach (var metric in (await server.Api.GetAsync(json!)).GetProperty("metrics").EnumerateArray())
        {
            var card = window.Find($"section:has(#{metric.Text("metric")})");
            if (metric.Text("band") is { } band)
            {
                (await card.Locator(".badge").InnerTextAsync()).ShouldBe(band);
            }

            (await card.Locator("p.hint").First.InnerTextAsync()).Replace("\u202f", "").ShouldContain($"{metric.Whole("sample")}");
        }
    }

    [Fact]
    public async Task is_asked_for_a_time_a_service_an_environment_a_definition_and_a_time_zone()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/delivery");
        foreach (var (name, value) in new[] { ("last", "90"), ("bucket", "month"), ("definition", "devlake@1") })
        {
            await window.Find($"[name={name}]").SelectOptionAsync(value);
            await window.IsAtAsync($"{name}={Uri.EscapeDataString(value)}*");
        }

        await window.Find("[name=service]").FillAsync("storefront");
        await window.IsAtAsync("service=storefront*");
        await window.Find("[name=environment]").FillAsync("staging");
        await window.IsAtAsync("environment=staging*");
        await Assertions.Expect(window.Find(".head p")).ToContainTextAsync("staging");
        await window.Find("[name=tz]").FillAsync("Nowhere/Nothing");
        await Assertions.Expect(window.Find(".faults")).ToContainTextAsync("IANA");
    }

    [Fact]
    public async Task shows_definitions_side_by_side_and_what_they_judge_otherwise()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/delivery/definitions?definition=dora@2&other=cdviz@1");

        (await window.Find("#sides thead th").AllInnerTextsAsync()).ShouldBe(["Rule", "dora@2", "cdviz@1"]);
        (await window.Find("#sides b").CountAsync()).ShouldBeGreaterThan(2);
        (await window.Find("#different tbody tr").CountAsync()).ShouldBeGreaterThan(0);
    }
}
