using Microsoft.AspNetCore.Http.HttpResults;
using Wolverine.Http;

namespace CdViz.Api.Endpoints.Doors;

/// <summary><c>GET /sources</c>: what comes in, and what becomes of it.</summary>
public static class SourceEndpoint
{
    /// <summary>The sources of the settings, and what came from each</summary>
    /// <remarks>Counts are those of the node that answers, since it started; what waits is everybody's.</remarks>
    [WolverineGet("/sources", OperationId = "getSources"), Tags("Inbox")]
    public static async Task<Ok<SourceList>> GetAsync(Settings settings, SourceMeasures measures, Sources sources, InboxStore inbox, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(measures);
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(inbox);
        var waiting = await inbox.WaitingBySourceAsync(ct);
        var all = settings.Sources.Select(source => Item(
            source.Name, $"{source.Type}".ToLowerInvariant(), AddressOf(source),
            source.TranslatorNames,
            sources.WhyAway(source.Name)));
        // What no source of the settings takes.
        var others = ((string, string, string)[])[("sql", "sql", "cdviz.store_cdevent"), ("cloudevents", "cloudevents", "/cloudevents"), ("otlp", "otlp", "/v1/logs")];
        return TypedResults.Ok(new SourceList([
            .. all, .. others.Where(one => settings.Sources.All(source => source.Name != one.Item1)).Select(one => Item(one.Item1, one.Item2, one.Item3, [], null)),
        ]));

        static string AddressOf(SourceSettings source) => source.Type switch
        {
            SourceType.Webhook => $"/webhooks/{source.Name}",
            SourceType.CloudEvents => "/cloudevents",
            SourceType.Otlp => "/v1/logs",
            SourceType.Kubernetes => string.Join(' ', source.Kinds),
            SourceType.Folder => source.Folder,
            SourceType.S3 when source.Uri.Length is 0 => source.Bucket,
            _ => source.SafeUri,
        };

        SourceItem Item(string name, string type, string address, IReadOnlyList<string> translators, string? why)
        {
            var (count, left) = (measures.Of(name), waiting.FirstOrDefault(one => one.Source == name));
            return new(
                Name: name, Type: type, Address: address, Translators: translators, Taken: count.TakenCount, Refused: count.RefusedCount,
                Translated: count.TranslatedCount, Meaningless: count.MeaninglessCount, Failed: count.FailedCount, Events: count.EventCount, Waiting: left.Waiting,
                OldestSeconds: left.OldestSeconds, Lag: count.Lag, LastError: why ?? count.LastError);
        }
    }
}

/// <summary>What comes in.</summary>
/// <param name="Items">Each source.</param>
public sealed record SourceList(IReadOnlyList<SourceItem> Items);

/// <summary>A source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">webhook, cloudevents, rabbitmq, kafka, nats, folder, http, s3, sse, registry, kubernetes, otlp, sql.</param>
/// <param name="Address">Where it comes in.</param>
/// <param name="Translators">What translates it.</param>
/// <param name="Taken">What came in.</param>
/// <param name="Refused">Senders that were not let in.</param>
/// <param name="Translated">Entries that events were made of.</param>
/// <param name="Meaningless">Entries that mean nothing.</param>
/// <param name="Failed">Entries that could not be translated.</param>
/// <param name="Events">Events that were made.</param>
/// <param name="Waiting">Entries that wait.</param>
/// <param name="OldestSeconds">Age of the oldest of those.</param>
/// <param name="Lag">Messages that wait with its broker, where it says so.</param>
/// <param name="LastError">What went wrong last, or null.</param>
public sealed record SourceItem(
    string Name, string Type, string Address, IReadOnlyList<string> Translators, long Taken, long Refused, long Translated, long Meaningless, long Failed, long Events,
    long Waiting, double OldestSeconds, long? Lag, string? LastError);
