using System.Text;
using System.Threading.Channels;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace CdViz.Api.Listening;

/// <summary>
/// Listens on a subject of NATS. With a stream of JetStream a message is acknowledged when it is taken; without one, where nothing is kept, who asks for an answer gets it then.
/// </summary>
internal sealed class NatsSource(SourceSettings settings, BrokerDoor door, SourceCount count, TimeProvider time, ILogger log) : IListener, IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AckWait = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource left = new();
    private readonly SemaphoreSlim slots = new(settings.Prefetch);
    private readonly Presence presence = new(settings, $"the subject {settings.Subject}", log);

    /// <inheritdoc/>
    public string Name => settings.Name;

    /// <inheritdoc/>
    public string? Away => presence.Away;

    /// <inheritdoc/>
    public void Dispose()
    {
        left.Dispose();
        slots.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask LeaveAsync() => await left.CancelAsync();

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct, left.Token);
        var pause = new GrowingPause(Look, MaxPause);
        while (!ends.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NatsConnection(Options());
                await connection.ConnectAsync();
                pause.Reset();
                await ListenAsync(connection, ends.Token);
            }
            catch (Exception fault) when (!ends.IsCancellationRequested)
            {
                presence.Missing(fault.InnerException?.Message ?? fault.Message);
                await Task.Delay(pause.Next(), time, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (ends.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private NatsOpts Options() => new()
    {
        Url = settings.Address,
        Name = "CdViz.EventStore",
        AuthOpts = settings.CredentialsFile.Length > 0 ? new NatsAuthOpts { CredsFile = settings.CredentialsFile } : NatsAuthOpts.Default,
        MaxReconnectRetry = -1,
        ReconnectWaitMax = MaxPause,
        // What comes while all slots are taken waits with the server; by default the library drops it.
        SubPendingChannelCapacity = Math.Max(settings.Prefetch, 64),
        SubPendingChannelFullMode = BoundedChannelFullMode.Wait,
    };

    private async Task ListenAsync(NatsConnection connection, CancellationToken ct)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var consumer = settings.Stream.Length > 0 ? await ConsumerAsync(new NatsJSContext(connection), ct) : null;
        var watching = WatchAsync(connection, consumer, ends.Token);
        try
        {
            if (consumer is null)
            {
                await foreach (var message in connection.SubscribeAsync<byte[]>(settings.Subject, settings.Group, cancellationToken: ct))
                {
                    await slots.WaitAsync(ct);
                    _ = AnswerAsync(message);
                }
            }
            else
            {
                await foreach (var message in consumer.ConsumeAsync<byte[]>(opts: new NatsJSConsumeOpts { MaxMsgs = settings.Prefetch }, cancellationToken: ct))
                {
                    await slots.WaitAsync(ct);
                    _ = AcknowledgeAsync(message);
                }
            }
        }
        finally
        {
            await ends.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await DrainAsync();
        }
    }

    /// <summary>Waits for what is being taken: it is to be acknowledged over this connection.</summary>
    private async Task DrainAsync()
    {
        for (var taken = 0; taken < settings.Prefetch; taken++)
        {
            await slots.WaitAsync(CancellationToken.None);
        }

        slots.Release(settings.Prefetch);
    }

    /// <summary>The consumer that the members of the group share; it is made where there is none.</summary>
    private async Task<INatsJSConsumer> ConsumerAsync(NatsJSContext stream, CancellationToken ct)
    {
        try
        {
            await stream.GetStreamAsync(settings.Stream, cancellationToken: ct);
        }
        catch (NatsJSApiException fault) when (settings.Declare && fault.Error.Code is 404)
        {
            await stream.CreateStreamAsync(new StreamConfig(settings.Stream, [settings.Subject]), ct);
        }

        try
        {
            return await stream.GetConsumerAsync(settings.Stream, settings.Group, ct);
        }
        catch (NatsJSApiException fault) when (fault.Error.Code is 404)
        {
            return await stream.CreateOrUpdateConsumerAsync(
                settings.Stream,
                new ConsumerConfig(settings.Group)
                {
                    FilterSubject = settings.Subject,
                    AckPolicy = ConsumerConfigAckPolicy.Explicit,
                    AckWait = AckWait,
                    DeliverPolicy = settings.Start is SourceStart.Latest ? ConsumerConfigDeliverPolicy.New : ConsumerConfigDeliverPolicy.All,
                    MaxAckPending = Math.Max(1000, settings.Prefetch * 4),
                },
                ct);
        }
    }

    private async Task WatchAsync(NatsConnection connection, INatsJSConsumer? consumer, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (consumer is not null && connection.ConnectionState is NatsConnectionState.Open)
                {
                    await consumer.RefreshAsync(ct);
                    count.Lags((long)consumer.Info.NumPending + consumer.Info.NumAckPending);
                }

                if (connection.ConnectionState is NatsConnectionState.Open)
                {
                    presence.Back();
                }
                else
                {
                    presence.Missing("the connection was lost.");
                }
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                presence.Missing(fault.Message);
            }

            await Task.Delay(Look, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnswerAsync(NatsMsg<byte[]> message)
    {
        try
        {
            var word = await door.TakeAsync(Message(message.Subject, message.Headers, message.Data));
            if (message.ReplyTo is { Length: > 0 })
            {
                await message.ReplyAsync(Encoding.UTF8.GetBytes($$"""{"status":"{{word}}"}"""));
            }
        }
        catch (Exception fault)
        {
            // Without an answer it counts as not taken.
            log.LogDebug(fault, "Source {Name}: a message was not answered", settings.Name);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task AcknowledgeAsync(INatsJSMsg<byte[]> message)
    {
        try
        {
            var taking = door.TakeAsync(Message(message.Subject, message.Headers, message.Data));
            while (await Task.WhenAny(taking, Task.Delay(AckWait / 3, time, CancellationToken.None)) != taking)
            {
                await message.AckProgressAsync(cancellationToken: CancellationToken.None);
            }

            await taking;
            await message.AckAsync(cancellationToken: CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            await GiveBackAsync(message);
        }
        catch (Exception fault)
        {
            // Without an acknowledgement it comes again, and is a duplicate.
            log.LogDebug(fault, "Source {Name}: a message was not acknowledged", settings.Name);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Another member of the group gets it at once.</summary>
    private async Task GiveBackAsync(INatsJSMsg<byte[]> message)
    {
        try
        {
            await message.NakAsync(cancellationToken: CancellationToken.None);
        }
        catch (Exception fault)
        {
            log.LogDebug(fault, "Source {Name}: a message was not given back", settings.Name);
        }
    }

    private BrokerMessage Message(string subject, NatsHeaders? headers, byte[]? body)
    {
        var all = (headers ?? []).Select(header => (Name: header.Key, Value: header.Value.ToString())).ToList();
        var contentType = all.Find(header => header.Name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
            || header.Name.Equals("ce-datacontenttype", StringComparison.OrdinalIgnoreCase)).Value;
        return BrokerMessage.Of(settings, contentType, all, body ?? [], ("nats-subject", subject));
    }
}
