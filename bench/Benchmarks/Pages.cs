using Microsoft.Playwright;

namespace CdViz.Bench.Benchmarks;

/// <summary>How soon a browser paints each page over the demo company's years, and what pages that are held open cost those who post.</summary>
internal sealed class Pages : IBenchmark
{
    private const int Million = 1_000_000;
    private const int Browsers = 200;
    private const int Connections = 16;

    // What each page may take until something of it is seen, in milliseconds; and what is left to the posts.
    private const double AtMost = 300;
    private const double Left = 0.9;

    private const string FirstPaint =
        "() => new Promise(told => new PerformanceObserver(list => { const paint = list.getEntriesByName('first-contentful-paint')[0]; if (paint) told(paint.startTime); }).observe({ type: 'paint', buffered: true }))";

    private static readonly string[] Places =
    [
        "/", "/ui/history?service=storefront&environment=production", "/ui/compare?environment=staging&with=production", "/ui/delivery", "/ui/delivery?last=365&bucket=month",
        "/ui/delivery?last=90&if=1&count_rollbacks=false", "/ui/delivery/change_failure_rate", "/ui/delivery/lead_time", "/ui/delivery/definitions", "/ui/incidents", "/ui/changes", "/ui/tickets",
        "/ui/artifacts", "/ui/pipelines", "/ui/tasks", "/ui/builds", "/ui/tests", "/ui/tests/flaky", "/ui/events", "/ui/events/500000", "/ui/sql", "/ui/send", "/ui/connect", "/ui/projections",
        "/ui/projections/tickets", "/ui/sources", "/ui/subscriptions", "/ui/inbox", "/ui/quarantine", "/ui/alerts", "/ui/tokens", "/ui/audit", "/ui/settings",
    ];

    /// <inheritdoc/>
    public string Name => "pages";

    /// <inheritdoc/>
    public string About => $"first contentful paint of each page in Chromium, the slowest first; posts over {Connections} connections with and without {Browsers} pages held open";

    /// <inheritdoc/>
    public async Task<Report> RunAsync(BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        await using var database = await BenchDatabase.CreateAsync(ct);
        var machine = await Machine.LookAsync(database, TimeProvider.System, ct);
        await DemoSeed.FillAsync(database, DateOnly.FromDateTime(DateTime.UtcNow), options.Events ?? Million, progress, ct);
        await using var server = await ServerProcess.StartAsync(database, ct);
        var paints = await PaintsAsync(server, options.Rounds, progress, ct);
        var (without, with, asked) = await HeldAsync(server, options, progress, ct);
        return new(
            Name, About, machine,
            [
                .. paints.OrderByDescending(of => of.Median), new("posts answered, no page open", "events/s", without),
                new($"posts answered, {Browsers} pages open", "events/s", with) { Details = new Dictionary<string, double> { ["pages asked for"] = asked } },
            ],
            [
                new($"{AtMost:N0} ms by the slowest page", [AtMost / paints.Max(of => of.Median)], 1),
                new($"posts beside {Browsers} open pages by those beside none", [.. with.Zip(without, (a, b) => a / b)], Left),
            ]);
    }

    private static async Task<List<Series>> PaintsAsync(ServerProcess server, int rounds, Action<string> progress, CancellationToken ct)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
        await using var context = await browser.NewContextAsync(new() { BaseURL = $"http://{server.Address}", ViewportSize = new() { Width = 1280, Height = 860 } });
        List<Series> series = [];
        foreach (var place in Places)
        {
            progress(place);
            List<double> times = [];
            for (var round = -1; round < rounds; round++)
            {
                ct.ThrowIfCancellationRequested();
                var page = await context.NewPageAsync();
                await page.GotoAsync(place, new() { Timeout = 120_000 });
                var paint = await page.EvaluateAsync<double>(FirstPaint);
                await page.CloseAsync();
                if (round >= 0)
                {
                    times.Add(paint);
                }
            }

            series.Add(new(place, "ms", times));
        }

        return series;
    }

    private static async Task<(List<double> Without, List<double> With, long Asked)> HeldAsync(ServerProcess server, BenchOptions options, Action<string> progress, CancellationToken ct)
    {
        using var load = new LoadProcess();
        var (without, with, asked) = (new List<double>(), new List<double>(), 0L);
        var nextRun = 1_000_000_000L;
        for (var round = 0; round <= options.Rounds; round++)
        {
            progress(round == 0 ? "posts, warming up" : $"posts, round {round} of {options.Rounds}");
            var alone = await load.RunAsync(new("posts", server.Address, Connections, options.Seconds, 0, nextRun), ct);
            nextRun = alone.LastRun + Connections;
            await using var pages = await OpenPages.StartAsync(server.Address, Browsers, ["/", "/ui/events", "/ui/pipelines", "/ui/delivery"], ct);
            var beside = await load.RunAsync(new("posts", server.Address, Connections, options.Seconds, 0, nextRun), ct);
            nextRun = beside.LastRun + Connections;
            if (round > 0)
            {
                without.Add(alone.PerSecond);
                with.Add(beside.PerSecond);
                asked += pages.Asked;
            }
        }

        return (without, with, asked);
    }
}
