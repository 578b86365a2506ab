using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CdViz.Adapters.Subscribing.Sinks.Brokers;

/// <summary>Publishes events to an exchange of RabbitMQ. What the broker has confirmed is delivered; what it has no queue for is not.</summary>
internal sealed class RabbitMqSink(SinkSettings settings, string name, OutgoingGuard? guard) : ISink
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(30);

    private readonly SecretFile url = new("address", settings.Url, settings.UrlFile);
    private readonly SinkFormat format = SinkKeys.Format(settings);
    private readonly RouteText route = new(settings.Route!);
    private IConnection? connection;
    private IChannel? channel;

    /// <inheritdoc/>
    public int Most => 1000;

    /// <inheritdoc/>
    public bool IsTogether => false;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(settings.Timeout ?? UsualTime);
        var taken = 0;
        try
        {
            var open = await OpenAsync(patience.Token).ConfigureAwait(false);
            var confirmed = new Task[events.Count];
            for (var i = 0; i < events.Count; i++)
            {
                var (e, body) = (events[i], EventText.One(format, events[i]));
                confirmed[i] = open.BasicPublishAsync(settings.Exchange ?? "", route.Of(e), mandatory: true, Properties(e), body, patience.Token).AsTask();
            }

            // All are looked at, so that none fails unseen.
            await Task.WhenAll(confirmed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (taken < confirmed.Length && confirmed[taken].IsCompletedSuccessfully)
            {
                taken++;
            }

            if (taken < confirmed.Length)
            {
                await confirmed[taken].ConfigureAwait(false);
            }

            return new(taken);
        }
        catch (PublishException fault)
        {
            return new(taken, fault.IsReturn
                ? new SinkFault.Away($"The broker has no queue for what is published to the exchange '{settings.Exchange}' with the routing key '{route.Of(events[taken])}'.")
                : new SinkFault.Failed("The broker does not confirm it."));
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            await CloseAsync().ConfigureAwait(false);
            return new(taken, new SinkFault.Away(fault is OperationCanceledException ? "The broker did not confirm in time." : $"The broker is away: {fault.Message}"));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    private async Task<IChannel> OpenAsync(CancellationToken ct)
    {
        if (channel is { IsOpen: true })
        {
            return channel;
        }

        await CloseAsync().ConfigureAwait(false);
        var factory = new ConnectionFactory
        {
            Uri = new Uri(url.Text()!),
            ClientProvidedName = $"CdViz.EventStore {name}",
            AutomaticRecoveryEnabled = false,
        };
        await (guard?.CheckAsync([factory.HostName], ct) ?? Task.CompletedTask).ConfigureAwait(false);
        connection = await factory.CreateConnectionAsync(ct).ConfigureAwait(false);
        channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null), ct).ConfigureAwait(false);
        return channel;
    }

    private async Task CloseAsync()
    {
        var (open, on) = (channel, connection);
        (channel, connection) = (null, null);
        try
        {
            if (open is not null)
            {
                await open.DisposeAsync().ConfigureAwait(false);
            }

            if (on is not null)
            {
                await on.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (fault is AlreadyClosedException or OperationInterruptedException or IOException or TimeoutException or ObjectDisposedException)
        {
            // It is closed, as it should be.
        }
    }

    private BasicProperties Properties(Outgoing e) => new()
    {
        Persistent = true,
        ContentType = format is SinkFormat.Structured ? CloudEventText.Structured : "application/json",
        MessageId = e.Facts.Id,
        Type = e.Facts.Type,
        AppId = "CdViz.EventStore",
        Headers = new Dictionary<string, object?>(
            [
                .. format is SinkFormat.Binary ? CloudEventText.Attributes(e).Select(one => KeyValuePair.Create($"cloudEvents:{one.Name}", (object?)one.Value)) : [],
                .. CloudEventText.Trace(e).Select(one => KeyValuePair.Create(one.Name, (object?)one.Value)),
            ])
        {
            ["cdviz-position"] = e.Event.Position.ToString(CultureInfo.InvariantCulture),
        },
    };
}
