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
}
