using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Sources;

public sealed class A_Kafka_topic : IClassFixture<A_Kafka_topic.Cluster>
{
    private readonly KafkaBroker kafka;
    private readonly string topic = $"cdevents-{Guid.NewGuid():N}";

    public A_Kafka_topic(Cluster shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        kafka = shared.Kafka;
    }

    [Fact]
    public async Task brings_CDEvents_in_all_forms_and_what_a_translator_understands()
    {
        var events = Enumerable.Range(0, 4).Select(n => Events.PipelineRunQueued($"mode-{n}", n)).ToList();
        kafka.Send(
            topic,
            (events[0].Json, []),
            (events[1].Json, [("content-type", "application/json"), ("ce_specversion", "1.0"), ("ce_id", "other"), ("ce_source", "/x"), ("ce_type", "y")]),
            (Encoding.UTF8.GetBytes($$"""{"specversion":"1.0","id":"other","source":"/x","type":"y","data":{{events[2].Text()}}}"""), [("content-type", "application/cloudevents+json")]),
            (Brokers.Webhook(1), [("X-GitHub-Event", "workflow_run")]),
            (Brokers.Webhook(1), [("X-GitHub-Event", "workflow_run")]),
            (events[3].Json, []),
            (events[0].Json, []));

        await using var api = await StartAsync(source => source with { Translators = ["github"] });

        await api.EventsAsync(5);
        (await api.Database.DataSource.ColumnAsync<string>("select distinct (headers ->> 'door') || ' ' || user_name from events.mt_events")).ShouldBe(["kafka ci"]);
        await api.QuarantineAsync();
        await api.SourceAsync("ci", source => $"{source.GetProperty("lag")}" is "0" && source.Whole("taken") is 7 && source.Whole("events") is 7, "all is taken");
        (await (await api.Client.GetAsync("/metrics", Ct)).Content.ReadAsStringAsync(Ct)).ShouldContain("cdviz_source_lag{source=\"ci\"} 0");
    }

    [Fact]
    public async Task has_its_poison_in_the_quarantine_and_goes_on()
    {
        kafka.Send(topic, [.. Brokers.Poison.Select(one => ((ReadOnlyMemory<byte>?)one.Body, Array.Empty<(string, string)>())), (null, []), (Events.PipelineRunQueued("good", 1).Json, [])]);

        await using var api = await StartAsync();

        await api.EventsAsync(1);
        await api.QuarantineAsync(Brokers.Poison.Select(one => one.Reason));
        // A tombstone and an empty value are the same thing twice.
        (await api.Database.DataSource.ScalarAsync<long>("select sum(times_seen)::bigint from events.quarantine")).ShouldBe(Brokers.Poison.Count + 1);
        (await api.Database.DataSource.ColumnAsync<string>("select distinct headers ->> 'kafka-topic' from events.quarantine")).ShouldBe([topic]);
    }

    [Fact]
    public async Task whose_messages_do_not_fit_its_rules_is_not_let_in()
    {
        kafka.Send(topic, (Events.PipelineRunQueued("stranger", 1).Json, []), (Events.PipelineRunQueued("friend", 1).Json, [("X-Team", "shop")]));

        await using var api = await StartAsync(source => source with { Rules = [new() { Header = "X-Team", Check = RuleCheck.Equals, Value = "shop" }] });

        await api.EventsAsync(1);
        await api.QuarantineAsync("invalid");
        (await api.Database.DataSource.ScalarAsync<string>("select message from events.quarantine")).ShouldContain("X-Team is missing");
    }

    [Fact]
    public async Task keeps_its_messages_while_the_database_is_away()
    {
        await using var api = await StartAsync(change: settings => settings with { Append = new() { ConnectTimeout = TimeSpan.FromSeconds(1), MaxBackOff = TimeSpan.FromMilliseconds(200) } });
        kafka.Send(topic, (Events.PipelineRunQueued("before", 1).Json, []));
        await api.EventsAsync(1);
        await api.Database.CloseAsync();

        kafka.Send(topic, Enumerable.Range(0, 20).Select(n => ((ReadOnlyMemory<byte>?)Events.PipelineRunQueued($"kept-{n}", 1).Json, Array.Empty<(string, string)>())));
        await WaitFor.TrueAsync(() => Task.FromResult(api.Services.GetRequiredService<BrokerDoor>().Waiting > 0), "they are tried");
        await api.Database.OpenAsync();

        await api.EventsAsync(21);
    }

    [Fact]
    public async Task of_a_broker_that_is_away_is_waited_for_and_missed()
    {
        var cluster = new KafkaBroker();
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var address = $"127.0.0.1:{((IPEndPoint)reserved.LocalEndpoint).Port}";
        reserved.Stop();
        await using var api = await StartAsync(source => source with { Uri = address });
        await WaitFor.TrueAsync(async () => await A_RabbitMQ_queue.ReasonAsync(api) is { } reason && reason.Contains("Source ci", StringComparison.Ordinal), "it is missed");
        (await api.PostAsync(Events.PipelineRunQueued("http", 1).Json)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await api.SourceAsync("ci", source => source.Text("lastError") is { } why && why.Contains("nothing comes from", StringComparison.Ordinal), "the source says why");

        cluster.Send(topic, (Events.PipelineRunQueued("late", 1).Json, []));
        using var way = new Way(address, cluster);

        await api.EventsAsync(2);
        await api.ListeningAsync();
        cluster.Dispose();
        await WaitFor.TrueAsync(async () => await A_RabbitMQ_queue.ReasonAsync(api) is not null, "it is missed again");
    }

    private Task<TestApi> StartAsync(Func<SourceSettings, SourceSettings>? change = null) => StartAsync(change, settings => settings);

    private Task<TestApi> StartAsync(Func<Settings, Settings> change) => StartAsync(null, change);

    private Task<TestApi> StartAsync(Func<SourceSettings, SourceSettings>? source, Func<Settings, Settings> change)
    {
        var listens = new SourceSettings { Name = "ci", Type = SourceType.Kafka, Uri = kafka.Address, Topics = [topic], Group = topic };
        return TestApi.StartAsync(settings => change(settings with { Sources = [source?.Invoke(listens) ?? listens] }));
    }

    /// <summary>A cluster for the tests of the class.</summary>
    public sealed class Cluster : IDisposable
    {
        internal KafkaBroker Kafka { get; } = new();

        public void Dispose() => Kafka.Dispose();
    }

    /// <summary>Leads from one address to a cluster.</summary>
    private sealed class Way : IDisposable
    {
        private readonly TcpListener listener;

        public Way(string address, KafkaBroker to)
        {
            listener = new TcpListener(IPEndPoint.Parse(address));
            listener.Start();
            _ = AcceptAsync(to);
        }

        public void Dispose() => listener.Dispose();

        private async Task AcceptAsync(KafkaBroker to)
        {
            while (true)
            {
                var from = await listener.AcceptTcpClientAsync();
                var end = new TcpClient();
                await end.ConnectAsync(to.Host, to.Port);
                _ = from.GetStream().CopyToAsync(end.GetStream());
                _ = end.GetStream().CopyToAsync(from.GetStream());
            }
        }
    }
}
