using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class Every_page(Browser browser, DemoServer server)
{
    private static readonly string[] Places =
    [
        "/", "/ui/history?service=storefront&environment=production", "/ui/compare?environment=staging&with=production", "/ui/delivery",
        "/ui/delivery/change_failure_rate", "/ui/delivery/lead_time", "/ui/delivery/definitions?definition=dora@2&other=devlake@1", "/ui/incidents", "/ui/changes",
        "/ui/tickets", "/ui/artifacts", "/ui/pipelines", "/ui/tasks", "/ui/builds", "/ui/tests", "/ui/tests/flaky", "/ui/events", "/ui/events/1", "/ui/sql", "/ui/send", "/ui/connect", "/ui/connect?tool=kubernetes", "/ui/delivery?if=1&count_rollbacks=false",
        "/ui/projections", "/ui/projections/tickets", "/ui/sources", "/ui/subscriptions", "/ui/inbox", "/ui/quarantine", "/ui/alerts", "/ui/tokens", "/ui/audit", "/ui/settings", "/login",
    ];

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task is_sound_on_both_widths_and_in_both_themes(int width, ColorScheme theme)
    {
        await using var window = await browser.OpenAsync(server.Api, width, theme);

        foreach (var place in Places)
        {
            await window.GoAsync(place);
            (await window.Heading.CountAsync()).ShouldBe(1, place);
            await window.ShouldBeSoundAsync(place);
        }
    }

    [Fact]
    public async Task may_run_scripts_of_this_server_alone()
    {
        foreach (var place in Places)
        {
            var answer = await server.Api.Client.GetAsync(place, Answers.Ct);
            var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
            policy.ShouldContain("script-src 'self';", customMessage: place);
            policy.ShouldNotContain("unsafe", customMessage: place);
            (await answer.Content.ReadAsStringAsync(Answers.Ct)).ShouldNotContain(" style=", customMessage: place);
        }
    }

    [Fact]
    public async Task that_is_not_there_says_so()
    {
        await using var window = await browser.OpenAsync(server.Api);

        foreach (var (place, says) in new[] { ("/ui/nowhere", "Not here"), ("/ui/events/999999999", "no event"), ("/ui/run?subject=none", "no such pipeline run"), ("/ui/artifact?id=none", "no such artifact") })
        {
            await window.GoAsync(place, 404);
            (await window.Heading.InnerTextAsync()).ShouldContain(says, Case.Insensitive);
        }

        await window.ShouldBeSoundAsync("pages that are not there");
    }

    [Fact]
    public async Task says_what_is_wrong_with_what_was_asked()
    {
        await using var window = await browser.OpenAsync(server.Api);

        await window.GoAsync("/?at=yesterday", 400);

        (await window.Find(".faults").InnerTextAsync()).ShouldContain("a time with its offset");
    }

    [Fact]
    public async Task keeps_the_theme_that_was_chosen()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/");

        await window.Find("[data-theme-switch]").ClickAsync();
        await window.GoAsync("/ui/events");

        (await window.Find("html").GetAttributeAsync("data-theme")).ShouldBe("dark");
        await window.ShouldBeSoundAsync("the chosen theme");
    }

    [Fact]
    public async Task can_be_reached_with_the_keyboard_alone()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/");

        await window.Page.Keyboard.PressAsync("Tab");
        (await window.Page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("Skip to the content");
        await window.Page.Keyboard.PressAsync("Enter");
        (await window.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
    }
}
