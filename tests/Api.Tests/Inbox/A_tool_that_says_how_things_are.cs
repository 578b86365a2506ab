using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Inbox;

public sealed class A_tool_that_says_how_things_are
{
    [Fact]
    public async Task gives_events_where_something_changed()
    {
        await using var api = await TestApi.StartAsync(settings => settings with
        {
            Sources = [new() { Name = "argocd", Type = SourceType.Webhook, Metadata = new Dictionary<string, string> { ["environment"] = "/pro" } }],
        });

        async Task<string> Say(string at, string version, string health = "Healthy", string sync = "Synced", string? transition = null, string? deleted = null)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new
            {
                app = new
                {
                    metadata = new { name = "shop", @namespace = "argocd", deletionTimestamp = deleted },
                    spec = new { source = new { repoURL = "https://charts.example.com", chart = "shop", targetRevision = version } },
                    status = new
                    {
                        health = new { status = health, lastTransitionTime = transition },
                        sync = new { status = sync, revision = version },
                        operationState = new { phase = "Succeeded", finishedAt = at },
                    },
                },
            });
            var entry = await api.EntryAsync(await api.SendAsync("/webhooks/argocd", body, "application/json"));
            entry.Text("state").ShouldBe("done", entry.ToString());
            var said = new List<string>();
            foreach (var result in entry.GetProperty("results").EnumerateArray())
            {
                var type = (await api.GetAsync($"/events/{result.Whole("position")}")).GetProperty("context").Text("type")!.Split('.');
                said.Add($"{result.Text("outcome")} {type[2]} {type[3]}");
            }

            return string.Join(", ", said);
        }

        (await Say("2026-03-02T09:00:00Z", "1.0")).ShouldBe("appended service deployed");
        (await Say("2026-03-02T09:00:00Z", "1.0")).ShouldBe("duplicate service deployed");
        (await Say("2026-03-02T09:00:00Z", "1.0", sync: "OutOfSync")).ShouldBe("", "another thing is said of the same moment, and nothing has changed");
        (await Say("2026-03-02T09:10:00Z", "1.0")).ShouldBe("", "it was synced again");
        (await Say("2026-03-02T09:10:00Z", "1.0", "Degraded", transition: "2026-03-02T09:20:00Z")).ShouldBe("appended incident detected");
        (await Say("2026-03-02T09:10:00Z", "1.0", "Missing", transition: "2026-03-02T09:21:00Z")).ShouldBe("", "it is open");
        (await Say("2026-03-02T09:10:00Z", "1.0", transition: "2026-03-02T09:30:00Z")).ShouldBe("appended incident resolved");
        (await Say("2026-03-02T09:40:00Z", "1.1")).ShouldBe("appended service upgraded");
        (await Say("2026-03-02T09:50:00Z", "1.0")).ShouldBe("appended service rolledback");
        (await Say("2026-03-02T09:40:00Z", "1.1")).ShouldBe("duplicate service upgraded", "it is delivered again");
        (await Say("2026-03-02T09:50:00Z", "1.0", deleted: "2026-03-02T10:00:00Z")).ShouldBe("appended service removed");
        (await Say("2026-03-02T10:10:00Z", "1.0")).ShouldBe("appended service deployed");
    }
}
