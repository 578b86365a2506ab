using System.Globalization;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace CdViz.Adapters.Subscribing.Sinks.Brokers;

/// <summary>
/// Publishes events to subjects of NATS. With JetStream, what the stream has acknowledged is delivered, and the same event again within the stream's window is kept once; without,
/// what the server has taken, whether or not somebody listens.
/// </summary>
internal sealed class NatsSink : ISink
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(30);

    private readonly SinkSettings settings;
    private readonly string name;
    private readonly SinkFormat format;
    private readonly RouteText route;
    private readonly SecretFile url;
    private readonly SecretFile password;
    private readonly SecretFile token;
    private readonly OutgoingGuard? guard;
    private NatsConnection? connection;

    public NatsSink(SinkSettings settings, string name, OutgoingGuard? guard)
    {
        this.guard = guard;
        (this.settings, this.name, format, route) = (settings, name, SinkKeys.Format(settings), new RouteText(settings.Route!));
        (url, password, token) = (new("address", settings.Url, settings.UrlFile), new("password", settings.Password, settings.PasswordFile), new("token", settings.Token, settings.TokenFile));
    }

    /// <inheritdoc/>
    public int Most => 1000;

    /// <inheritdoc/>
    public bool IsTogether => false;

    /// <inheritdoc/>
    public async Task<SinkResult> DeliverAsync(IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(settings.Timeout ?? UsualTime);
        try
        {
            var open = await OpenAsync(patience.Token).ConfigureAwait(false);
            return settings.JetStream is true
                ? await AcknowledgedAsync(new NatsJSContext(open), events, patience.Token).ConfigureAwait(false)
                : await SentAsync(open, events, patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested && fault is not SinkException)
        {
            await DisposeAsync().ConfigureAwait(false);
            return SinkResult.None(new SinkFault.Away(fault is OperationCanceledException ? "The server did not answer in time." : $"The server is away: {fault.Message}"));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (connection is { } open)
        {
            connection = null;
            await open.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<SinkResult> AcknowledgedAsync(NatsJSContext stream, IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        var acknowledged = events.Select(e => stream.PublishAsync(
            route.Of(e), EventText.One(format, e).ToArray(), opts: new NatsJSPubOpts { MsgId = e.Event.Id.ToString() }, headers: Headers(e), cancellationToken: ct).AsTask()).ToArray();
        await ((Task)Task.WhenAll(acknowledged)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < acknowledged.Length; i++)
        {
            if (!acknowledged[i].IsCompletedSuccessfully)
            {
                return new(i, new SinkFault.Away($"No stream has acknowledged what was published to {route.Of(events[i])}: {acknowledged[i].Exception?.InnerException?.Message ?? "in time"}"));
            }

            if ((await acknowledged[i].ConfigureAwait(false)).Error is { } error)
            {
                return new(i, error.Code is 503 ? new SinkFault.Away($"The stream does not take it now: {error.Description}") : new SinkFault.Failed($"The stream does not take it: {error.Description}"));
            }
        }

        return new(events.Count);
    }

    private async Task<SinkResult> SentAsync(NatsConnection open, IReadOnlyList<Outgoing> events, CancellationToken ct)
    {
        foreach (var e in events)
        {
            await open.PublishAsync(route.Of(e), EventText.One(format, e).ToArray(), Headers(e), cancellationToken: ct).ConfigureAwait(false);
        }

        // It answers in order: what was sent before has arrived.
        await open.PingAsync(ct).ConfigureAwait(false);
        return new(events.Count);
    }

    private static string Host(string url) => Uri.TryCreate(url.Contains("://", StringComparison.Ordinal) ? url : $"nats://{url}", UriKind.Absolute, out var parsed) ? parsed.Host : url;

    private NatsHeaders Headers(Outgoing e)
    {
        var headers = new NatsHeaders { ["CdViz-Position"] = e.Event.Position.ToString(CultureInfo.InvariantCulture) };
        if (format is SinkFormat.Binary)
        {
            foreach (var (attribute, value) in CloudEventText.Attributes(e))
            {
                headers[$"ce-{attribute}"] = CloudEventText.Header(value);
            }
        }

        foreach (var (attribute, value) in CloudEventText.Trace(e))
        {
            headers[attribute] = value;
        }

        headers["Content-Type"] = format is SinkFormat.Structured ? CloudEventText.Structured : "application/json";
        return headers;
    }

    private async Task<NatsConnection> OpenAsync(CancellationToken ct)
    {
        if (connection is null)
        {
            await (guard?.CheckAsync(url.Text()!.Split(',').Select(Host), ct) ?? Task.CompletedTask).ConfigureAwait(false);
            var login = NatsAuthOpts.Default with { Username = settings.User, Password = password.Text(), Token = token.Text() };
            connection = new NatsConnection(NatsOpts.Default with { Url = url.Text()!, Name = $"CdViz.EventStore {name}", AuthOpts = login, MaxReconnectRetry = 1 });
            await connection.ConnectAsync().AsTask().WaitAsync(ct).ConfigureAwait(false);
        }

        return connection;
    }
}
