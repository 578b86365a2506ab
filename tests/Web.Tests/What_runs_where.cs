using System.Globalization;
using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class What_runs_where(Browser browser, DemoServer server)
{
    [Fact]
    public async Task shows_what_the_API_answers()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/");
        var running = (await server.Api.GetAsync("/deployments")).GetProperty("items").EnumerateArray().ToList();

        (await window.Find("#where thead th").AllInnerTextsAsync()).Where(name => name is "Service" or "dev" or "staging" or "production").ShouldBe(["Service", "dev", "staging", "production"]);
        foreach (var one in running.Where(one => one.Text("service") is "storefront" or "basket"))
        {
            var cell = window.Find($"#where tbody tr:has(th:text-is('{one.Text("service")}')) td[data-label='{one.Text("environment")}']");
            (await cell.InnerTextAsync()).ShouldContain(one.Text("version")!);
        }
    }

    [Fact]
    public async Task is_filtered_by_service_team_and_standing()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/");

        await window.Find("[name=service]").FillAsync("front");
        await window.IsAtAsync("/?service=front");
        await Assertions.Expect(window.Find("#where tbody th[scope=row]")).ToHaveTextAsync(["storefront"]);
        await window.Find("[name=service]").FillAsync("");
        await window.Find("[name=team]").SelectOptionAsync("shop");
        await Assertions.Expect(window.Find("#where tbody th[scope=row]")).ToHaveTextAsync(["basket", "checkout", "storefront"]);
        await window.Find("[name=show]").SelectOptionAsync("late");
        await window.IsAtAsync("/?team=shop&show=late");
        await window.ShouldBeSoundAsync("filters");
    }

    [Fact]
    public async Task goes_back_in_time_with_the_slider()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/");

        await window.Find("[data-slider]").EvaluateAsync("s => { s.value = Number(s.max) - 15 * 86400; s.dispatchEvent(new Event('input', { bubbles: true })); }");
        await window.IsAtAsync("/?at=*");

        var at = await window.Find("[name=at]").InputValueAsync();
        var then = (await server.Api.GetAsync($"/deployments?service=storefront&environment=production&at={at}")).GetProperty("items")[0].Text("version")!;
        await Assertions.Expect(window.Find("#where tbody tr:has(th:text-is('storefront')) td[data-label=production] .version")).ToHaveTextAsync(then);
        DateTime.Parse(at, CultureInfo.InvariantCulture).ShouldBeLessThan(DateTime.UtcNow.AddDays(-14));
    }

    [Fact]
    public async Task leads_from_a_cell_over_its_history_to_the_event()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/");

        await window.Find("#where tbody tr:has(th:text-is('storefront')) td[data-label=production] .version").ClickAsync();
        await Assertions.Expect(window.Heading).ToHaveTextAsync("storefront in production");
        (await window.Find("#deployments tbody tr.back").CountAsync()).ShouldBeGreaterThan(0);
        await window.Find("#deployments details summary").First.ClickAsync();
        (await window.Find("#deployments details[open] a").CountAsync()).ShouldBeGreaterThan(0);
        await window.Find("#deployments tbody tr a[href^='/ui/events/']").Last.ClickAsync();
        (await window.Find(".json").First.InnerTextAsync()).ShouldContain("\"production\"");
        await window.ShouldBeSoundAsync("an event");
    }

    [Fact]
    public async Task compares_two_environments_and_two_times()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/compare?environment=dev&with=production");
        var services = (await server.Api.GetAsync("/deployments/comparison?environment=dev&with=production")).GetProperty("items").GetArrayLength();
        await Assertions.Expect(window.Find("#compared tbody tr")).ToHaveCountAsync(services);

        var from = DateTime.UtcNow.AddDays(-20).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        await window.GoAsync($"/ui/compare?from={from}&environment=production");
        var changed = (await server.Api.GetAsync($"/deployments/changes?from={from}&environment=production")).GetProperty("items").GetArrayLength();
        await Assertions.Expect(window.Find("#compared tbody tr")).ToHaveCountAsync(changed);
        await window.ShouldBeSoundAsync("a comparison");
    }

    [Fact]
    public async Task changes_after_an_answer_without_being_asked_again()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/?service=comet");
        await Assertions.Expect(window.Find("[data-live-state=on]")).ToBeVisibleAsync();

        (await server.Api.PostAsync(Told.Deployment("comet", "orbit", "9.9.9").Utf8())).EnsureSuccessStatusCode();

        await Assertions.Expect(window.Find("#where .version")).ToHaveTextAsync("9.9.9");
    }

    [Fact]
    public async Task can_be_taken_away_as_CSV()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/?service=storefront");

        var download = await window.Page.RunAndWaitForDownloadAsync(() => window.Find("[data-csv=where]").ClickAsync());

        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Answers.Ct);
        lines[0].TrimStart('\ufeff').Split(',').Length.ShouldBe(lines[1].Split(',').Length);
        lines[1].ShouldMatch(@"^storefront,\d+\.\d+\.\d+,");
    }
}
