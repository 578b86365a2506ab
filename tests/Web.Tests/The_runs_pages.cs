using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class The_runs_pages(Browser browser, DemoServer server)
{
    [Fact]
    public async Task lead_from_a_run_to_its_timeline_and_to_the_event()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/pipelines?name=basket-main&outcome=success");
        (await window.Find("#rows tbody th").AllInnerTextsAsync()).ShouldAllBe(name => name == "basket-main");

        await window.Find("#rows tbody a[href^='/ui/run']").First.ClickAsync();
        await Assertions.Expect(window.Heading).ToContainTextAsync("basket-main");
        (await window.Find(".lanes .lane").CountAsync()).ShouldBeGreaterThan(4);
        (await window.Find(".lanes").TextContentAsync())!.ShouldContain("unit-tests");
        await window.ShouldBeSoundAsync("a timeline");
        await window.Find(".lanes a").First.ClickAsync();
        await Assertions.Expect(window.Heading).ToContainTextAsync("pipelinerun");
    }

    [Fact]
    public async Task are_read_to_the_end_page_by_page()
    {
        var all = await server.Api.Database.DataSource.ScalarAsync<long>("select count(*) from cdviz.build");
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/builds?limit=1000");
        var shown = 0;

        while (true)
        {
            shown += await window.Find("#rows tbody tr").CountAsync();
            if (await window.Find("a[rel=next]").CountAsync() == 0)
            {
                break;
            }

            await window.GoAsync((await window.Find("a[rel=next]").GetAttributeAsync("href"))!);
        }

        shown.ShouldBe((int)all);
    }

    [Fact]
    public async Task show_the_tests_that_pass_and_fail_on_the_same_thing()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/tests/flaky");

        var first = window.Find("#flaky tbody tr").First;
        (await first.Locator(".strip .good").CountAsync()).ShouldBeGreaterThan(0);
        (await first.Locator(".strip .bad").CountAsync()).ShouldBeGreaterThan(0);
        (await window.Find("#slow tbody tr").CountAsync()).ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task follow_an_artifact_from_its_making_to_where_it_runs()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/artifacts");
        var running = (await server.Api.GetAsync("/deployments?service=storefront&environment=production")).GetProperty("items")[0];

        await window.GoAsync($"/ui/artifact?id={Uri.EscapeDataString(running.Text("artifactId")!)}");

        var steps = await window.Find(".journey").InnerTextAsync();
        steps.ShouldContain("artifact packaged");
        steps.ShouldContain("storefront in dev");
        steps.ShouldContain("storefront in production");
        await window.ShouldBeSoundAsync("a journey");
    }

    [Theory]
    [InlineData("/ui/incidents", "outcome", "resolved")]
    [InlineData("/ui/changes", "outcome", "merged")]
    [InlineData("/ui/tickets", "outcome", "open")]
    [InlineData("/ui/tasks", "outcome", "failure")]
    [InlineData("/ui/tests", "kind", "suite")]
    public async Task are_filtered(string page, string filter, string word)
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync(page);

        await window.Find($"[name={filter}]").SelectOptionAsync(word);
        await window.IsAtAsync($"{page}?{filter}={word}");

        var rows = await window.Find("#rows tbody tr").AllInnerTextsAsync();
        rows.Count.ShouldBeGreaterThan(0);
        rows.ShouldAllBe(row => row.Contains(word));
    }

    [Fact]
    public async Task keep_what_is_typed_while_an_answer_is_on_its_way()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/pipelines");
        var (asked, more) = (new TaskCompletionSource(), new TaskCompletionSource());
        await window.Page.RouteAsync(new Regex(@"\?name=basket$"), async route =>
        {
            asked.TrySetResult();
            await more.Task;
            await route.ContinueAsync();
        });
        var name = window.Find("[name=name]");

        await name.PressSequentiallyAsync("basket");
        await asked.Task;
        await name.PressAsync("-");
        more.SetResult();
        await window.IsAtAsync("?name=basket*");
        await name.PressSequentiallyAsync("main");

        await window.IsAtAsync("?name=basket-main");
        await Assertions.Expect(name).ToHaveValueAsync("basket-main");
        await Assertions.Expect(name).ToBeFocusedAsync();
    }
}
