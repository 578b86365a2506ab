using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class The_form_for_events(Browser browser, DemoServer server)
{
    [Fact]
    public async Task sends_what_is_valid_and_says_while_typing_what_is_not()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/send");
        await Assertions.Expect(window.Find(".said")).ToHaveTextAsync("It is a valid CDEvent.");

        await window.Find("[name='f-subject.content.environment.id']").FillAsync("");
        await Assertions.Expect(window.Find("[role=alert]")).ToContainTextAsync("environment");
        (await window.Find("button:text-is('Send')").IsDisabledAsync()).ShouldBeTrue();
        await window.Find("[name='f-subject.content.environment.id']").FillAsync("orbit");
        await window.Find("[name='f-subject.id']").FillAsync("probe");
        await Assertions.Expect(window.Find("#event")).ToContainTextAsync("\"probe\"");
        await window.Find("button:text-is('Send')").ClickAsync();

        await Assertions.Expect(window.Find("main > [role=status]")).ToContainTextAsync("appended");
        (await server.Api.GetAsync("/deployments?environment=orbit&service=probe")).GetProperty("items").GetArrayLength().ShouldBe(1);
        await window.ShouldBeSoundAsync("the form");
    }

    [Fact]
    public async Task can_make_every_type_of_the_newest_release()
    {
        var types = (await server.Api.GetAsync("/catalogue")).GetProperty("releases").EnumerateArray().Last(release => !release.GetProperty("draft").GetBoolean())
            .GetProperty("events").EnumerateArray().Select(e => e.Text("type")!).ToList();
        types.Count.ShouldBeGreaterThan(40);

        foreach (var type in types)
        {
            var page = await (await server.Api.Client.GetAsync($"/ui/send?type={type}", Answers.Ct)).Content.ReadAsStringAsync(Answers.Ct);
            page.ShouldContain("It is a valid CDEvent.", customMessage: type);
        }
    }

    [Fact]
    public async Task sends_several_at_once_in_the_order_that_was_chosen_each_with_its_own_answer()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/ui/send");
        foreach (var (subject, left) in new[] { ("third", 1), ("first", 2), ("second", 3), ("fourth", 4) })
        {
            await window.Find("[name='f-subject.content.environment.id']").FillAsync($"rack {left}");
            // What is written while the page still answers the field before would be mixed with what it has.
            await Assertions.Expect(window.Find("#event")).ToContainTextAsync($"\"rack {left}\"");
            await window.Find("[name='f-subject.id']").FillAsync(subject);
            await Assertions.Expect(window.Find("#event")).ToContainTextAsync($"\"{subject}\"");
            await window.Find("button:text-is('Add to the batch')").ClickAsync();
            await Assertions.Expect(window.Find("#batch li")).ToHaveCountAsync(left);
        }

        await window.Find("#batch li:nth-child(1) button:text-is('Down')").ClickAsync();
        await window.Find("#batch li:nth-child(2) button:text-is('Down')").ClickAsync();
        await window.Find("#batch li:nth-child(4) button:text-is('Remove')").ClickAsync();
        await Assertions.Expect(window.Find("#batch li span")).ToHaveTextAsync(["service deployed first", "service deployed second", "service deployed third"]);
        var curl = await window.Find("#curl").InnerTextAsync();
        var all = System.Text.Json.JsonElement.Parse(curl[(curl.IndexOf("-d '", StringComparison.Ordinal) + 4)..^1]);
        all.EnumerateArray().Select(e => e.GetProperty("subject").Text("id")).ShouldBe(["first", "second", "third"]);
        (await window.Find("#csharp").InnerTextAsync()).ShouldContain("\"third\"");
        await window.ShouldBeSoundAsync("a batch");

        // One is there already, with other content.
        (await server.Api.PostAsync(all[1].GetRawText().Replace("rack", "elsewhere", StringComparison.Ordinal).Utf8())).EnsureSuccessStatusCode();
        await window.Find("button:text-is('Send all 3')").ClickAsync();

        await Assertions.Expect(window.Find("#answers .badge")).ToHaveTextAsync(["appended", "conflict", "appended"]);
        await Assertions.Expect(window.Find("#batch li span")).ToHaveTextAsync(["service deployed second"]);
        var positions = (await window.Find("#answers td.number").AllInnerTextsAsync()).Select(long.Parse).ToList();
        positions[2].ShouldBeGreaterThan(positions[0]);
        await window.ShouldBeSoundAsync("the answers to a batch");
        await window.Find("button:text-is('Remove all')").ClickAsync();
        await Assertions.Expect(window.Find("#batch")).ToBeHiddenAsync();
    }
}
