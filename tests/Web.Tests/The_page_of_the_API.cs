using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class The_page_of_the_API(Browser browser, GuardedServer server)
{
    [Fact]
    public async Task shows_the_operations_without_a_token_and_without_a_script_from_elsewhere()
    {
        await using var window = await browser.OpenAsync(server.Api);

        await window.GoAsync("/docs");

        await Assertions.Expect(window.Find("body")).ToContainTextAsync("Record one CDEvent, or many");
        window.Complaints.ShouldBeEmpty();
    }
}
