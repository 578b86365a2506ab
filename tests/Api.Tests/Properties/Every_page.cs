using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Properties;

/// <summary>Every page of the web page × hostile values of whatever it may be asked.</summary>
[Trait("Category", "Nightly")]
public sealed partial class Every_page(ITestOutputHelper output)
{
    // What pages look for in their address, and what they don't.
    private static readonly string[] Names =
    [
        "at", "attribution_window", "before", "bucket", "chain", "cursor", "definition", "environment", "failure_rules", "from", "id", "if", "known", "name", "next", "outcome", "said", "sender", "service",
        "since", "sort", "source", "sql", "state", "subject", "text", "to", "tool", "type", "tz", "with", "x",
    ];

    // A question ends after 15 s (Limits:QueryTime); how long others take beside it is up to the machine.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task answers_whatever_it_is_asked()
    {
        await using var api = await TestApi.ListenAsync();
        (await api.PostAsync(Events.ServiceDeployed("cart", "production", "pkg:oci/cart@1", 1).Json)).EnsureSuccessStatusCode();
        (await api.PostAsync("{"u8.ToArray())).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        await api.VisibleAsync();
        var pages = typeof(AskingPage).Assembly.GetTypes().SelectMany(page => page.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template).Order(StringComparer.Ordinal).ToList();
        pages.Count.ShouldBeGreaterThan(30);
        var asked = pages.SelectMany((page, nth) => Names.SelectMany((name, mth) => Hostile.Values.Where((_, kth) => (nth + mth + kth) % 3 == 0).Select(value => $"{Filled(page, "1")}?{name}={value}")))
            .Concat(pages.Where(page => page.Contains('{', StringComparison.Ordinal)).SelectMany(page => Hostile.Values.Select(value => Filled(page, value))))
            .Where(path => !path.Contains('\\', StringComparison.Ordinal)).ToList();
        var (statuses, wrong) = (new ConcurrentDictionary<int, int>(), new ConcurrentBag<string>());

        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (path, _) =>
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await api.Client.GetAsync(new Uri(api.Client.BaseAddress + path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
            if ((int)answer.StatusCode >= 500 || Stopwatch.GetElapsedTime(began) > Longest || ((int)answer.StatusCode >= 400 && !path.StartsWith("/ui/sql", StringComparison.Ordinal) && Hostile.Leaks(text)))
            {
                wrong.Add($"{(int)answer.StatusCode} {path[..Math.Min(200, path.Length)]} after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
            }
        });

        output.WriteLine($"{asked.Count} pages: {string.Join(", ", statuses.OrderBy(one => one.Key).Select(one => $"{one.Key} × {one.Value}"))}");
        wrong.OrderBy(text => text, StringComparer.Ordinal).Take(30).ShouldBeEmpty($"{wrong.Count} of {asked.Count}");
    }

    private static string Filled(string page, string value) => Place().Replace(page, value.Replace("$", "$$", StringComparison.Ordinal));

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();
}
