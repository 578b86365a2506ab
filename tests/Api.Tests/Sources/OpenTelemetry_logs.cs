using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace CdViz.Api.Tests.Sources;

/// <summary><c>POST /v1/logs</c>: what OpenTelemetry's own exporter sends, in protobuf, and JSON.</summary>
public sealed class OpenTelemetry_logs(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task of_the_SDK_are_events_where_they_carry_one_or_say_what_happened()
    {
        var e = Events.PipelineRunStarted("in-a-log", 1);
        using var activity = new Activity("deploy").SetIdFormat(ActivityIdFormat.W3C).Start();
        using (var factory = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddAttributes([new("service.name", "otel-cart"), new("service.version", "1.4.0")]));
            options.AddOtlpExporter((exporter, processor) =>
            {
                exporter.Endpoint = new Uri(api.Client.BaseAddress!, "/v1/logs");
                exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                processor.ExportProcessorType = ExportProcessorType.Batch;
            });
        })))
        {
            var logger = factory.CreateLogger("ci");
            Log(logger, e.Json, []);
            Log(logger, "deployed"u8.ToArray(), [new("deployment.status", "succeeded"), new("deployment.environment.name", "otel")]);
            Log(logger, "GET /health 200"u8.ToArray(), []);
        }

        await WaitFor.TrueAsync(async () => await CountAsync("otel-cart") == 1, "the deployment is told");
        (await CountAsync("in-a-log")).ShouldBe(1);
        var deployed = (await api.GetAsync("/events?subject=otel-cart")).GetProperty("items")[0].GetProperty("data");
        deployed.GetProperty("context").Text("chainId").ShouldBe(Guid.ParseExact(activity.TraceId.ToHexString(), "N").ToString());
        deployed.GetProperty("subject").GetProperty("content").Text("artifactId").ShouldBe("pkg:generic/otel-cart@1.4.0");
    }

    [Fact]
    public async Task that_say_nothing_of_delivery_are_counted_and_not_kept()
    {
        var before = await EntriesAsync();

        var answer = await api.SendAsync("/v1/logs", """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"GET / 200"}},{"body":{"stringValue":"{\"a\":1}"}}]}]}]}""".Utf8(), "application/json");

        (await answer.ShouldAnswerAsync(HttpStatusCode.OK)).GetProperty("partialSuccess").Text("rejectedLogRecords").ShouldBe("2");
        // partial_success { rejected_log_records: 1 … }
        byte[] request = [10, 6, 18, 4, 18, 2, 24, 9];
        using var plain = new HttpClient { BaseAddress = api.Client.BaseAddress };
        using var body = new ByteArrayContent(request) { Headers = { ContentType = new("application/x-protobuf") } };
        using var packed = await plain.PostAsync(new Uri("/v1/logs", UriKind.Relative), body, Answers.Ct);
        (packed.StatusCode, packed.Content.Headers.ContentType!.MediaType).ShouldBe((HttpStatusCode.OK, "application/x-protobuf"));
        (await packed.Content.ReadAsByteArrayAsync(Answers.Ct))[2..4].ShouldBe([8, 1]);
        (await EntriesAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "[]", HttpStatusCode.BadRequest)]
    [InlineData("application/x-protobuf", "\u000a\u0005x", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    public async Task that_cannot_be_read_are_refused(string type, string body, HttpStatusCode status) =>
        await (await api.SendAsync("/v1/logs", body.Utf8(), type)).ShouldRefuseAsync(status);

    [Fact]
    public async Task are_what_the_page_shows()
    {
        var page = Packaging.Checkout.Text("docs/sources/otlp.md");
        await using var own = await TestApi.ListenAsync();
        var start = new ProcessStartInfo("bash", ["-c", Block("sh").Replace("http://127.0.0.1:8080/", own.Client.BaseAddress!.ToString(), StringComparison.Ordinal)]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var answer = await process.StandardOutput.ReadToEndAsync(Answers.Ct);
        await process.WaitForExitAsync(Answers.Ct);

        JsonElement.Parse(answer).GetProperty("partialSuccess").Text("rejectedLogRecords").ShouldBe("1");
        (await own.EntryAsync(1)).Text("state").ShouldBe("done");
        var told = await own.Database.DataSource.ColumnAsync<string>("select regexp_replace(data #>> '{context,type}', '[.][0-9]+[.][0-9]+[.][0-9]+$', '') || ' ' || (data #>> '{subject,id}') from events.mt_events order by seq_id");
        string.Join('\n', told).ShouldBe(Block("text").Trim());

        string Block(string language) => Regex.Match(page, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
    }

    private static void Log(ILogger logger, ReadOnlyMemory<byte> body, KeyValuePair<string, object?>[] attributes) =>
        logger.Log(LogLevel.Information, default, attributes, null, (_, _) => System.Text.Encoding.UTF8.GetString(body.Span));

    private Task<long> CountAsync(string subject) => api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events where data #>> '{subject,id}' = $1", subject);

    private Task<long> EntriesAsync() => api.Database.DataSource.ScalarAsync<long>("select count(*) from events.inbox where door = 'otlp'");
}
