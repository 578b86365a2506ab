using System.Net.Sockets;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace CdViz.Api.Commands;

/// <summary>Looks whether a source is there and lets us in, and what it does.</summary>
/// <param name="IsGood">Whether events can come from it.</param>
/// <param name="Text">What was found, without secrets.</param>
internal sealed record SourceCheck(bool IsGood, string Text)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Looks at one.</summary>
    public static async Task<SourceCheck> OfAsync(SourceSettings source, Settings settings, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(Patience);
        try
        {
            var check = source.Type switch
            {
                SourceType.RabbitMq => await QueueAsync(source, time.Token),
                SourceType.Webhook => new(true, $"/webhooks/{source.Name}, {Guard(source, settings)}"),
                SourceType.CloudEvents => new(true, "/cloudevents"),
                SourceType.Otlp => new(true, "/v1/logs"),
                SourceType.Kubernetes => await ClusterAsync(source, time.Token),
                _ => new(true, "its settings are right"),
            };
            return check.IsGood ? await FunctionsAsync(source, check, time.Token) : check;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(false, $"it does not answer within {Patience.TotalSeconds} seconds");
        }
        catch (Exception fault) when (fault is IOException or SocketException or HttpRequestException or BrokerUnreachableException or OperationInterruptedException or AuthenticationFailureException or ClusterException)
        {
            return new(false, (fault.InnerException ?? fault).Message.ReplaceLineEndings(" "));
        }
    }

    private static string Guard(SourceSettings source, Settings settings) =>
        source.Secret.Length > 0 ? "guarded by its secret"
        : source.Rules.Count > 0 ? $"guarded by its rules for {string.Join(", ", source.Rules.Select(rule => rule.Header))}"
        : settings.Tokens.Count > 0 ? "guarded by tokens with the scope write"
        : "open to everybody on this machine";

    private static async Task<SourceCheck> ClusterAsync(SourceSettings source, CancellationToken ct)
    {
        using var client = ClusterClient.Create(source);
        var places = ClusterPlace.Of(source);
        foreach (var place in places)
        {
            using var response = await client.GetAsync($"{place.Address}limit=1", ct);
        }

        return new(true, $"{client.Address}, {places.Count} lists: {string.Join(", ", places.Select(place => place.Kind).Distinct())}");
    }

    private static async Task<SourceCheck> QueueAsync(SourceSettings source, CancellationToken ct)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(source.Address), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        try
        {
            var queue = await channel.QueueDeclarePassiveAsync(source.Queue, ct);
            return new(true, $"{source.SafeUri}, queue {source.Queue} with {queue.MessageCount} messages");
        }
        catch (OperationInterruptedException fault) when (fault.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return source.Declare
                ? new(true, $"{source.SafeUri}, the queue {source.Queue} will be made")
                : new(false, $"{source.SafeUri} has no queue {source.Queue}; Declare: true makes it");
        }
    }

    /// <summary>Translators that are asked over HTTP have to be there.</summary>
    private static async Task<SourceCheck> FunctionsAsync(SourceSettings source, SourceCheck check, CancellationToken ct)
    {
        foreach (var address in source.Translators.Where(TranslatorSet.IsFunction))
        {
            var uri = new Uri(address);
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(uri.DnsSafeHost, uri.Port, ct);
            }
            catch (SocketException fault)
            {
                return new(false, $"its translator {uri.GetLeftPart(UriPartial.Path)} does not answer: {fault.Message}");
            }
        }

        return check;
    }
}
