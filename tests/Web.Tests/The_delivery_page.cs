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
            await window.Find($".filters [name={name}]").SelectOptionAsync(value);
            await window.IsAtAsync($"{name}={Uri.EscapeDataString(value)}*");
        }

        await window.Find(".filters [name=service]").FillAsync("storefront");
        await window.IsAtAsync("service=storefront*");
        await window.Find(".filters [name=environment]").FillAsync("staging");
        await window.IsAtAsync("environment=staging*");
        await Assertions.Expect(window.Find(".head p")).ToContainTextAsync("staging");
        await window.Find(".filters [name=tz]").FillAsync("Nowhere/Nothing");
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

    [Fact]
    public async Task shows_the_numbers_as_other_rules_would_give_them_beside_those_that_are_saved()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/delivery?last=90");
        var card = window.Find("section:has(#change_failure_rate)");
        var saved = await card.Locator(".figure b").InnerTextAsync();
        var definitions = (await server.Api.GetAsync("/metrics/dora/definitions")).GetArrayLength();

        await window.Find(".whatif summary").ClickAsync();
        await window.Find("#what-if [name=failure_rules][value=incident]").UncheckAsync();
        await window.IsAtAsync("if=1*");
        await window.Find("#what-if [name=count_rollbacks]").SelectOptionAsync("false");
        await window.IsAtAsync("count_rollbacks=false*");

        var other = (await server.Api.GetAsync(await window.Find("a:text-is('JSON')").GetAttributeAsync("href") ?? ""));
        other.Text("definition").ShouldBe("dora@2;failure_rules=rollback_sent,rollback_inferred,roll_forward;count_rollbacks=false");
        foreach (var metric in other.GetProperty("metrics").EnumerateArray())
        {
            await Assertions.Expect(window.Find($"section:has(#{metric.Text("metric")}) .would b")).ToHaveTextAsync(
                Metric.Value(metric.Text("metric")!, metric.GetProperty("value").ValueKind is System.Text.Json.JsonValueKind.Null ? null : metric.GetProperty("value").GetDouble()));
        }

        (await card.Locator(".figure b").InnerTextAsync()).ShouldBe(saved);
        (await card.Locator(".would b").InnerTextAsync()).ShouldNotBe(saved);
        (await server.Api.GetAsync("/metrics/dora/definitions")).GetArrayLength().ShouldBe(definitions);
        await window.ShouldBeSoundAsync("what if");

        await window.Find(".filters [name=bucket]").SelectOptionAsync("month");
        await window.IsAtAsync("bucket=month*if=1*");
        await window.Find("a:text-is('Which deployments it judges otherwise')").ClickAsync();
        (await window.Find("#sides thead th").AllInnerTextsAsync()).ShouldBe(["Rule", "dora@2", "what if dora@2"]);
        (await window.Find("#different tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        await window.ShouldBeSoundAsync("what it judges otherwise");
    }

    [Theory]
    [InlineData("attribution_window=soon", "a time is allowed")]
    [InlineData("failure_rules=incident,bad_luck", "allowed, with commas: incident")]
    [InlineData("luck=none", "what may be otherwise")]
    public async Task says_what_is_wrong_with_other_rules(string rule, string says)
    {
        var answer = await server.Api.Client.GetAsync($"/metrics/dora?definition={Uri.EscapeDataString($"dora@2;{rule}")}", Answers.Ct);

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(Answers.Ct)).ShouldContain(says);
    }

    [Fact]
    public async Task has_other_rules_from_a_function_that_SQL_may_ask_too()
    {
        var database = server.Api.Database.DataSource;

        (await database.ScalarAsync<string>("select concat_ws(' ', d.version, d.attribution_window, d.failure_rules, d.recovery_from) from cdviz.dora_definition_of('dora@1;attribution_window=2 days;failure_rules=') d"))
            .ShouldBe("1 2 days {} detected");
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => database.ScalarAsync<string>("select (cdviz.dora_definition_of('dora;luck=none')).name"))).SqlState.ShouldBe("22023");
    }
}
