using System.Text.Json;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CdViz.Web.Tests.Browsing;

/// <summary>A real browser, one for all tests: Debian's Chromium, or the one that CHROMIUM names.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? Places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"There is no Chromium at {string.Join(", ", Places)}; CHROMIUM may name one.");
        playwright = await Playwright.CreateAsync();
        // For the slowest machine; who waits for a condition waits no longer than it takes.
        Assertions.SetDefaultExpectTimeout(20_000);
        // Root, as in a container, has no sandbox.
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
    }

    /// <summary>A window of its own, with cookies of its own.</summary>
    internal async Task<Window> OpenAsync(TestApi api, int width = 1280, ColorScheme theme = ColorScheme.Light)
    {
        var context = await browser!.NewContextAsync(new()
        {
            BaseURL = api.Client.BaseAddress!.ToString(),
            ViewportSize = new() { Width = width, Height = 860 },
            ColorScheme = theme,
            AcceptDownloads = true,
        });
        context.SetDefaultTimeout(15_000);
        return new Window(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await (browser?.DisposeAsync() ?? default);
        playwright?.Dispose();
    }
}

/// <summary>A window: what it shows, and what went wrong in it.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    public Window(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>What the console has said against the page: scripts that failed or were refused, files that were not there.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>Goes to a page, which is answered as expected.</summary>
    public async Task<Window> GoAsync(string path, int status = 200)
    {
        var answer = await Page.GotoAsync(path);
        answer!.Status.ShouldBe(status, $"{path}: {await Page.TitleAsync()}");
        if (status != 200)
        {
            complaints.RemoveAll(text => text.Contains($"status of {status}", StringComparison.Ordinal));
        }

        return this;
    }

    /// <summary>Waits until the window is at an address, where <c>*</c> is anything: also when it got there without loading a page.</summary>
    // Playwright's WaitForURL looks first and listens then, and waits for ever for what came in between.
    public Task IsAtAsync(string address) =>
        Assertions.Expect(Page).ToHaveURLAsync(new Regex($"^.*{Regex.Escape(address).Replace(@"\*", ".*", StringComparison.Ordinal)}$"));

    public ILocator Heading => Page.Locator("main h1");

    public ILocator Find(string selector) => Page.Locator(selector);

    /// <summary>What everybody may expect of a page: no serious fault for those who see or move otherwise, nothing wider than the window, no complaint.</summary>
    public async Task ShouldBeSoundAsync(string what)
    {
        var faults = (await Page.RunAxe()).Violations.Where(fault => fault.Impact is "serious" or "critical")
            .Select(fault => $"{fault.Id}: {fault.Help} at {string.Join(", ", fault.Nodes.Take(3).Select(node => JsonSerializer.Serialize(node.Target)))}");
        faults.ShouldBeEmpty(what);
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, $"{what} is wider than its window");
        complaints.ShouldBeEmpty(what);
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
