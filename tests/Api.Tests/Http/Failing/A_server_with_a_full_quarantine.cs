using System.Globalization;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Failing;

public class A_server_with_a_full_quarantine
{
    [Fact]
    public async Task shows_what_will_be_dropped_before_it_is()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var server = await ServerProcess.StartAsync(
            database.ConnectionString, ("Quarantine__MaxBytes", "1048576"), ("Quarantine__PruneEvery", "01:00:00"));
        using var client = new HttpClient { BaseAddress = server.Url };
        (await MetricAsync(client, """cdviz_quarantine_entries{reason="invalid",state="open"}""")).ShouldBe(0);
        (await MetricAsync(client, """cdviz_quarantine_dropped_total{reason="invalid"}""")).ShouldBe(0);
        for (var i = 0; i < 3; i++)
        {
            await PostAsync(client, Large(i));
        }

        await PostAsync(client, Events.PipelineRunStarted("parked", 1).TextOfUnknownType());
        await database.DataSource.ExecuteAsync("update events.quarantine set last_seen_at = now() - interval '1 hour' where reason = 'invalid'");

        (await MetricAsync(client, """cdviz_quarantine_entries{reason="invalid",state="open"}""")).ShouldBe(3);
        (await MetricAsync(client, """cdviz_quarantine_entries{reason="unknown-type",state="open"}""")).ShouldBe(1);
        (await MetricAsync(client, """cdviz_quarantine_bytes{reason="invalid",state="open"}""")).ShouldBeInRange(1_500_000, 1_510_000);
        (await MetricAsync(client, """cdviz_quarantine_oldest_seconds{reason="invalid",state="open"}""")).ShouldBeInRange(3600, 7200);
        (await MetricAsync(client, "cdviz_quarantine_limit_ratio")).ShouldBeInRange(1.4, 1.5);
        (await MetricAsync(client, """cdviz_quarantine_dropped_total{reason="invalid"}""")).ShouldBe(0);
        await database.DataSource.ExecuteAsync("delete from events.quarantine");
        (await MetricAsync(client, """cdviz_quarantine_entries{reason="invalid",state="open"}""")).ShouldBe(0);
    }

    [Fact]
    public async Task drops_the_oldest_and_says_how_many()
    {
        await using var database = await TestDatabase.CreateProvisionedAsync();
        await using var server = await ServerProcess.StartAsync(
            database.ConnectionString, ("Quarantine__MaxBytes", "1048576"), ("Quarantine__PruneEvery", "00:00:01"), ("Quarantine__KeepFor", "01:00:00"));
        using var client = new HttpClient { BaseAddress = server.Url };
        await database.DataSource.QuarantineAsync(Events.PipelineRunStarted("old", 1));
        await database.DataSource.ExecuteAsync("update events.quarantine set last_seen_at = now() - interval '2 hours'");

        for (var i = 0; i < 4; i++)
        {
            await database.DataSource.QuarantineAsync(Large(i).Utf8(), "invalid");
        }

        await WaitFor.TrueAsync(async () => await database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine") == 2, "the limits hold");
        (await database.DataSource.ColumnAsync<string>("select substr(convert_from(body, 'UTF8'), 1, 8) from events.quarantine order by id"))
            .ShouldBe(["""{"nr": 2""", """{"nr": 3"""]);
        foreach (var line in (string[])["Dropped from the quarantine: 1 unknown-type; older than", "invalid; the oldest, as Quarantine:MaxBytes was exceeded"])
        {
            await WaitFor.TrueAsync(() => Task.FromResult(server.Log.Contains(line, StringComparison.Ordinal)), $"the log says '{line}'");
        }

        var metrics = await client.GetStringAsync("/metrics", Ct);
        metrics.ShouldContain("""cdviz_quarantine_dropped_total{reason="invalid"} 2""");
        metrics.ShouldContain("""cdviz_quarantine_dropped_total{reason="unknown-type"} 1""");
    }

    private static string Large(int nth) => string.Create(CultureInfo.InvariantCulture, $"{{\"nr\": {nth}, \"text\": \"{new string('x', 500_000)}\"}}");

    private static async Task PostAsync(HttpClient client, string body)
    {
        using var content = new ReadOnlyMemoryContent(body.Utf8()) { Headers = { ContentType = new("application/json") } };
        using var response = await client.PostAsync("/cdevents", content, Ct);
    }

    private static async Task<double> MetricAsync(HttpClient client, string series)
    {
        var line = (await client.GetStringAsync("/metrics", Ct)).Split('\n').Single(line => line.StartsWith($"{series} ", StringComparison.Ordinal));
        return double.Parse(line[series.Length..], CultureInfo.InvariantCulture);
    }
}
