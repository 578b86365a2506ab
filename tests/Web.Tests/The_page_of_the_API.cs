using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class The_page_of_the_API(Browser browser, GuardedServer server)
{
    [Fact]
    public async Task shows_the_operations_without_a_token_and_without_a_script_from_elsewhere()
    {
        await using var window = await browser.OpenAsync(server.Api);

        await window.GoAsync("/docs");

        await Assertions.Expect(window.Find("body")).ToContainTextAsync("What runs where now, or ran at a time");
        window.Complaints.ShouldBeEmpty();
    }
}
