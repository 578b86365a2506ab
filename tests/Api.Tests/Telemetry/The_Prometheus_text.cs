using System.Diagnostics.Metrics;

namespace CdViz.Api.Tests.Telemetry;

public sealed class The_Prometheus_text : IDisposable
{
    private readonly Meter meter = new("CdViz.Tests.Prometheus");
    private readonly Prometheus prometheus = new();

    [Fact]
    public void does_not_show_what_is_not_observed_any_more()
    {
        List<Measurement<double>> observed = [new(3, new KeyValuePair<string, object?>("projection", "runs"))];
        meter.CreateObservableGauge("cdviz.test.lag", () => observed);
        prometheus.Text().ShouldContain("cdviz_test_lag{projection=\"runs\"} 3\n");

        observed.Clear();

        prometheus.Text().ShouldNotContain("cdviz_test_lag{");
    }

    [Fact]
    public void adds_up_what_is_counted_between_two_looks()
    {
        var counter = meter.CreateCounter<long>("cdviz.test.events");
        counter.Add(2);
        prometheus.Text().ShouldContain("cdviz_test_events_total 2\n");
        counter.Add(3);
        prometheus.Text().ShouldContain("cdviz_test_events_total 5\n");
    }

    [Fact]
    public async Task has_requests_by_route_and_status_what_waits_and_what_was_built()
    {
        await using var api = await TestApi.ListenAsync();
        await api.Client.GetAsync("/deployments", Answers.Ct);
        await api.Client.GetAsync("/events/999", Answers.Ct);

        var text = await api.Client.GetStringAsync("/metrics", Answers.Ct);

        text.ShouldMatch("""http_server_request_duration_seconds_count\{[^}]*http_request_method="GET",[^}]*http_response_status_code="200",http_route="/deployments"[^}]*\} 1\n""");
        text.ShouldMatch("""http_server_request_duration_seconds_bucket\{[^}]*http_response_status_code="404",http_route="/events/\{position:long\}"[^}]*le="\+Inf"\} 1\n""");
        text.ShouldContain("cdviz_append_waiting 0\n");
        text.ShouldContain("cdviz_inbox_waiting 0\n");
        text.ShouldMatch($$"""cdviz_build_info\{version="{{Product.Version}}",dotnet="10\.[^"]+",cdevents="{{EventTypes.NewestSpec}}"\} 1\n""");
    }

    public void Dispose()
    {
        prometheus.Dispose();
        meter.Dispose();
    }
}
