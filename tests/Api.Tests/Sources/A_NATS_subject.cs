using System.Net;
using System.Text;
using NATS.Client.Core;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Sources;

public sealed class A_NATS_subject : IClassFixture<A_NATS_subject.Server>
{
    private readonly NatsBroker nats;
    private readonly string stream = $"s{Guid.NewGuid():N}";

    public A_NATS_subject(Server shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        nats = shared.Nats;
    }

    [Fact]
    public async Task of_a_stream_brings_CDEvents_in_all_forms_and_what_a_translator_understands()
    {
        await nats.DeclareAsync(stream, stream);
        var events = Enumerable.Range(0, 3).Select(n => Events.PipelineRunQueued($"mode-{n}", n)).ToList();
        await nats.SendAsync(
            stream,
            (events[0].Json, null),
            (events[1].Json, new NatsHeaders { ["ce-specversion"] = "1.0", ["ce-id"] = "other", ["ce-source"] = "/x", ["ce-type"] = "y" }),
            (Encoding.UTF8.GetBytes($$"""{"specversion":"1.0","id":"other","source":"/x","type":"y","data":{{events[2].Text()}}}"""), new NatsHeaders { ["Content-Type"] = "application/cloudevents+json" }),
            (Brokers.Webhook(1), new NatsHeaders { ["X-GitHub-Event"] = "workflow_run" }),
            (events[0].Json, null));

        await using var api = await StartAsync(source => source with { Translators = ["github"] });

        await api.EventsAsync(4);
        (await api.Database.DataSource.ColumnAsync<string>("select distinct (headers ->> 'door') || ' ' || user_name from events.mt_events")).ShouldBe(["nats ci"]);
        await api.QuarantineAsync();
        await WaitFor.TrueAsync(async () => await nats.OpenAsync(stream, "cdviz") is 0, "all is acknowledged");
        await api.SourceAsync("ci", source => $"{source.GetProperty("lag")}" is "0" && source.Whole("taken") is 5, "all is taken");
    }

    [Fact]
    public async Task has_its_poison_in_the_quarantine_and_goes_on()
    {
        await nats.DeclareAsync(stream, stream);
        await nats.SendAsync(stream, [.. Brokers.Poison.Select(one => ((ReadOnlyMemory<byte>)one.Body, (NatsHeaders?)null)), (Events.PipelineRunQueued("good", 1).Json, null)]);

        await using var api = await StartAsync();

        await api.EventsAsync(1);
        await api.QuarantineAsync(Brokers.Poison.Select(one => one.Reason));
        await WaitFor.TrueAsync(async () => await nats.OpenAsync(stream, "cdviz") is 0, "all is acknowledged");
    }

    [Fact]
    public async Task without_a_stream_answers_who_asks_when_it_is_recorded()
    {
        await using var api = await StartAsync(source => source with { Stream = "" });
        await using var other = await StartAsync(source => source with { Stream = "" });
        await api.ListeningAsync();
        await other.ListeningAsync();
        await using var connection = await nats.OpenAsync();
        var e = Events.PipelineRunQueued("asked", 1).Json.ToArray();

        var words = new List<string>();
        for (var nth = 0; nth < 8; nth++)
        {
            words.Add(Encoding.UTF8.GetString((await connection.RequestAsync<byte[], byte[]>(stream, e, cancellationToken: Ct)).Data!));
        }

        words.ShouldAllBe(word => word.Contains("appended", StringComparison.Ordinal) || word.Contains("duplicate", StringComparison.Ordinal));
        // Each went to one of the two, which have databases of their own.
        var both = await api.Database.DataSource.EventsAsync() + await other.Database.DataSource.EventsAsync();
        words.Count(word => word.Contains("appended", StringComparison.Ordinal)).ShouldBe((int)both);
        Encoding.UTF8.GetString((await connection.RequestAsync<byte[], byte[]>(stream, "poison"u8.ToArray(), cancellationToken: Ct)).Data!).ShouldContain("invalid");
    }

    [Fact]
    public async Task that_is_away_is_waited_for_and_missed()
    {
        await using var own = new NatsBroker();
        await using var api = await StartAsync(source => source with { Uri = own.Uri, Declare = true });
        await WaitFor.TrueAsync(async () => await A_RabbitMQ_queue.ReasonAsync(api) is { } reason && reason.Contains("Source ci", StringComparison.Ordinal), "it is missed");
        (await api.PostAsync(Events.PipelineRunQueued("http", 1).Json)).StatusCode.ShouldBe(HttpStatusCode.Created);

        await own.StartAsync();
        await api.ListeningAsync();
        await own.SendAsync(stream, (Events.PipelineRunQueued("late", 1).Json, null));
        await api.EventsAsync(2);
        await own.KillAsync();
        await WaitFor.TrueAsync(async () => await A_RabbitMQ_queue.ReasonAsync(api) is not null, "it is missed again");
        await own.StartAsync();
        await own.SendAsync(stream, (Events.PipelineRunQueued("later", 1).Json, null));

        await api.EventsAsync(3);
        await api.ListeningAsync();
    }

    [Fact]
    public async Task keeps_its_messages_while_the_database_is_away()
    {
        await nats.DeclareAsync(stream, stream);
        await using var api = await StartAsync(change: settings => settings with { Append = new() { ConnectTimeout = TimeSpan.FromSeconds(1), MaxBackOff = TimeSpan.FromMilliseconds(200) } });
        await api.ListeningAsync();
        await api.Database.CloseAsync();

        await nats.SendAsync(stream, Enumerable.Range(0, 20).Select(n => (Events.PipelineRunQueued($"kept-{n}", 1).Json, (NatsHeaders?)null)));
        await WaitFor.TrueAsync(async () => await nats.OpenAsync(stream, "cdviz") is 20, "none is acknowledged");
        await api.Database.OpenAsync();

        await api.EventsAsync(20);
        await WaitFor.TrueAsync(async () => await nats.OpenAsync(stream, "cdviz") is 0, "all is acknowledged");
    }

    private Task<TestApi> StartAsync(Func<SourceSettings, SourceSettings>? source = null, Func<Settings, Settings>? change = null)
    {
        var listens = new SourceSettings { Name = "ci", Type = SourceType.Nats, Uri = nats.Uri, Subject = stream, Stream = stream };
        return TestApi.StartAsync(settings =>
        {
            var changed = settings with { Sources = [source?.Invoke(listens) ?? listens] };
            return change?.Invoke(changed) ?? changed;
        });
    }

    /// <summary>A server for the tests of the class.</summary>
    public sealed class Server : IAsyncLifetime
    {
        internal NatsBroker Nats { get; } = new();

        public async ValueTask InitializeAsync() => await Nats.StartAsync();

        public ValueTask DisposeAsync() => Nats.DisposeAsync();
    }
}
