using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Subscriptions;

/// <summary>Short ways to make subscriptions and look at them.</summary>
internal static class Subscribed
{
    /// <summary>Makes a subscription over HTTP that tries again soon.</summary>
    public static async Task<JsonElement> SubscribeAsync(this TestApi api, string name, object sink, object? filter = null, string transform = "", string from = "beginning", int attempts = 4) =>
        await (await api.Client.PostAsJsonAsync(
            $"/subscriptions/{name}",
            new { sink, filter = filter ?? new { }, transform, from, attempts, firstPause = "00:00:00.05", longestPause = "00:00:00.2" },
            Ct)).ShouldAnswerAsync(HttpStatusCode.Created);

    /// <summary>Does something with one.</summary>
    public static async Task<JsonElement> ActAsync(this TestApi api, string name, string action) =>
        await (await api.Client.PostAsync($"/subscriptions/{name}/{action}", null, Ct)).ShouldAnswerAsync(HttpStatusCode.OK);

    /// <summary>How one stands.</summary>
    public static async Task<JsonElement> SubscriptionAsync(this TestApi api, string name) => (await api.GetAsync($"/subscriptions/{name}")).GetProperty("subscription");

    /// <summary>Subjects it holds back.</summary>
    public static async Task<List<JsonElement>> HoldsAsync(this TestApi api, string name) => [.. (await api.GetAsync($"/subscriptions/{name}")).GetProperty("holds").EnumerateArray()];

    /// <summary>Waits until one has come to the end of the log, with nothing wrong.</summary>
    public static Task DeliveredAsync(this TestApi api, string name) => WaitFor.TrueAsync(
        async () => await api.SubscriptionAsync(name) is var one && one.Whole("lagEvents") == 0 && one.Whole("held") == 0 && one.GetProperty("failingSince").ValueKind is JsonValueKind.Null,
        $"{name} has delivered all");

    /// <summary>Records events.</summary>
    public static async Task RecordAsync(this TestApi api, params IEnumerable<AdmittedEvent> events) =>
        await (await api.PostAsync(Lines(events.Select(e => e.Json)), "application/x-ndjson")).ShouldAnswerAsync(HttpStatusCode.OK);

    /// <summary>Life cycles of some runs, mixed.</summary>
    public static IEnumerable<AdmittedEvent> Runs(int runs, string prefix = "run") =>
    [
        .. Enumerable.Range(0, runs).Select(n => Events.PipelineRunQueued($"{prefix}-{n}", 1)),
        .. Enumerable.Range(0, runs).Select(n => Events.PipelineRunStarted($"{prefix}-{n}", 2)),
        .. Enumerable.Range(0, runs).Select(n => Events.PipelineRunFinished($"{prefix}-{n}", 3)),
    ];
}
