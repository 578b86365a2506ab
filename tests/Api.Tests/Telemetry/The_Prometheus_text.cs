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

    public void Dispose()
    {
        prometheus.Dispose();
        meter.Dispose();
    }
}
