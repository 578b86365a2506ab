using System.Text;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>Where the events of a page go: the real thing, and what of it has arrived.</summary>
/// <param name="Addresses">What the page says of it, and what it is here.</param>
/// <param name="ArrivedAsync">The CDEvents that have arrived, in order.</param>
/// <param name="EndAsync">Ends it.</param>
internal sealed record SinkPlace(IReadOnlyList<(string InPage, string Here)> Addresses, Func<Task<IEnumerable<JsonElement>>> ArrivedAsync, Func<ValueTask> EndAsync) : IAsyncDisposable
{
    /// <summary>The one of a page.</summary>
    public static Task<SinkPlace> StartAsync(string page) => page switch
    {
        "http" or "otlp" => TakesPostsAsync(page),
        "github" => GitHubAsync(),
        "folder" => Task.FromResult(AFolder()),
        "cdviz" => AnotherStoreAsync(),
        "clickhouse" => SinkPrograms.ClickHouseAsync(),
        "rabbitmq" => SinkBrokers.RabbitMqAsync(),
        "nats" => SinkBrokers.NatsAsync(),
        "kafka" => SinkBrokers.KafkaAsync(),
        "s3" => SinkPrograms.S3Async(),
        _ => throw new ArgumentOutOfRangeException(nameof(page), page, null),
    };

    public ValueTask DisposeAsync() => EndAsync();

    /// <summary>The lines of NDJSON files.</summary>
    public static IEnumerable<JsonElement> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line));

    private static async Task<SinkPlace> TakesPostsAsync(string page)
    {
        var receiver = await Receiver.StartAsync();
        return new(
            [("http://127.0.0.1:9000", receiver.Url), ("http://127.0.0.1:4318", receiver.Url)],
            () => Task.FromResult(receiver.Taken.SelectMany(one => page is "otlp" ? Logged(one.Json) : one.Events)),
            receiver.DisposeAsync);
    }

    // What a collector is sent, by OpenTelemetry's own names.
    private static IEnumerable<JsonElement> Logged(JsonElement request) => request.GetProperty("resourceLogs")[0].GetProperty("scopeLogs")[0].GetProperty("logRecords").EnumerateArray()
        .Select(log => JsonElement.Parse(log.GetProperty("body").Text("stringValue")!));

    // What it says of deployments, in the place of events.
    private static async Task<SinkPlace> GitHubAsync()
    {
        var github = await GitHubStandIn.StartAsync();
        return new(
            [("http://127.0.0.1:8443/api/v3", github.Url)],
            () => Task.FromResult(github.Statuses.Select(status => github.Deployments.Single(one => one["id"]!.GetValue<int>() == status.Deployment) is var deployment
                ? JsonSerializer.SerializeToElement(new { context = new { type = $"{deployment["ref"]}" }, subject = new { id = $"{deployment["environment"]} {status.State}" } })
                : default)),
            github.DisposeAsync);
    }

    private static SinkPlace AFolder()
    {
        var folder = Directory.CreateTempSubdirectory("cdviz-sink-");
        return new(
            [("/var/lib/cdviz/events", folder.FullName)],
            () => Task.FromResult(Directory.EnumerateFiles(folder.FullName, "*.ndjson", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(file => Lines(File.ReadAllText(file, Encoding.UTF8)))),
            () =>
            {
                folder.Delete(recursive: true);
                return default;
            });
    }

    private static async Task<SinkPlace> AnotherStoreAsync()
    {
        var other = await TestApi.ListenAsync();
        return new(
            [("http://127.0.0.1:8090", other.Client.BaseAddress!.ToString().TrimEnd('/'))],
            async () => (await other.GetAsync("/events")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("data")),
            other.DisposeAsync);
    }
}
