using System.Buffers;
using System.Text.Json;

namespace CdViz.Adapters.Subscribing.Sinks.Posting;

/// <summary>Posts events to another CdViz.EventStore, where they are the same events: with their own ids, so what is sent twice is there once.</summary>
internal sealed class CdVizSink(SinkSettings settings, string name, OutgoingGuard? guard, TimeProvider time) : ISink
{
    private readonly HttpPosts posts = new(settings, name, guard, time);
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <inheritdoc/>
    public int Most => 1000;

    /// <inheritdoc/>
    public bool IsTogether => true;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        EventText.Many(SinkFormat.NdJson, events, buffer);
        var (fault, answer) = await posts.PostAsync(posts.Address("/cdevents"), buffer.WrittenMemory, "application/x-ndjson", null, ct).ConfigureAwait(false);
        if (fault is not null)
        {
            return SinkResult.None(fault);
        }

        try
        {
            using var receipt = JsonDocument.Parse(answer);
            return new(events.Count) { Refused = Refused(receipt.RootElement, events.Count) };
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return SinkResult.None(new SinkFault.Away($"What answers is no CdViz.EventStore: {answer[..Math.Min(100, answer.Length)]}"));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        posts.Dispose();
        return default;
    }

    // What it keeps in its quarantine is there too, and is its own matter.
    private static Dictionary<int, string> Refused(JsonElement receipt, int sent)
    {
        _ = receipt.GetProperty("appended").GetInt64();
        var refused = receipt.GetProperty("problems").EnumerateArray()
            .Where(problem => problem.GetProperty("status").GetString() is "rejected" or "conflict")
            .ToDictionary(problem => problem.GetProperty("index").GetInt32(), problem => $"It is {problem.GetProperty("status").GetString()} there: {First(problem)}");
        return refused.Keys.All(place => place >= 0 && place < sent) ? refused : throw new JsonException("It refuses what it was not sent.");
    }

    private static string First(JsonElement problem) =>
        problem.TryGetProperty("errors", out var errors) && errors.ValueKind is JsonValueKind.Array && errors.GetArrayLength() > 0 ? errors[0].GetProperty("message").GetString() ?? "" : "";
}
