using System.Text;
using RabbitMQ.Client;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Sources;

[Collection(RabbitMq.Name)]
public sealed class A_RabbitMQ_queue(Broker shared)
{
    private readonly RabbitMqServer broker = shared.Server;
    private readonly string queue = $"cdevents-{Guid.NewGuid():N}";

    [Fact]
    public async Task brings_CDEvents_bare_and_as_CloudEvents()
    {
        await broker.DeclareAsync(queue);
        await using var api = await StartAsync();
        var events = Enumerable.Range(0, 6).Select(n => Events.PipelineRunQueued($"mode-{n}", n)).ToList();

        await broker.SendAsync(
            queue,
            (events[0].Json, new()),
            (events[1].Json, new() { ContentType = "application/json" }),
            (Encoding.UTF8.GetBytes($$"""{"specversion":"1.0","id":"other","source":"/x","type":"y","data":{{events[2].Text()}}}"""), new() { ContentType = "application/cloudevents+json" }),
            (events[3].Json, Headers("cloudEvents:")),
            (events[4].Json, Headers("cloudEvents_")),
            (events[5].Json, Headers("ce-")),
            (events[0].Json, new()));

        await EmptyAsync();
        await WaitFor.TrueAsync(async () => await api.Database.DataSource.EventsAsync() >= events.Count, "what was taken from the queue is recorded");
        var stored = await api.Database.DataSource.RowsAsync(
            "select headers ->> 'contextId', headers ->> 'door', user_name, data::text from events.mt_events", row => (Id: row.GetString(0), Door: row.GetString(1), Sender: row.GetString(2)));
        stored.ShouldBe(events.Select(e => (e.ContextId, "rabbitmq", "ci")), ignoreOrder: true);
        (await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine")).ShouldBe(0);
    }

    [Fact]
    public async Task brings_what_a_translator_understands()
    {
        await broker.DeclareAsync(queue);
        await using var api = await StartAsync(settings => settings with { Sources = [settings.Sources[0] with { Translators = ["event-driven-architecture"], Metadata = new Dictionary<string, string> { ["environment"] = "/production" } }] });
        await broker.SendAsync(
            queue,
            (Asked("2026-03-02T09:15:00Z", 0), new()),
            (Asked("2026-03-02T09:20:00Z", 1), new()),
            ("""{"client":"acme","product":"domoticz","trace_id":"9a2ae9de-3f82-4f55-966b-47df50ff51ff"}"""u8.ToArray(), new()),
            (Events.PipelineRunQueued("plain", 1).Json, new()));

        await api.EventsAsync(4);
        (await api.Database.DataSource.ScalarAsync<string>("select data #>> '{context,chainId}' from events.mt_events where data #>> '{subject,id}' = '/acme-ns/domoticz'"))
            .ShouldBe("9a2ae9de-3f82-4f55-966b-47df50ff51ff");
        await api.QuarantineAsync();
        await api.SourceAsync("ci", source => $"{source.GetProperty("lag")}" is "0", "nothing waits");
        (await api.Database.DataSource.ColumnAsync<string>(
            "select data #>> '{customData,event-driven-architecture,retraceIntent}' from events.mt_events where type = 'pipeline_run_queued' and data #>> '{subject,id}' = '/provision/acme' order by 1"))
            .ShouldBe(["0", "1"], "What was asked again says so.");

        static byte[] Asked(string at, int again) => Encoding.UTF8.GetBytes($$$"""
            {"client":"acme","product":"domoticz","environment":"production",
             "MessageAttributes":{"published_on":"{{{at}}}","trace_id":"9a2ae9de-3f82-4f55-966b-47df50ff51ff","retrace_intent":"{{{again}}}"} }
            """);
    }

    [Fact]
    public async Task has_its_poison_in_the_quarantine_and_goes_on()
    {
        await broker.DeclareAsync(queue);
        await using var api = await StartAsync(settings => settings with { Admission = new() { EnvelopeMismatch = EnvelopeRule.Refuse } });
        var good = Events.PipelineRunQueued("good", 1);
        var wrong = Events.PipelineRunQueued("wrong", 1);
        var headers = Headers("cloudEvents:");
        headers.Headers!["Authorization"] = "Bearer secret";
        (headers.Headers["x-build"], headers.Headers["cloudEvents:token"], headers.Headers["cloudEvents_sequence"]) = ("secret", "secret", 7);

        await broker.SendAsync(
            queue,
            ("no JSON"u8.ToArray(), new() { ContentType = "text/plain" }),
            (ReadOnlyMemory<byte>.Empty, new()),
            (wrong.Json, headers),
            (new byte[3 * 1024 * 1024], new()),
            (good.Json, new()));

        await EmptyAsync();
        await WaitFor.TrueAsync(async () => await api.Database.DataSource.EventsAsync() == 1, "the good one is there");
        await WaitFor.TrueAsync(async () => await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine") == 4, "the others are kept");
        var kept = await new QuarantineReader(api.Database.DataSource).WholeAsync(new(), 0, long.MaxValue, 10, long.MaxValue, Ct);
        kept.Select(entry => (entry.Event.Reason, entry.BodyBytes)).ShouldBe(
            [("not-json", 7), ("not-json", 0), ("invalid", wrong.Json.Length), ("invalid", 3 * 1024 * 1024)], ignoreOrder: true);
        kept.ShouldAllBe(entry => entry.Event.Door == "rabbitmq" && entry.Event.Sender == "ci");
        var mismatch = kept.Single(entry => entry.Event.Form is BodyForm.Binary).Event;
        mismatch.Headers.ShouldNotBeNull().Keys
            .ShouldBe(["cloudEvents:specversion", "cloudEvents:id", "cloudEvents_sequence"], ignoreOrder: true);
        mismatch.Errors.ShouldHaveSingleItem().Rule.ShouldBe("cloudevents.id.mismatch");
    }

    [Fact]
    public async Task that_is_not_there_is_waited_for_while_the_server_records()
    {
        await using var api = await StartAsync();
        (await ReasonAsync(api)).ShouldNotBeNull().ShouldContain("Source ci");
        (await api.PostAsync(Events.PipelineRunQueued("http", 1).Json)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);

        await broker.DeclareAsync(queue);
        await broker.SendAsync(queue, (Events.PipelineRunQueued("late", 1).Json, new()));

        await WaitFor.TrueAsync(async () => await api.Database.DataSource.EventsAsync() == 2, "the message is recorded");
        await WaitFor.TrueAsync(async () => await ReasonAsync(api) is null, "nothing is missing any more");
    }

    [Fact]
    public async Task is_made_where_that_is_wanted()
    {
        await using var api = await StartAsync(declare: true);
        await WaitFor.TrueAsync(async () => await ReasonAsync(api) is null, "the queue is there");
        (await broker.LookAsync(queue)).ConsumerCount.ShouldBe(1u);
    }

    [Fact]
    public async Task keeps_its_messages_while_the_database_is_away()
    {
        await broker.DeclareAsync(queue);
        await using var api = await StartAsync(settings => settings with { Append = new() { ConnectTimeout = TimeSpan.FromSeconds(1), MaxBackOff = TimeSpan.FromMilliseconds(200) } });
        await WaitFor.TrueAsync(async () => await ReasonAsync(api) is null, "it listens");
        await api.Database.CloseAsync();
        await broker.SendAsync(queue, Enumerable.Range(0, 20).Select(n => (Events.PipelineRunQueued($"kept-{n}", 1).Json, new BasicProperties())).Append(("poison"u8.ToArray(), new())));
        await WaitFor.TrueAsync(async () => (await broker.LookAsync(queue)).MessageCount == 0, "all are taken, none acknowledged");

        await api.Database.OpenAsync();

        await WaitFor.TrueAsync(async () => await api.Database.DataSource.EventsAsync() == 20, "all are recorded");
        await WaitFor.TrueAsync(async () => await api.Database.DataSource.ScalarAsync<long>("select count(*) from events.quarantine") == 1, "so is the poison");
    }

    private Task<TestApi> StartAsync(Func<Settings, Settings>? change = null, bool declare = false) => TestApi.StartAsync(settings =>
    {
        var changed = settings with { Sources = [new SourceSettings { Name = "ci", Type = SourceType.RabbitMq, Uri = broker.Uri, Queue = queue, Declare = declare }] };
        return change?.Invoke(changed) ?? changed;
    });

    private Task EmptyAsync() => WaitFor.TrueAsync(async () => (await broker.LookAsync(queue)) is { MessageCount: 0, ConsumerCount: > 0 }, "the queue is empty");

    internal static async Task<string?> ReasonAsync(TestApi api) =>
        (await api.GetAsync("/health/ready")).GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()).FirstOrDefault();

    private static BasicProperties Headers(string prefix) => new()
    {
        ContentType = "application/json",
        Headers = new Dictionary<string, object?> { [$"{prefix}specversion"] = "1.0", [$"{prefix}id"] = "other" },
    };
}
