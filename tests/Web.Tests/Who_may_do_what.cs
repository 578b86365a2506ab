using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class Who_may_do_what(Browser browser, GuardedServer server)
{
    [Fact]
    public async Task is_asked_before_anything_is_shown()
    {
        await using var window = await browser.OpenAsync(server.Api);

        await window.GoAsync("/ui/events?type=x");
        window.Page.Url.ShouldEndWith("/login?next=%2Fui%2Fevents%3Ftype%3Dx");
        await window.Find("[name=Token]").FillAsync("guessed");
        await window.Find("button:text-is('Log in')").ClickAsync();
        await Assertions.Expect(window.Find("[role=alert]")).ToContainTextAsync("knows no such token");
        await window.Find("[name=Token]").FillAsync(GuardedServer.Reader);
        await window.Find("button:text-is('Log in')").ClickAsync();

        await Assertions.Expect(window.Heading).ToHaveTextAsync("Events");
        window.Page.Url.ShouldEndWith("/ui/events?type=x");
    }

    [Fact]
    public async Task is_kept_where_scripts_cannot_read_it_and_ends_with_a_click()
    {
        await using var window = await LoggedInAsync(GuardedServer.Reader);

        (await window.Page.EvaluateAsync<string>("document.cookie")).ShouldNotContain("session");
        var cookie = (await window.Page.Context.CookiesAsync()).Single(cookie => cookie.Name is "cdviz-session");
        (cookie.HttpOnly, cookie.SameSite).ShouldBe((true, SameSiteAttribute.Lax));
        cookie.Value.ShouldNotContain(GuardedServer.Reader);
        await window.Find("button:text-is('Log out')").ClickAsync();
        await Assertions.Expect(window.Find("[name=Token]")).ToBeVisibleAsync();
        (await window.Page.Context.CookiesAsync()).ShouldNotContain(cookie => cookie.Name == "cdviz-session");
        await window.ShouldBeSoundAsync("the way out");
    }

    [Fact]
    public async Task is_not_more_for_a_reader_than_to_read()
    {
        await using var window = await LoggedInAsync(GuardedServer.Reader);

        await window.GoAsync("/ui/projections");
        (await window.Find("button:has-text('Rebuild')").CountAsync()).ShouldBe(0);
        (await window.Find("nav a[href='/ui/send']").CountAsync()).ShouldBe(0);
        (await PostAsync(window, "/ui/projections", "projections", "Do=rebuild+builds")).ShouldBe(403);
        await window.GoAsync("/ui/events/1");
        (await window.Find("[name='Correction.Reason']").CountAsync()).ShouldBe(0);
        await window.GoAsync("/ui/inbox?state=failed");
        (await window.Find("button:has-text('again')").CountAsync()).ShouldBe(0);
        await window.GoAsync("/ui/audit", 403);
        await window.GoAsync("/ui/settings", 403);
        await window.GoAsync("/ui/alerts", 403);
        await window.GoAsync("/ui/send", 403);
        (await window.Heading.InnerTextAsync()).ShouldBe("Not allowed");
    }

    [Fact]
    public async Task is_not_more_for_a_writer_than_to_send()
    {
        await using var window = await LoggedInAsync(GuardedServer.Writer);

        (await window.Heading.InnerTextAsync()).ShouldBe("Nothing to see with this token");
        foreach (var page in new[] { "/ui/events", "/ui/delivery", "/ui/projections", "/ui/quarantine", "/ui/live" })
        {
            (await window.Page.APIRequest.GetAsync(page)).Status.ShouldBe(403, page);
        }

        await window.GoAsync("/ui/send");
        await window.ShouldBeSoundAsync("a writer's page");
    }

    [Fact]
    public async Task needs_the_page_itself_to_have_made_the_form()
    {
        await using var window = await LoggedInAsync(GuardedServer.Admin);

        foreach (var (path, form) in new[] { ("/ui/projections", "_handler=projections&Do=rebuild+builds"), ("/logout", "x=y"), ("/login", "_handler=login&Token=x") })
        {
            var answer = await window.Page.APIRequest.PostAsync(path, new() { DataString = form, Headers = [new("Content-Type", "application/x-www-form-urlencoded")] });
            answer.Status.ShouldBe(400, path);
        }

        // Nor does the cookie open the API's own doors.
        (await window.Page.APIRequest.PostAsync("/projections/builds/rebuild")).Status.ShouldBe(401);
        (await window.Page.APIRequest.PostAsync("/cdevents", new() { DataString = "{}" })).Status.ShouldBe(401);
        (await window.Page.APIRequest.GetAsync("/events")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task is_forgotten_with_the_token()
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = server.Api.Client.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events");
        request.Headers.Add("Cookie", "cdviz-session=CfDJ8made-up");

        (await client.SendAsync(request, Answers.Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task leads_nobody_to_another_site()
    {
        await using var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/login?next=%2F%2Fevil.example%2F");
        await window.Find("[name=Token]").FillAsync(GuardedServer.Reader);
        await window.Find("button:text-is('Log in')").ClickAsync();

        await Assertions.Expect(window.Find("nav[aria-label=Main]")).ToBeVisibleAsync();
        new Uri(window.Page.Url).PathAndQuery.ShouldBe("/");
    }

    // Whatever pages there are.
    [Theory]
    [InlineData(GuardedServer.Reader, Scopes.Read)]
    [InlineData(GuardedServer.Writer, Scopes.Write)]
    public async Task is_on_every_page_what_its_token_may(string token, string scope)
    {
        await using var window = await LoggedInAsync(token);
        var pages = typeof(AskingPage).Assembly.GetTypes()
            .SelectMany(page => page.GetCustomAttributes<RouteAttribute>().Select(route => (
                Path: Regex.Replace(route.Template, @"\{[^}]*\}", "1"), Needs: page.GetCustomAttribute<AuthorizeAttribute>()?.Policy ?? Scopes.Read)))
            .Where(page => page.Path.StartsWith("/ui/", StringComparison.Ordinal)).ToList();
        pages.Count.ShouldBeGreaterThan(30);

        foreach (var (path, needs) in pages)
        {
            var status = (await window.Page.APIRequest.GetAsync(path)).Status;
            (status == 403).ShouldBe(needs != scope, $"GET {path} with {scope} is {status}");
            if (path is not "/ui/send" || scope is not Scopes.Write)
            {
                (await PostAsync(window, path, "act", "Do=anything")).ShouldBe(403, $"POST {path} with {scope}");
            }
        }
    }

    private async Task<Window> LoggedInAsync(string token)
    {
        var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/");
        await window.Find("[name=Token]").FillAsync(token);
        await window.Find("button:text-is('Log in')").ClickAsync();
        await Assertions.Expect(window.Find("button:text-is('Log out')")).ToBeVisibleAsync();
        return window;
    }

    // A form as the page makes it, sent by somebody who was not offered it.
    private static async Task<int> PostAsync(Window window, string path, string form, string fields)
    {
        var proof = await window.Find("input[name=__RequestVerificationToken]").First.InputValueAsync();
        return (await window.Page.APIRequest.PostAsync(path, new()
        {
            DataString = $"_handler={form}&__RequestVerificationToken={Uri.EscapeDataString(proof)}&{fields}",
            Headers = [new("Content-Type", "application/x-www-form-urlencoded")],
        })).Status;
    }
}
