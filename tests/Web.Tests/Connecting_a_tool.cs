using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CdViz.Web.Tests;

public class Connecting_a_tool(Browser browser, GuardedServer server)
{
    private static readonly Dictionary<string, string> OfTools = new()
    {
        ["GITHUB_RUN_ID"] = "17",
        ["GITHUB_RUN_ATTEMPT"] = "1",
        ["GITHUB_JOB"] = "build",
        ["GITHUB_SERVER_URL"] = "https://github.com",
        ["GITHUB_REPOSITORY"] = "acme/shop",
        ["GITHUB_WORKFLOW"] = "Build & test",
        ["OUTCOME"] = "success",
        ["CI_JOB_STATUS"] = "failed",
        ["CI_JOB_ID"] = "31",
        ["CI_PROJECT_URL"] = "https://gitlab.example/acme/shop",
        ["CI_PROJECT_PATH"] = "acme/shop",
        ["CI_JOB_NAME"] = "unit tests",
        ["CI_JOB_URL"] = "https://gitlab.example/acme/shop/-/jobs/31",
        ["BUILD_TAG"] = "jenkins-shop-18",
        ["JOB_URL"] = "https://jenkins.example/job/shop/",
        ["BUILD_URL"] = "https://jenkins.example/job/shop/18/",
        ["JOB_NAME"] = "shop",
    };

    [Theory]
    [InlineData("github", "pipelinerun finished")]
    [InlineData("gitlab", "taskrun finished")]
    [InlineData("jenkins", "pipelinerun finished")]
    public async Task takes_a_token_made_here_and_what_stands_here_and_turns_green(string tool, string says)
    {
        await using var window = await LoggedInAsync();
        await window.GoAsync($"/ui/connect?tool={tool}");
        await window.Find("[name=sender]").FillAsync($"{tool}-of-acme");
        await window.Find($"button:text-is('Make a token for {tool}-of-acme')").ClickAsync();
        var token = await window.Find("#made").InnerTextAsync();
        await Assertions.Expect(window.Find("#arrived")).ToContainTextAsync($"Waiting for the first event from {tool}-of-acme");

        await RunAsync(Regex.Match(await window.Find("#snippet").InnerTextAsync(), @"(?:case [^\n]*\n\s*)?curl (?s:.*?)\} \} \}'").Value, token);

        await Assertions.Expect(window.Find("#arrived .said")).ToContainTextAsync("It works.");
        await Assertions.Expect(window.Find("#arrived .said")).ToContainTextAsync(says);
        await window.ShouldBeSoundAsync("a tool that is connected");
    }

    [Fact]
    public async Task needs_a_token_that_can_be_taken_back()
    {
        await using var window = await LoggedInAsync();
        await window.GoAsync("/ui/tokens");
        await window.Find("[name=Name]").FillAsync("a guest");
        await window.Find("[name=Scope]").SelectOptionAsync("read");
        await window.Find("button:text-is('Make a token')").ClickAsync();
        var token = await window.Find("#made").InnerTextAsync();
        await window.ShouldBeSoundAsync("a token that was made");

        (await AskAsync(HttpMethod.Get, "/deployments", token)).ShouldBe(HttpStatusCode.OK);
        (await AskAsync(HttpMethod.Post, "/cdevents", token)).ShouldBe(HttpStatusCode.Forbidden);
        await window.Find("[name=Name]").FillAsync("a guest");
        await window.Find("button:text-is('Make a token')").ClickAsync();
        await Assertions.Expect(window.Find(".faults")).ToContainTextAsync("There is a token 'a guest' already");
        (await window.Find("main").InnerTextAsync()).ShouldNotContain(token);

        await window.Find("button:has-text('Take back a guest')").ClickAsync();
        await Assertions.Expect(window.Find("p.said")).ToContainTextAsync("not taken any more");
        (await AskAsync(HttpMethod.Get, "/deployments", token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task is_not_needed_for_the_demo()
    {
        await using var api = await TestApi.ListenAsync();
        await using var window = await browser.OpenAsync(api);
        await window.GoAsync("/");
        await window.ShouldBeSoundAsync("a store that was told nothing");

        await window.Find("button:text-is('Send the demo')").ClickAsync();

        await Assertions.Expect(window.Find("#where th:text-is('storefront')")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await window.GoAsync("/ui/connect");
        await window.Find("form[hidden]").EvaluateAsync("form => form.requestSubmit()");
        await Assertions.Expect(window.Find(".faults")).ToContainTextAsync("There are events already");
    }

    private async Task<Window> LoggedInAsync()
    {
        var window = await browser.OpenAsync(server.Api);
        await window.GoAsync("/");
        await window.Find("[name=Token]").FillAsync(GuardedServer.Admin);
        await window.Find("button:text-is('Log in')").ClickAsync();
        await Assertions.Expect(window.Find("button:text-is('Log out')")).ToBeVisibleAsync();
        return window;
    }

    private async Task<HttpStatusCode> AskAsync(HttpMethod method, string path, string token)
    {
        using var client = new HttpClient { BaseAddress = server.Api.Client.BaseAddress };
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Authorization", $"Bearer {token}" } } };
        return (await client.SendAsync(request, Answers.Ct)).StatusCode;
    }

    private static async Task RunAsync(string script, string token)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in OfTools.Append(new("CDVIZ_TOKEN", token)))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(Answers.Ct) + await process.StandardError.ReadToEndAsync(Answers.Ct);
        await process.WaitForExitAsync(Answers.Ct);
        process.ExitCode.ShouldBe(0, $"{script}\n{said}");
    }
}
