using System.Net;
using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class The_operators_pages(Browser browser, DemoServer server)
{
    [Fact]
    public async Task show_a_rebuild_from_its_beginning_to_its_switch_and_undo_it()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/projections");
        var row = window.Find("#standing tr:has(th:text-is('test outcomes'))");
        var generation = int.Parse(await row.Locator("td:nth-child(6)").InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);

        await row.Locator("button:has-text('Rebuild')").ClickAsync();
        await Assertions.Expect(window.Find(".said")).ToContainTextAsync("has begun");
        await Assertions.Expect(row.Locator("td:nth-child(6)")).ToHaveTextAsync($"{generation + 1}", new() { Timeout = 60_000 });
        await Assertions.Expect(row.Locator(".badge")).ToHaveTextAsync("running");

        await row.Locator("button:has-text('Back to')").ClickAsync();
        await Assertions.Expect(row.Locator("td:nth-child(6)")).ToHaveTextAsync($"{generation}");
        await window.ShouldBeSoundAsync("the projections");
    }

    [Fact]
    public async Task show_what_was_not_understood_and_drive_it_again()
    {
        var body = Told.Deployment("strange", "production", "1").Replace("service.deployed.0.3.0", "rocket.launched.0.1.0", StringComparison.Ordinal);
        var id = (await (await server.Api.PostAsync(body.Utf8())).ShouldAnswerAsync(HttpStatusCode.Accepted)).Whole("quarantineId");
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/quarantine?reason=unknown-type");

        await window.Find($"#quarantine a[href='/ui/quarantine/{id}']").ClickAsync();
        (await window.Find(".json").InnerTextAsync()).ShouldContain("rocket.launched");
        await window.Find("button:text-is('Drive again')").ClickAsync();
        await Assertions.Expect(window.Find(".said")).ToContainTextAsync("quarantined");
        await window.ShouldBeSoundAsync("an entry of the quarantine");
    }
}
