using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CdViz.Api.Demo;
using Microsoft.AspNetCore.Components;

namespace CdViz.Bench.Faults;

/// <summary>
/// Inputs that nobody means well with: events of the demo company with something wrong in them, by every form a post has; what tools send, by the doors it comes in; and
/// questions with values of any kind, of the API and of the page.
/// </summary>
/// <param name="document">The server's OpenAPI document, which says what may be asked.</param>
internal sealed class FuzzedInputs(JsonElement document)
{
    private static readonly string[] Values =
    [
        "", "%00", "%20", "%ff", "%ED%A0%80", "null", "-1", "0", "1", "9223372036854775807", "9223372036854775808", "1e9", "NaN", "infinity", "0001-01-01T00:00:00Z", "1900-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z", "2026-07-15", "3000-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "UTC", "Africa/Cairo", "right/UTC", "%2B05:30", "day", "century", "dora@1", "production", "MA",
        "%27%20or%201%3D1", "..%2F..%2Fetc", new('x', 2000), new('9', 300),
    ];

    private static readonly string[] Pieces =
    [
        "null", "0", "-0.0", "1e400", "99999999999999999999999999999", "\"\\u0000\"", "\"\\ud800\"", "\"\"", "[]", "{}", "true", "{\"a\":1,\"a\":2}", "\"\u202e\u0301\"", "\"0001-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59Z\"", "\"pkg:oci/x@sha256:%\"", $"\"{new string('y', 5000)}\"", new('[', 100),
    ];

    private static readonly string[] Types = ["application/json", "application/x-ndjson", "application/cloudevents+json", "application/cloudevents-batch+json", "application/json; charset=latin1", "text/plain"];

    private readonly List<(string Path, string[] Parameters)> questions = [.. document.GetProperty("paths").EnumerateObject()
        .Where(path => path.Value.TryGetProperty("get", out _) && !path.Name.EndsWith("/live", StringComparison.Ordinal))
        .Select(path => (path.Name, path.Value.GetProperty("get").TryGetProperty("parameters", out var all)
            ? all.EnumerateArray().Where(one => one.GetProperty("in").GetString() is "query").Select(one => one.GetProperty("name").GetString()!).ToArray()
            : []))
        .Concat(typeof(DemoCompany).Assembly.GetTypes().SelectMany(page => page.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>())
            .Select(page => (Path: page.Template, Parameters)))];

    // What the pages of the page are asked.
    private static string[] Parameters { get; } = ["at", "before", "chain", "definition", "environment", "from", "id", "outcome", "service", "source", "subject", "text", "to", "tool", "type", "with"];

    private readonly (string Path, (string Name, string Value)[] Headers, string Body)[] told = [..
        from file in Directory.EnumerateFiles(Path.Combine(Administrator.Root, "tests/Adapters.Tests/Translators/examples"), "*.in.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let tool = Path.GetFileName(Path.GetDirectoryName(file))!
        let example = JsonNode.Parse(File.ReadAllText(file))!
        let body = example["body"]!
        select (
            tool is "junit" or "tap" or "sarif" or "trx" or "ctest" ? $"/reports/{tool}" : tool is "otlp" ? "/v1/logs" : $"/webhooks/{tool}",
            (example["headers"]?.AsObject() ?? []).Where(one => one.Key is not "Content-Type").Select(one => (one.Key, one.Value!.ToString())).ToArray(),
            body.GetValueKind() is JsonValueKind.String ? body.GetValue<string>() : body.ToJsonString())];

    /// <summary>The settings with which a server has a door for each tool.</summary>
    public static (string Name, string Value)[] Settings { get; } =
        [.. Domain.Translating.Translators.BuiltIn.Keys.SelectMany(name => ((string, string)[])[($"Sources__{name}__Type", "webhook"), ($"Sources__{name}__Translators__0", name)])];

    private readonly byte[][] events = [.. DemoCompany.Events(16, new DateOnly(2026, 7, 15), 30).Take(3000).Select(e => e.Json.ToArray())];

    /// <summary>One of them, the same for the same state of the numbers.</summary>
    public HttpRequestMessage Next(Random random, string address) => random.Next(3) == 0 ? Question(random, address) : Post(random, address);

    private HttpRequestMessage Question(Random random, string address)
    {
        var (path, parameters) = questions[random.Next(questions.Count)];
        for (var from = path.IndexOf('{', StringComparison.Ordinal); from >= 0; from = path.IndexOf('{', StringComparison.Ordinal))
        {
            path = $"{path[..from]}{Value(random)}{path[(path.IndexOf('}', from) + 1)..]}";
        }

        var query = string.Join('&', parameters.Where(_ => random.Next(3) == 0).Select(name => $"{name}={Value(random)}"));
        return new(HttpMethod.Get, new Uri($"http://{address}{path}?{query}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
    }

    private HttpRequestMessage Post(Random random, string address)
    {
        if (random.Next(5) == 0)
        {
            return Told(random, address);
        }

        var form = random.Next(8);
        var (type, body) = form switch
        {
            0 => ("application/json", Text(random, "[", ",", "]")),
            1 => ("application/x-ndjson", Text(random, "", "\n", "\n")),
            2 => ("application/cloudevents+json", $"{{\"specversion\":\"1.0\",\"id\":\"{random.Next(1000)}\",\"source\":\"/f\",\"type\":\"t\",\"data\":{Event(random)}}}"),
            3 => ("application/cloudevents-batch+json", $"[{{\"data\":{Event(random)}}},{{}}]"),
            4 => (Types[random.Next(Types.Length)], Event(random)),
            _ => ("application/json", Event(random)),
        };
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        if (random.Next(20) == 0)
        {
            content.Headers.ContentEncoding.Add(((string[])["gzip", "br", "deflate", "zstd"])[random.Next(4)]);
        }

        var path = random.Next(12) switch { 0 => "/links", 1 => "/corrections", _ => "/cdevents" };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{address}{path}")) { Content = content };
        if (random.Next(10) == 0)
        {
            request.Headers.TryAddWithoutValidation("ce-specversion", "1.0");
            request.Headers.TryAddWithoutValidation("ce-id", $"{random.Next(1000)}");
        }

        return request;
    }

    private HttpRequestMessage Told(Random random, string address)
    {
        var (path, headers, body) = told[random.Next(told.Length)];
        var altered = Altered(body, random);
        var isCloudEvent = random.Next(8) == 0;
        var text = isCloudEvent ? $"{{\"specversion\":\"1.0\",\"id\":\"{random.Next(1000)}\",\"source\":\"/f\",\"type\":\"dev.tekton.event.taskrun.started.v1\",\"data\":{altered}}}" : altered;
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(isCloudEvent ? "application/cloudevents+json" : "application/json") } };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{address}{(isCloudEvent ? "/cloudevents" : path)}")) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private string Text(Random random, string begin, string between, string end) =>
        begin + string.Join(between, Enumerable.Range(0, random.Next(1, 20)).Select(_ => Event(random).ReplaceLineEndings(" "))) + end;

    /// <summary>An event; of ten, some as they are, and some with a value, a name or a byte replaced, cut off, or repeated.</summary>
    private string Event(Random random)
    {
        return Altered(Encoding.UTF8.GetString(events[random.Next(events.Length)]), random);
    }

    private static string Altered(string json, Random random)
    {
        for (var times = random.Next(3); times > 0; times--)
        {
            var at = random.Next(json.Length);
            json = random.Next(6) switch
            {
                0 => json[..at],
                1 => json.Insert(at, Pieces[random.Next(Pieces.Length)]),
                2 => $"{json[..at]}{(char)random.Next(1, 0x300)}{json[(at + 1)..]}",
                3 => json.Replace("\"timestamp\":\"2026", $"\"timestamp\":\"{random.Next(0, 10_000).ToString("0000", CultureInfo.InvariantCulture)}", StringComparison.Ordinal),
                4 => ReplaceValue(json, random),
                _ => json.Replace("\"id\":\"", $"\"id\":\"{random.Next(100)}-", StringComparison.Ordinal),
            };
            if (json.Length == 0)
            {
                return json;
            }
        }

        return json;
    }

    private static string ReplaceValue(string json, Random random)
    {
        var colon = json.IndexOf(':', random.Next(json.Length));
        var end = colon < 0 ? -1 : json.AsSpan(colon).IndexOfAny(",}");
        return end < 0 ? json : $"{json[..(colon + 1)]}{Pieces[random.Next(Pieces.Length)]}{json[(colon + end)..]}";
    }

    private static string Value(Random random) => random.Next(4) switch
    {
        0 => Uri.EscapeDataString(new string([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next(1, 0x250))])),
        1 => string.Create(CultureInfo.InvariantCulture, $"{random.Next(0, 10_000):0000}-{random.Next(0, 14):00}-{random.Next(0, 33):00}T{random.Next(0, 26):00}:00:00Z"),
        _ => Values[random.Next(Values.Length)],
    };
}
