using System.Net;
using System.Text;
using CdViz.Api.Tests.Subscriptions;
using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class The_operators_pages(Browser browser, DemoServer server)
{
    [Fact]
    public async Task show_a_rebuild_from_its_beginning_to_its_switch_and_undo_it()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/projections");
        var row = window.Find("#standing tr:has(a:text-is('test outcomes'))");
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
        using var content = new StringContent("""{ "zen": "Keep it simple." }""", Encoding.UTF8, "application/json");
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

    [Fact]
    public async Task compare_generations_and_go_to_any_that_is_kept()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/projections");
        await window.Find("#standing a:text-is('tickets')").ClickAsync();
        await Assertions.Expect(window.Find("#all tbody tr")).ToHaveCountAsync(1);

        await window.Find("button:text-is('Build one more beside it')").ClickAsync();
        await Assertions.Expect(window.Find("#all tbody tr:has(th:text-is('2')) .badge")).ToHaveTextAsync("kept", new() { Timeout = 60_000 });
        await window.Page.ReloadAsync();
        await window.Find("#comparison button:text-is('Compare')").ClickAsync();
        await Assertions.Expect(window.Find("#comparison .said")).ToContainTextAsync("are the same");
        await window.ShouldBeSoundAsync("generations that are the same");

        await server.Api.Database.DataSource.ExecuteAsync("update tickets_g2.ticket set priority = 'tampered' where key = (select min(key) from tickets_g2.ticket)");
        await window.Find("#comparison button:text-is('Compare')").ClickAsync();
        await Assertions.Expect(window.Find("#comparison .changes tbody tr:not(.group)")).ToHaveCountAsync(1);
        await Assertions.Expect(window.Find("#comparison .changes tr:has(th:text-is('priority')) td").Last).ToHaveTextAsync("tampered");
        await window.ShouldBeSoundAsync("generations that differ");

        await window.Find("button:has-text('Make it live')").ClickAsync();
        await Assertions.Expect(window.Find("#all tbody tr:has(th:text-is('2')) .badge")).ToHaveTextAsync("live");
        await window.Find("button:has-text('Make it live')").ClickAsync();
        await Assertions.Expect(window.Find("#all tbody tr:has(th:text-is('1')) .badge")).ToHaveTextAsync("live");
        await window.GoAsync("/ui/projections/nothing", 404);
    }

    [Fact]
    public async Task pause_rewind_and_mend_what_is_sent_on()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer((delivery, context) =>
        {
            context.Response.StatusCode = Encoding.UTF8.GetString(delivery.Body).Contains("poison", StringComparison.Ordinal) ? 422 : 204;
            return Task.CompletedTask;
        });
        await server.Api.SubscribeAsync("pages", new { type = "http", url = receiver.Url }, new { subjects = new[] { "poison", "remedy" } }, from: "now", attempts: 1);
        foreach (var subject in new[] { "poison", "remedy" })
        {
            await (await server.Api.PostAsync(Told.Deployment(subject, "laboratory", "1").Utf8())).ShouldAnswerAsync(HttpStatusCode.Created);
        }

        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/subscriptions");
        var row = window.Find("#subscriptions tr:has(a:text-is('pages'))");
        await Assertions.Expect(row.Locator("td").Nth(4)).ToHaveTextAsync("1, 1 dead");
        await row.Locator("button:has-text('Pause')").ClickAsync();
        await Assertions.Expect(window.Find(".said")).ToContainTextAsync("delivers nothing");
        await Assertions.Expect(row.Locator(".badge")).ToHaveTextAsync("paused");
        await window.ShouldBeSoundAsync("the subscriptions");

        await row.Locator("th a").ClickAsync();
        await window.Find("button:text-is('Resume')").ClickAsync();
        await Assertions.Expect(window.Find("#held tbody tr")).ToContainTextAsync("dead");
        await window.ShouldBeSoundAsync("a subscription that holds something back");
        await window.Find("[name=To]").FillAsync("yesterday");
        await window.Find("button:text-is('Rewind')").ClickAsync();
        await Assertions.Expect(window.Find(".faults")).ToContainTextAsync("a position of the log");
        receiver.Take();
        await window.Find("#held button:has-text('Try')").ClickAsync();
        await Assertions.Expect(window.Find("#holds .empty")).ToBeVisibleAsync();
        var taken = receiver.Taken.Count;
        await window.Find("[name=To]").FillAsync("beginning");
        await window.Find("button:text-is('Rewind')").ClickAsync();
        await Assertions.Expect(window.Find(".said")).ToContainTextAsync("behind position 0");
        await WaitFor.TrueAsync(() => Task.FromResult(receiver.Taken.Count >= taken + 2), "both are delivered again");
        await window.GoAsync("/ui/subscriptions/nobody", 404);
    }
}
