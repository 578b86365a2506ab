namespace CdViz.Api.Tests.Sources;

/// <summary>What the tests of all brokers say.</summary>
internal static class Brokers
{
    /// <summary>What a tool sends, and its translator understands.</summary>
    public static byte[] Webhook(int run) => System.Text.Encoding.UTF8.GetBytes("""
        {"action":"requested","workflow_run":{"url":"https://api.github.com/repos/acme/shop/actions/runs/ID","html_url":"https://github.com/acme/shop/actions/runs/ID",
         "name":"build","run_attempt":1,"created_at":"2026-03-02T09:15:00Z","updated_at":"2026-03-02T09:15:01Z","head_sha":"aa11"},
         "repository":{"full_name":"acme/shop","url":"https://api.github.com/repos/acme/shop"}}
        """.Replace("ID", run.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));

    /// <summary>Bytes as text.</summary>
    public static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    /// <summary>What is wrong in one way each.</summary>
    public static IReadOnlyList<(byte[] Body, string Reason)> Poison { get; } =
    [
        ("no JSON"u8.ToArray(), "not-json"), ([], "not-json"), ("{\"context\":{\"id\":\"1\""u8.ToArray(), "not-json"), ([0xff, 0xfe, 0x7b, 0x00], "not-json"),
        (new byte[3 * 1024 * 1024], "invalid"), ("{\"context\":{}}"u8.ToArray(), "invalid"),
    ];

    /// <summary>Waits until a source is as it is to be.</summary>
    public static Task SourceAsync(this TestApi api, string name, Func<System.Text.Json.JsonElement, bool> isSo, string what) => WaitFor.TrueAsync(
        async () => isSo((await api.GetAsync("/sources")).GetProperty("items").EnumerateArray().Single(one => one.Text("name") == name)), what);

    /// <summary>Waits until something comes from all sources.</summary>
    public static Task ListeningAsync(this TestApi api) => WaitFor.TrueAsync(async () => await A_RabbitMQ_queue.ReasonAsync(api) is null, "it listens");

    /// <summary>Waits for events, and looks whether there are no more.</summary>
    public static async Task EventsAsync(this TestApi api, long count)
    {
        await WaitFor.TrueAsync(async () => await api.Database.DataSource.EventsAsync() >= count, $"{count} events are recorded");
        (await api.Database.DataSource.EventsAsync()).ShouldBe(count);
    }

    /// <summary>Waits for entries of the quarantine, and looks at their reasons.</summary>
    public static async Task QuarantineAsync(this TestApi api, params IEnumerable<string> reasons)
    {
        var wanted = reasons.Order().ToList();
        await WaitFor.TrueAsync(async () => await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine") >= wanted.Count, "they are kept");
        (await api.Database.DataSource.ColumnAsync<string>("select reason from events.quarantine order by reason")).ShouldBe(wanted);
    }
}
