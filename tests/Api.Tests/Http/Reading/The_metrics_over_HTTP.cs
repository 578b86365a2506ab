using System.Net;
using System.Text.Json;

namespace CdViz.Api.Tests.Http.Reading;

/// <summary>A server with teams, two environments that count as production, and a definition of its own.</summary>
public sealed class MetricsFixture : IAsyncLifetime
{
    private TestApi? api;

    internal TestApi Api => api ?? throw new InvalidOperationException("The fixture is not initialised.");

    public async ValueTask InitializeAsync() => api = await TestApi.StartAsync(settings => settings with
    {
        Metrics = settings.Metrics with { Production = ["production", "live"], Teams = ["teamed-a=web", "teamed-b=web", "teamed-c=core"] },
        Definitions = [new DefinitionSettings { Name = "calm", CountRollbacks = false, FailureRules = ["incident"], ReworkRules = [] }],
    });

    public ValueTask DisposeAsync() => api?.DisposeAsync() ?? default;
}

public class The_metrics_over_HTTP(MetricsFixture fixture) : IClassFixture<MetricsFixture>
{
    private const string Year = "from=2026-01-01&to=2027-01-01";

    private static readonly DateTimeOffset Sunday = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TestApi api = fixture.Api;

    [Fact]
    public async Task are_those_of_a_team()
    {
        await PostAsync(Deployed("teamed-a", 1), Deployed("teamed-a", 2), Deployed("teamed-b", 3), Deployed("teamed-c", 4));
        // Told twice within a minute, one deployment counts once.
        (await SampleAsync("team=web")).ShouldBe(2);
        (await SampleAsync("team=core")).ShouldBe(1);
        (await SampleAsync("team=web,core")).ShouldBe(3);
        (await SampleAsync("team=web&service=teamed-b")).ShouldBe(1);
        (await FrequencyAsync("team=nobody")).Text("reason").ShouldBe("no_deployments");

        await api.Database.DataSource.ExecuteAsync("insert into cdviz.dora_team values ('teamless', 'guests')");
        await PostAsync(Deployed("teamless", 5));
        (await SampleAsync("team=guests")).ShouldBe(1);
    }

    [Fact]
    public async Task count_all_environments_that_the_settings_call_production()
    {
        await PostAsync(Deployed("everywhere", 1), Deployed("everywhere", 2, "live"), Deployed("everywhere", 3, "staging"));
        (await SampleAsync("service=everywhere")).ShouldBe(2);
        (await SampleAsync("service=everywhere&environment=staging")).ShouldBe(1);
    }

    [Fact]
    public async Task are_those_of_one_cluster_of_several_with_one_name()
    {
        static AdmittedEvent In(string? source, double at) =>
            Of("clustered", at, new ServiceDeployed { Environment = new("live", source), ArtifactId = $"clustered:{at}" });
        await PostAsync(In("https://eu.example", 1), In("https://eu.example", 2), In("https://us.example", 3), In(null, 4));

        (await SampleAsync("service=clustered")).ShouldBe(4);
        (await SampleAsync("service=clustered&environmentSource=https://eu.example")).ShouldBe(2);
        (await SampleAsync("service=clustered&environmentSource=https://us.example")).ShouldBe(1);
        (await SampleAsync("service=clustered&serviceSource=/nobody")).ShouldBe(0);
        (await api.GetAsync($"/metrics/dora/deployment_frequency/evidence?{Year}&service=clustered&environmentSource=https://us.example")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await api.GetAsync("/deploy-frequency/year?service=clustered&environmentSource=https://eu.example")).EnumerateArray().Single().GetProperty("Deployments").GetInt64().ShouldBe(2);
    }

    [Theory]
    [InlineData("day", "UTC", "2026-02-28T00:00:00Z 1, 2026-03-01T00:00:00Z 2")]
    [InlineData("day", "Europe/Berlin", "2026-02-28T23:00:00Z 2, 2026-03-01T23:00:00Z 1")]
    [InlineData("day", "Asia/Kathmandu", "2026-02-28T18:15:00Z 2, 2026-03-01T18:15:00Z 1")]
    [InlineData("week", "UTC", "2026-02-23T00:00:00Z 3")]
    [InlineData("week", "Europe/Berlin", "2026-02-22T23:00:00Z 2, 2026-03-01T23:00:00Z 1")]
    [InlineData("month", "America/New_York", "2026-02-01T05:00:00Z 2, 2026-03-01T05:00:00Z 1")]
    [InlineData("year", "UTC", "2026-01-01T00:00:00Z 3")]
    public async Task fall_into_the_periods_of_a_time_zone(string bucket, string zone, string expected)
    {
        await PostAsync(Deployed("zoned", -1800), Deployed("zoned", 3600), Deployed("zoned", 84_600));
        var frequency = await FrequencyAsync($"service=zoned&bucket={bucket}&tz={zone}");
        var periods = frequency.GetProperty("periods").EnumerateArray().Where(period => period.Whole("sample") > 0).Select(period => $"{period.Text("period")} {period.Whole("sample")}");
        var counts = (await api.GetAsync($"/deploy-frequency/{bucket}?{Year}&service=zoned&tz={zone}")).EnumerateArray().Select(item => $"{item.Text("Time")} {item.Whole("Deployments")}");

        // The first period is cut to the time that is asked about.
        string.Join(", ", periods).ShouldBe(expected);
        string.Join(", ", counts).ShouldBe(expected);
    }

    [Theory]
    [InlineData("UTC", 1)]
    [InlineData("Europe/Berlin", 0)]
    [InlineData("+05:30", 0)]
    [InlineData("-02:00", 1)]
    public async Task of_dates_without_offset_are_those_of_the_time_zone(string zone, long deployments)
    {
        await PostAsync(Deployed($"dated{zone}", 84_600));

        async Task<long> SampleOfAsync(string times) =>
            (await api.GetAsync($"/metrics/dora?service={Uri.EscapeDataString($"dated{zone}")}&tz={Uri.EscapeDataString(zone)}&{times}")).GetProperty("metrics")[0].Whole("sample");

        (await SampleOfAsync("from=2026-03-01&to=2026-03-02")).ShouldBe(deployments);
        (await SampleOfAsync("from=2026-03-01T00:00&to=2026-03-02T00:00")).ShouldBe(deployments);
        (await SampleOfAsync("from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z")).ShouldBe(1);
    }

    [Fact]
    public async Task count_the_whole_history_in_all_environments_where_nothing_else_is_asked_for()
    {
        await using var own = await TestApi.StartAsync();
        foreach (var (environment, days) in new[] { ("production", 0), ("staging", -800), ("dev", -3000) })
        {
            await own.PostAsync(Deployed("long", days * 86_400, environment).Json);
        }

        await own.VisibleAsync();
        (await own.GetAsync("/deploy-frequency/year")).EnumerateArray().Select(item => $"{item.Text("DeployName")} {item.Text("Time")} {item.Whole("Deployments")}")
            .ShouldBe(["long 2017-01-01T00:00:00Z 1", "long 2023-01-01T00:00:00Z 1", "long 2026-01-01T00:00:00Z 1"]);
        // Of more than 2000 days the latest.
        (await own.GetAsync("/deploy-frequency/day")).GetArrayLength().ShouldBe(2);
        (await own.GetAsync("/deploy-frequency/year?environment=production")).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task have_a_trend_against_as_long_a_time_before()
    {
        const double Day = 86_400;
        await PostAsync([.. new[] { -2.5, -1.5, 0.5, 0.6, 1.5 }.Select((days, n) => Deployed("trending", days * Day, version: $"v{n}"))]);
        var frequency = await TrendAsync("from=2026-03-01&to=2026-03-04");
        frequency.GetProperty("value").GetDouble().ShouldBe(1);
        (frequency.GetProperty("previous").Whole("sample"), frequency.GetProperty("previous").GetProperty("value").GetDouble()).ShouldBe((2, 2 / 3d));
        frequency.GetProperty("change").GetDouble().ShouldBe(0.5, 1e-12);

        // Nothing before is no rise from nothing, and says why.
        var first = await TrendAsync("from=2026-02-20&to=2026-03-04");
        first.GetProperty("previous").Text("reason").ShouldBe("no_deployments");
        first.GetProperty("change").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task are_counted_by_a_definition_of_ones_own_beside_the_others()
    {
        await PostAsync(Deployed("defined", 1, version: "v1"), Deployed("defined", 2, version: "v2"), Deployed("defined", 3, version: "v1"));
        (await SampleAsync("service=defined")).ShouldBe(3);
        (await SampleAsync("service=defined&definition=calm")).ShouldBe(2);
        (await api.GetAsync("/metrics/dora/definitions")).EnumerateArray().ShouldContain(definition => definition.Text("name") == "calm" && definition.Whole("version") == 1);
        (await (await api.Client.GetAsync("/metrics/dora?definition=none", Answers.Ct)).ShouldRefuseAsync(HttpStatusCode.BadRequest)).FirstError().Pointer.ShouldBe("/definition");

        var differing = await PagesAsync($"/metrics/dora/difference?definition=dora&other=calm&service=defined&{Year}&limit=1");
        differing.Select(item => $"{item.Text("version")} {string.Join(' ', item.GetProperty("differs").EnumerateArray())}")
            .ShouldBe(["v2 change_failure_rate time_to_restore", "v1 deployment_frequency rework_rate"]);
    }

    [Theory]
    [InlineData("deployment-frequency")]
    [InlineData("change_failure_rate")]
    [InlineData("lead_time")]
    public async Task have_evidence_page_by_page_down_to_the_events(string metric)
    {
        await PostAsync([.. Enumerable.Range(1, 7).Select(n => Deployed("proven", n, version: $"v{n}")), Of("trouble", 8, new IncidentDetected { Environment = new("production"), Service = new("proven") })]);
        var whole = await PagesAsync($"/metrics/dora/{metric}/evidence?service=proven&{Year}");
        var parts = await PagesAsync($"/metrics/dora/{metric}/evidence?service=proven&{Year}&limit=2");
        parts.Select(item => item.ToString()).ShouldBe(whole.Select(item => item.ToString()));
        parts.Select(item => item.Text("version")).ShouldBe(Enumerable.Range(1, 7).Select(n => $"v{n}"));

        var positions = whole[^1].GetProperty("positions").EnumerateArray().Select(position => position.GetInt64()).ToList();
        var types = new List<string?>();
        foreach (var position in positions)
        {
            types.Add((await api.GetAsync($"/events/{position}")).GetProperty("context").Text("type"));
        }

        types[0].ShouldStartWith("dev.cdevents.service.deployed");
        if (metric is "change_failure_rate")
        {
            types[1].ShouldStartWith("dev.cdevents.incident.detected");
        }
    }

    private static AdmittedEvent Deployed(string service, double at, string environment = "production", string version = "v1") =>
        Of(service, at, new ServiceDeployed { Environment = new(environment), ArtifactId = $"pkg:oci/{service}?tag={version}" });

    private static AdmittedEvent Of(string subject, double at, SubjectContent content) => Events.Of(content, subject, (Sunday - Events.Epoch).TotalSeconds + at);

    private async Task PostAsync(params AdmittedEvent[] events)
    {
        await (await api.PostAsync(Answers.Lines(events.Select(e => e.Json)), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);
        await api.VisibleAsync();
    }

    private async Task<JsonElement> FrequencyAsync(string more) => (await api.GetAsync($"/metrics/dora?{Year}&{more}")).GetProperty("metrics")[0];

    private async Task<JsonElement> TrendAsync(string times) => (await api.GetAsync($"/metrics/dora?{times}&service=trending")).GetProperty("metrics")[0];

    private async Task<long> SampleAsync(string more) => (await FrequencyAsync(more)).Whole("sample");

    private async Task<List<JsonElement>> PagesAsync(string path)
    {
        List<JsonElement> all = [];
        for (var next = path; next is not null;)
        {
            var page = await api.GetAsync(next);
            all.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.Text("next");
        }

        return all;
    }
}
