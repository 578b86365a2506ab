using System.Net;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public sealed class An_answer_of_a_stopped_projection
{
    private static readonly string[] Paths =
    [
        "/deployments", "/deployments?at=2026-03-03T00:00:00Z", "/deployments/history", "/deployments/changes?from=2026-03-01T00:00:00Z", "/deployments/comparison?environment=a&with=b",
        "/pipeline-runs", "/task-runs", "/builds", "/test-runs", "/test-outputs", "/artifacts", "/changes", "/incidents", "/tickets",
        "/metrics/dora", "/metrics/dora/lead_time/evidence",
    ];

    // Those that have no place for it in their bodies.
    private static readonly string[] Bare = ["/deploy-frequency/day", "/trace/stale"];

    [Fact]
    public async Task says_since_when_and_up_to_where_it_is_stale()
    {
        await using var api = await TestApi.StartAsync();
        await api.PostAsync(Events.ServiceDeployed("cart", "production", "pkg:oci/cart@1", 1, chain: "stale").Json);
        await api.VisibleAsync();
        foreach (var path in (string[])[.. Paths, .. Bare])
        {
            var (fresh, since, _) = await AskAsync(api, path);
            (since, fresh.ValueKind is JsonValueKind.Object && fresh.TryGetProperty("staleSince", out _)).ShouldBe((null, false), path);
        }

        await api.Database.DataSource.ExecuteAsync("""
            update events.projection_generation set joined = false, stopped_at = now(), stopped_position = 2, stopped_reason = 'poison' where role = 'live';
            update events.projection_epoch set epoch = epoch + 1
            """);
        await (await api.PostAsync(Events.PipelineRunStarted("missing", 2).Json)).ShouldAnswerAsync(HttpStatusCode.Created);
        var recorded = await api.Database.DataSource.ScalarAsync<DateTime>("select timestamp from events.mt_events where seq_id = 2");

        foreach (var path in Paths)
        {
            await WaitFor.TrueAsync(async () => (await AskAsync(api, path)).Since is not null, path);
            var (body, since, position) = await AskAsync(api, path);
            (DateTime.Parse(since!, null, System.Globalization.DateTimeStyles.AdjustToUniversal), position).ShouldBe((recorded, "1"), path);
            (body.GetProperty("staleSince").GetDateTime(), body.Whole("position")).ShouldBe((recorded, 1), path);
        }

        foreach (var path in Bare)
        {
            (await AskAsync(api, path)).Position.ShouldBe("1", path);
        }

        (await api.Client.GetAsync("/health/ready", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<(JsonElement Body, string? Since, string? Position)> AskAsync(TestApi api, string path)
    {
        using var response = await api.Client.GetAsync(path, Ct);
        return (await response.ShouldAnswerAsync(HttpStatusCode.OK), Header("CdViz-Stale-Since"), Header("CdViz-Position"));

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }
}
