using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Telemetry;

public sealed class A_trace
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Sender = "b7ad6b7169203331";

    [Fact]
    public async Task goes_on_from_the_sender_through_request_and_append_to_the_projections()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var collector = new Collector();
        await collector.StartAsync();
        await using var server = await ServerProcess.StartAsync(
            database.ConnectionString, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100"));
        using var client = new HttpClient { BaseAddress = server.Url };

        using var request = new HttpRequestMessage(HttpMethod.Post, "/cdevents") { Content = Json(Events.PipelineRunStarted("traced", 1)) };
        request.Headers.Add("traceparent", $"00-{Trace}-{Sender}-01");
        request.Headers.Add("tracestate", "vendor=value");
        (await client.SendAsync(request, Ct)).EnsureSuccessStatusCode();

        await WaitFor.TrueAsync(
            () => Task.FromResult(Of("cdviz.commit").Any() && Of("cdviz.project").Any(span => span.Tags.Contains("pipeline_runs"))),
            () => $"the spans come: {string.Join(", ", collector.Spans.Select(span => span.Name))}");
        var asked = Of("POST /cdevents").ShouldHaveSingleItem();
        var append = Of("cdviz.append").ShouldHaveSingleItem();
        (asked.Parent, append.Parent, Of("cdviz.commit").Single().Parent).ShouldBe((Sender, asked.Id, append.Id));
        Of("cdviz.project").ShouldAllBe(span => span.Parent == append.Id);
        (await HeaderAsync(database, "traceparent")).ShouldBe($"00-{Trace}-{append.Id}-01");
        (await HeaderAsync(database, "tracestate")).ShouldBe("vendor=value");

        IEnumerable<Collector.Span> Of(string name) => collector.Spans.Where(span => span.Trace == Trace && span.Name == name);
    }

    [Fact]
    public async Task is_kept_with_the_event_where_nobody_records_it_and_nothing_where_there_is_none()
    {
        await using var api = await TestApi.StartAsync();

        await api.PostAsync(Events.PipelineRunStarted("told", 1).Json, headers: ("traceparent", $"00-{Trace}-{Sender}-01"));
        (await HeaderAsync(api.Database, "traceparent")).ShouldBe($"00-{Trace}-{Sender}-01");
        await api.PostAsync(Events.PipelineRunStarted("wrong", 1).Json, headers: [("traceparent", "00-zz-zz-01"), ("tracestate", "vendor=value")]);
        await api.PostAsync(Events.PipelineRunStarted("none", 1).Json);

        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events where headers ?| array['traceparent', 'tracestate']")).ShouldBe(1);
    }

    [Fact]
    public async Task is_kept_through_the_inbox()
    {
        await using var api = await TestApi.StartAsync(settings => settings with { Sources = [new() { Name = "cdevents", Type = SourceType.Webhook }] });

        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/cdevents") { Content = Json(Events.PipelineRunStarted("hooked", 1)) };
        request.Headers.Add("traceparent", $"00-{Trace}-{Sender}-01");
        (await api.Client.SendAsync(request, Ct)).EnsureSuccessStatusCode();
        await WaitFor.TrueAsync(async () => await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.mt_events") > 0, "it is in the log");

        (await HeaderAsync(api.Database, "traceparent")).ShouldBe($"00-{Trace}-{Sender}-01");
    }

    private static Task<string> HeaderAsync(TestDatabase database, string name) =>
        database.DataSource.ScalarAsync<string>("select headers ->> $1 from events.mt_events order by seq_id limit 1", name);

    private static ByteArrayContent Json(AdmittedEvent e) => new(e.Json.ToArray()) { Headers = { ContentType = new("application/json") } };
}
