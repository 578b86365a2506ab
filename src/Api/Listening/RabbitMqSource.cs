using RabbitMQ.Client;
using Wolverine;
using Wolverine.RabbitMQ;
using Wolverine.RabbitMQ.Internal;
using Wolverine.Runtime;
using Wolverine.Transports;

namespace CdViz.Api.Listening;

/// <summary>
/// Listens on a queue. Wolverine's transport does it, from the moment at which broker and queue are there: given to Wolverine at the start it would hold up the
/// server, and end it, while they aren't.
/// </summary>
internal sealed class RabbitMqSource(SourceSettings settings, int number, IWolverineRuntime runtime, SourceCount count, TimeProvider time, ILogger log) : IListener
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    /// <summary>The transport mends itself when its broker is back; when it hasn't after so many looks, it is started anew.</summary>
    private const int Lost = 5;

    private RabbitMqTransport? transport;
    private readonly Presence presence = new(settings, $"the queue {settings.Queue}", log);
    private int starts;
    private IConnection? watch;

    /// <inheritdoc/>
    public string Name => settings.Name;

    /// <inheritdoc/>
    public string? Away => presence.Away;

    /// <summary>Listens until it is told to end, or something of it can't be mended.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var (pause, lost) = (TimeSpan.FromMilliseconds(250), 0);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (IsListening)
                {
                    (pause, lost) = (Look, 0);
                    presence.Back();
                    count.Lags(await WaitingAsync(ct));
                }
                else
                {
                    await FindQueueAsync(ct);
                    if (transport is null)
                    {
                        await StartAsync(ct);
                        continue;
                    }

                    presence.Missing("the connection was lost.");
                    if (++lost >= Lost)
                    {
                        await LeaveAsync();
                        (transport, lost) = (null, 0);
                    }
                }
            }
            catch (Exception fault) when (!ct.IsCancellationRequested)
            {
                presence.Missing(fault.InnerException?.Message ?? fault.Message);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Leaves the broker, which gives what was not acknowledged to others. This comes before Wolverine stops its listeners: it would acknowledge what it has not
    /// handled yet, and send it again.
    /// </summary>
    public async ValueTask LeaveAsync()
    {
        if (transport is not null)
        {
            await transport.DisposeAsync();
        }

        await UnwatchAsync();
    }

    private RabbitMqQueue Queue => transport!.Queues[settings.Queue];

    private IListeningAgent? Agent => transport is null ? null : runtime.Endpoints.FindListeningAgent(Queue.Uri);

    private bool IsListening => Agent is ListeningAgent { Listener: IReportConnectionState { ConnectionState: TransportConnectionState.Connected } };

    /// <summary>Messages that wait in the queue, over a connection of its own; null where that is not told.</summary>
    private async Task<long?> WaitingAsync(CancellationToken ct)
    {
        try
        {
            if (watch is null)
            {
                var factory = new ConnectionFactory();
                Configure(factory);
                factory.AutomaticRecoveryEnabled = false;
                watch = await factory.CreateConnectionAsync(ct);
            }

            await using var channel = await watch.CreateChannelAsync(cancellationToken: ct);
            return (await channel.QueueDeclarePassiveAsync(settings.Queue, ct)).MessageCount;
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            log.LogDebug(fault, "Source {Name}: the queue does not say how much waits", settings.Name);
            await UnwatchAsync();
            return null;
        }
    }

    private async ValueTask UnwatchAsync()
    {
        var gone = watch;
        watch = null;
        if (gone is not null)
        {
            await gone.DisposeAsync();
        }
    }

    private void Configure(ConnectionFactory factory)
    {
        factory.Uri = new Uri(settings.Address);
        factory.ClientProvidedName = "CdViz.EventStore";
        factory.NetworkRecoveryInterval = Look;
    }

    /// <summary>Makes sure that the queue is there.</summary>
    private async Task FindQueueAsync(CancellationToken ct)
    {
        var factory = new ConnectionFactory();
        Configure(factory);
        factory.AutomaticRecoveryEnabled = false;
        await using var connection = await factory.CreateConnectionAsync(ct);
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            await channel.QueueDeclarePassiveAsync(settings.Queue, ct);
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException fault) when (settings.Declare && fault.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            await channel.QueueDeclareAsync(settings.Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: ct);
        }
    }

    private async Task StartAsync(CancellationToken ct)
    {
        var options = runtime.Options;
        var broker = new BrokerName($"rabbitmq{number}-{++starts}");
        options.AddNamedRabbitMqBroker(broker, Configure).UseListenerConnectionOnly().DisableSystemRequestReplyQueueDeclaration();
        options.ListenToRabbitQueueOnNamedBroker(broker, settings.Queue)
            .ProcessInline()
            .PreFetchCount((ushort)settings.Prefetch)
            .ConsumerDispatchConcurrency((ushort)settings.Prefetch)
            .DisableDeadLetterQueueing()
            .UseInterop(new RabbitMqMessages(settings))
            .TelemetryEnabled(false);
        var added = options.Transports.OfType<RabbitMqTransport>().Single(one => one.Protocol == broker.Name);
        await added.InitializeAsync(runtime);
        transport = added;
        await runtime.Endpoints.StartListenerAsync(Queue, ct);
    }
}
