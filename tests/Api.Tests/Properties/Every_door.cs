using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Properties;

/// <summary>What every tool sends, with something hostile somewhere in it, by the door it comes in: webhooks, CloudEvents, reports, logs of OpenTelemetry.</summary>
[Trait("Category", "Nightly")]
public sealed class Every_door(ITestOutputHelper output)
{
    private const int EachExample = 25;

    // What fits into the buffers on the way is written before any answer.
    private const int MostTaken = 256 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly string[] Reports = ["junit", "tap", "sarif", "trx", "ctest"];

    [Fact]
    public async Task takes_or_refuses_whatever_comes_and_harms_nothing_behind_it()
    {
        await using var api = await TestApi.ListenAsync(settings => settings with
        {
            Sources = [.. Translators.BuiltIn.Keys.Select(name => new SourceSettings { Name = name, Type = SourceType.Webhook, Translators = [name] })],
        });
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var sent = Examples().SelectMany(example => Posts(example, random)).ToList();
        var (statuses, wrong) = (new ConcurrentDictionary<int, int>(), new ConcurrentBag<string>());

        // What a door takes is compiled with its first post.
        foreach (var first in sent.DistinctBy(post => post.Path))
        {
            using var answer = await AnswerAsync(api, first);
        }

        await Parallel.ForEachAsync(sent, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (post, _) =>
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await AnswerAsync(api, post);
            if (answer is null)
            {
                statuses.AddOrUpdate(0, 1, (_, n) => n + 1);
                return;
            }

            var text = await answer.Content.ReadAsStringAsync(Ct);
            statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
            if ((int)answer.StatusCode >= 500 || Stopwatch.GetElapsedTime(began) > Longest || Hostile.Leaks(text))
            {
                wrong.Add($"{(int)answer.StatusCode} {post.Path} {Encoding.UTF8.GetString(post.Body)[..Math.Min(300, post.Body.Length)]}: {text}");
            }
        });

        output.WriteLine($"{sent.Count} posts, seed {seed}: {string.Join(", ", statuses.OrderBy(one => one.Key).Select(one => $"{one.Key} × {one.Value}"))}");
        wrong.Take(20).ShouldBeEmpty($"{wrong.Count} of {sent.Count}");
        await WaitFor.TrueAsync(() => api.Database.DataSource.ScalarAsync<bool>("select not exists (select from events.inbox where state = 'waiting')"), "all is taken from the inbox");
        await api.VisibleAsync();
        (await api.Database.DataSource.ColumnAsync<string>("select name || ': ' || reason from cdviz.projection_status where state <> 'running'")).ShouldBeEmpty();
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBeGreaterThan(sent.Count / 10);
        (await api.Database.DataSource.ColumnAsync<string>("select remark from events.inbox where remark is not null")).ShouldAllBe(remark => !Hostile.Leaks(remark));
        (await api.Client.GetAsync("/health/ready", Ct)).EnsureSuccessStatusCode();
    }

    // Who still writes a body that is far too large when the answer has gone out may see no answer, but the end of the connection; so may who comes next on that connection.
    private static async Task<HttpResponseMessage?> AnswerAsync(TestApi api, Posted post)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                return await api.SendAsync(post.Path, post.Body, post.Type, post.Headers);
            }
            catch (HttpRequestException fault) when (fault.InnerException is IOException && (!again || post.Body.Length > MostTaken))
            {
                if (again)
                {
                    return null;
                }
            }
        }
    }

    private static IEnumerable<(string Tool, JsonNode Example)> Examples() =>
        from file in Directory.EnumerateFiles(Checkout.PathTo("tests/Adapters.Tests/Translators/examples"), "*.in.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        select (Path.GetFileName(Path.GetDirectoryName(file)!), JsonNode.Parse(File.ReadAllText(file))!);

    private static IEnumerable<Posted> Posts((string Tool, JsonNode Example) of, Random random)
    {
        var headers = of.Example["headers"]?.AsObject().Select(one => (one.Key, one.Value!.ToString())).Where(one => one.Key is not "Content-Type").ToArray() ?? [];
        var path = Reports.Contains(of.Tool) ? $"/reports/{of.Tool}" : of.Tool is "otlp" ? "/v1/logs" : $"/webhooks/{of.Tool}";
        var body = of.Example["body"]!;
        for (var n = 0; n < EachExample; n++)
        {
            var altered = body is JsonValue text && text.TryGetValue<string>(out var report) ? Altered(report, n, random) : Altered(body.DeepClone(), n, random);
            yield return new(path, altered, "application/json", headers);
            if (n % 5 == 0 && body is JsonObject)
            {
                var type = (string[])["dev.cdevents.service.deployed.0.3.0", "dev.tekton.event.pipelinerun.failed.v1", "harbor.artifact.pushed", "x"];
                yield return new(
                    "/cloudevents",
                    Encoding.UTF8.GetBytes($$"""{"specversion":"1.0","id":"{{random.Next()}}","source":"/x","type":"{{type[random.Next(type.Length)]}}","data":{{Encoding.UTF8.GetString(altered)}}}"""),
                    "application/cloudevents+json", []);
            }
        }
    }

    private static byte[] Altered(JsonNode body, int times, Random random)
    {
        for (var left = Math.Min(times, 3); left > 0; left--)
        {
            var places = Places(body).ToList();
            if (places is [])
            {
                break;
            }

            places[random.Next(places.Count)](Hostile.Members[random.Next(Hostile.Members.Count)]());
        }

        var json = body.ToJsonString();
        var text = json.IndexOf(":\"", random.Next(json.Length), StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(times % 4 == 1 && text > 0 ? json.Insert(text + 2, "\\ud800") : json);
    }

    private static byte[] Altered(string report, int times, Random random)
    {
        for (var left = Math.Min(times, 3); left > 0; left--)
        {
            var at = random.Next(report.Length + 1);
            var end = Math.Min(report.Length, at + random.Next(30));
            report = $"{report[..at]}{Hostile.Members[random.Next(Hostile.Members.Count)]()}{report[end..]}";
        }

        return Encoding.UTF8.GetBytes(report);
    }

    // Each is a way to put something else in the place of a value.
    private static IEnumerable<Action<JsonNode?>> Places(JsonNode? node) => node switch
    {
        JsonObject members => members.ToList().SelectMany(member => Places(member.Value).Prepend(value => members[member.Key] = value)),
        JsonArray items => Enumerable.Range(0, items.Count).SelectMany(nth => Places(items[nth]).Prepend(value => items[nth] = value)),
        _ => [],
    };

    private sealed record Posted(string Path, byte[] Body, string Type, (string Name, string Value)[] Headers);
}
