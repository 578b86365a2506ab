using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Properties;

/// <summary>
/// Every operation that the OpenAPI document describes × hostile values of every parameter and member × everybody who may ask. CDVIZ_SWEEP_ROUNDS has it try
/// so many rounds of random values as well.
/// </summary>
[Trait("Category", "Nightly")]
public sealed class Every_operation(ITestOutputHelper output)
{
    // A question ends after 15 s (Limits:QueryTime); how long others take beside it is up to the machine.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private static readonly string?[] Tokens = [null, "guessed", Scopes.Write, Scopes.Read, Scopes.Admin];

    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("CDVIZ_SWEEP_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 0;

    [Fact]
    public async Task withstands_whatever_is_asked_by_whomever()
    {
        await using var api = await TestApi.ListenAsync(settings => settings with
        {
            Tokens = [.. Scopes.All.Select(Token)],
            Sources = [new() { Name = "github", Type = SourceType.Webhook, Translators = ["github"] }],
        });
        (await SendAsync(api.Client, new("POST", "/cdevents", Scopes.Write, Encoding.UTF8.GetBytes(Event), null))).Status.ShouldBe(201);
        await api.VisibleAsync();
        var document = await api.GetAsync("/openapi/v1.json");
        var seed = Environment.TickCount;
        var asked = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().SelectMany(operation => Requests(document, path.Name, operation.Name.ToUpperInvariant(), operation.Value, new Random(seed))))
            .Where(request => request.Path is not "/" && !request.Path.Contains('\\'))
            .ToList();
        // Paths that are no paths of the document are asked for too, so answers are not held against it here.
        using var client = new HttpClient { BaseAddress = api.Client.BaseAddress };
        var statuses = new ConcurrentDictionary<int, int>();
        var wrong = new ConcurrentBag<string>();
        var slowest = TimeSpan.Zero;

        await Parallel.ForEachAsync(asked, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (request, _) =>
        {
            var (status, text, took) = await SendAsync(client, request);
            statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
            slowest = took > slowest ? took : slowest;
            if (status is 500 or 0 || took > Longest || (status >= 400 && Hostile.Leaks(text)))
            {
                wrong.Add($"{status} after {took.TotalSeconds:0.0} s: {request} {text[..Math.Min(300, text.Length)]}");
            }
        });

        output.WriteLine($"{asked.Count} requests, seed {seed}: {string.Join(", ", statuses.OrderBy(one => one.Key).Select(one => $"{one.Key} × {one.Value}"))}; the slowest took {slowest.TotalSeconds:0.00} s");
        wrong.OrderBy(text => text, StringComparer.Ordinal).Take(30).ShouldBeEmpty($"{wrong.Count} of {asked.Count}");
        (await api.Client.GetAsync("/health/ready", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static IEnumerable<Asked> Requests(JsonElement document, string path, string method, JsonElement operation, Random random)
    {
        var parameters = operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().Select(one => (Name: one.Text("name")!, In: one.Text("in"))).ToList() : [];
        var usual = parameters.Where(one => one.In is "path").Aggregate(path, (filled, one) => filled.Replace($"{{{one.Name}}}", Usual(one.Name), StringComparison.Ordinal));
        var query = parameters.Where(one => one.In is "query").Select(one => one.Name).ToList();
        var values = Hostile.Values.Concat(Enumerable.Range(0, Rounds).Select(_ => Hostile.Random(random))).ToList();
        List<Asked> asked = [new(method, usual, null, null, null)];
        foreach (var (name, place) in parameters)
        {
            asked.AddRange(values.Select(value => place switch
            {
                "path" => new Asked(method, path.Replace($"{{{name}}}", value, StringComparison.Ordinal), null, null, null),
                "query" => new(method, $"{usual}?{name}={value}", null, null, null),
                _ => new(method, usual, null, null, (name, Uri.UnescapeDataString(value))),
            }).Select(one => one with { Path = parameters.Where(p => p.In is "path").Aggregate(one.Path, (filled, p) => filled.Replace($"{{{p.Name}}}", Usual(p.Name), StringComparison.Ordinal)) }));
        }

        if (query.Contains("from") && query.Contains("to"))
        {
            var buckets = query.Contains("bucket") ? new[] { "", "&bucket=day", "&bucket=year&tz=America/New_York" } : [""];
            asked.AddRange(Hostile.Spans.SelectMany(span => buckets.Select(bucket => new Asked(method, $"{usual}?from={span.From}&to={span.To}{bucket}", null, null, null))));
        }

        if (operation.TryGetProperty("requestBody", out var body))
        {
            asked.AddRange(Hostile.Bodies.Select(bytes => new Asked(method, usual, null, bytes, null)));
            asked.AddRange(Altered(document, body).Select(json => new Asked(method, usual, null, json, null)));
        }

        // Nobody but those who may ask gets further than the door, so a few of the values do for the others.
        return asked.SelectMany((one, nth) => Tokens.Where(token => token == Scopes.Admin || nth % 7 == 0).Select(token => one with { Token = token }));
    }

    // The body's example with one member after the other replaced.
    private static IEnumerable<byte[]> Altered(JsonElement document, JsonElement body)
    {
        if (!body.GetProperty("content").TryGetProperty("application/json", out var content) || !content.TryGetProperty("schema", out var schema))
        {
            yield break;
        }

        var name = schema.TryGetProperty("$ref", out var reference) ? reference.GetString()!.Split('/')[^1] : null;
        var properties = (name is null ? schema : document.GetProperty("components").GetProperty("schemas").GetProperty(name)).TryGetProperty("properties", out var found) ? found : default;
        if (properties.ValueKind is not JsonValueKind.Object)
        {
            yield break;
        }

        JsonObject[] samples =
        [
            content.TryGetProperty("example", out var example) && JsonNode.Parse(example.GetRawText()) is JsonObject shown ? shown : [],
            new() { ["action"] = "amend", ["reason"] = "x", ["position"] = 1, ["amendment"] = new JsonObject { ["environment"] = "y" } },
            new() { ["action"] = "attribute", ["reason"] = "x", ["incident"] = "none" },
        ];
        foreach (var property in properties.EnumerateObject())
        {
            foreach (var sample in samples)
            {
                foreach (var value in Hostile.Members)
                {
                    var altered = (JsonObject)sample.DeepClone();
                    altered[property.Name] = value();
                    yield return Encoding.UTF8.GetBytes(altered.ToJsonString());
                }
            }
        }
    }

    private static async Task<(int Status, string Text, TimeSpan Took)> SendAsync(HttpClient client, Asked asked)
    {
        var began = Stopwatch.GetTimestamp();
        using var message = new HttpRequestMessage(new HttpMethod(asked.Method), new Uri(client.BaseAddress + asked.Path[1..], new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (asked.Token is { } token)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        if (asked.Header is var (name, value) && !value.AsSpan().ContainsAny('\r', '\n', '\0') && value.All(char.IsAscii))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (asked.Body is { } body)
        {
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        }

        try
        {
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Ct);
            var took = Stopwatch.GetElapsedTime(began);
            return response.Content.Headers.ContentType?.MediaType is "text/event-stream"
                ? ((int)response.StatusCode, "", took)
                : ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct), Stopwatch.GetElapsedTime(began));
        }
        catch (HttpRequestException fault) when (asked.Body is { Length: > 100_000 })
        {
            // It is told to go while it still sends.
            return (413, fault.Message, Stopwatch.GetElapsedTime(began));
        }
    }

    private static string Usual(string parameter) => parameter switch
    {
        "position" or "id" => "1",
        "name" => "pipeline_runs",
        "bucket" => "day",
        "format" => "junit",
        "webhook" => "github",
        "metric" => "lead_time",
        _ => "x",
    };

    private static TokenSettings Token(string scope) =>
        new() { Name = scope, Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scope))), Scopes = [scope] };

    private sealed record Asked(string Method, string Path, string? Token, byte[]? Body, (string Name, string Value)? Header)
    {
        public override string ToString() =>
            $"{Method} {Path[..Math.Min(200, Path.Length)]} as {Token ?? "nobody"} {Header?.Name} {(Body is null ? "" : Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(200, Body.Length))))}";
    }

    private const string Event =
        """
        {"context":{"specversion":"0.5.0","id":"1","source":"https://ci.example.com","type":"dev.cdevents.service.deployed.0.3.0","timestamp":"2026-03-02T09:00:00Z"},
         "subject":{"id":"cart","content":{"environment":{"id":"production"},"artifactId":"pkg:oci/cart@sha256:aa?tag=1"}}}
        """;
}
