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

    [Fact]
    public async Task show_what_came_from_a_source_and_take_it_again()
    {
        using var content = new StringContent("""{ "zen": "Keep it simple." }""", System.Text.Encoding.UTF8, "application/json");
        content.Headers.Add("X-GitHub-Event", "nobody-knows");
        var id = (await (await server.Api.Client.PostAsync("/webhooks/github", content, Answers.Ct)).ShouldAnswerAsync(HttpStatusCode.Accepted)).Whole("inboxId");
        await WaitFor.TrueAsync(async () => (await server.Api.GetAsync($"/inbox/{id}")).Text("state") is not "waiting", "it is taken");
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/sources");

        await window.Find("#sources a:text-is('github')").ClickAsync();
        await window.Find($"#inbox a[href='/ui/inbox/{id}']").ClickAsync();
        (await window.Find(".json").InnerTextAsync()).ShouldContain("Keep it simple.");
        await window.Find("button:text-is('Take again')").ClickAsync();
        await Assertions.Expect(window.Find(".said")).ToContainTextAsync("waits again");
        await window.ShouldBeSoundAsync("an entry of the inbox");
        await window.GoAsync("/ui/inbox?source=github");
        await window.Find("button:text-is('Take all of these again')").ClickAsync();
        await Assertions.Expect(window.Find(".said")).ToContainTextAsync("wait again");
        await window.ShouldBeSoundAsync("the inbox");
    }

    [Fact]
    public async Task show_who_did_what_and_the_settings_without_their_secrets()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/alerts");
        await window.Find("button:has-text('Silence for an hour')").ClickAsync();
        await Assertions.Expect(window.Find(".said")).ToHaveTextAsync("stopped is silent for an hour.");
        await window.Find("button:has-text('Let it tell')").ClickAsync();
        await Assertions.Expect(window.Find(".said")).ToHaveTextAsync("stopped tells again.");
        await window.Find("button:has-text('Test')").ClickAsync();
        await Assertions.Expect(window.Find(".said")).ToContainTextAsync("refused");

        await window.GoAsync("/ui/audit");
        await Assertions.Expect(window.Find("#audit tbody tr:has-text('silence stopped')").First).ToContainTextAsync("POST /ui/alerts");
        await window.GoAsync("/ui/settings");
        var settings = await window.Find("#settings").InnerTextAsync();
        settings.ShouldContain("Limits:EventBytes");
        settings.ShouldNotContain("hush");
        settings.ShouldNotContain(new Npgsql.NpgsqlConnectionStringBuilder(server.Api.Database.ConnectionString).Password!);
        await window.ShouldBeSoundAsync("the settings");
    }
}
