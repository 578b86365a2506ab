using System.Text.Json;
using CdViz.Adapters.Telemetry;
using Sdk = CloudNative.CloudEvents;

namespace CdViz.Adapters.Inbox;

/// <summary>What is made of entries of the inbox: their statements, by the translators that their source names, or the router where they are CloudEvents.</summary>
/// <param name="sources">The sources of the settings.</param>
/// <param name="translators">The translators there are.</param>
public sealed class InboxTranslation(IReadOnlyList<InboxSource> sources, TranslatorSet translators)
{
    /// <summary>The door of logs of OpenTelemetry.</summary>
    public const string OtlpDoor = "otlp";

    private const int MaxStatements = 20_000;

    private static readonly Dictionary<string, string> NoMetadata = [];

    /// <summary>Sources whose entries may take long, each of which has a lane of its own.</summary>
    public IReadOnlyList<string> SlowSources { get; } =
        [.. sources.Where(source => source.Translators.Any(name => translators.Find(name)?.MayTakeLong is true)).Select(source => source.Name)];

    /// <summary>Whether it is a CDEvent as it is.</summary>
    public static bool IsPlain(InboxEntry entry) => entry?.Delivery.Door is "sql";

    /// <summary>The source that CloudEvents are counted to: of those that take one of them one that may take long, else the first; null where none does.</summary>
    public string? RouteOf(IReadOnlyList<Sdk.CloudEvent> events)
    {
        var routes = events.SelectMany(Routes).Select(route => route.Name).Distinct().ToList();
        return routes.FirstOrDefault(SlowSources.Contains) ?? routes.FirstOrDefault();
    }

    /// <summary>Translates an entry. What goes wrong is an outcome as well.</summary>
    public async Task<InboxTranslated> TranslateAsync(InboxEntry entry, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var headers = new Dictionary<string, string>(entry.Delivery.Headers ?? NoMetadata, StringComparer.OrdinalIgnoreCase);
        if (entry.Delivery.ContentType is { } type)
        {
            headers["Content-Type"] = type;
        }

        var received = new DateTimeOffset(entry.ReceivedAt, TimeSpan.Zero);
        if (entry.Delivery.Door is "cloudevents")
        {
            return await CloudEventsAsync(entry, headers, received, ct).ConfigureAwait(false);
        }

        if (entry.Delivery.Door is "report" && entry.Source is { } format)
        {
            return await TranslateAsync([format], new Incoming(entry.Body, headers, received) { Metadata = ReportHeaders.Read(headers) }, ct).ConfigureAwait(false);
        }

        if (entry.Delivery.Door is OtlpDoor)
        {
            return await OtlpAsync(entry, headers, received, ct).ConfigureAwait(false);
        }

        if (sources.FirstOrDefault(one => one.Name == entry.Source && one.Kind == entry.Delivery.Door) is not { } source)
        {
            return InboxTranslated.Failed($"There is no source '{entry.Source}' in the settings.");
        }

        if (entry.Delivery.Form is not BodyForm.Bare)
        {
            return await EnvelopeAsync(entry, source, received, ct).ConfigureAwait(false);
        }

        var incoming = new Incoming(entry.Body, headers, received) { Metadata = source.Metadata, KeepBody = source.KeepBody };
        return await TranslateAsync(source.Translators, incoming, ct).ConfigureAwait(false);
    }

    /// <summary>Translates something by some translators, one after the other.</summary>
    public async Task<InboxTranslated> TranslateAsync(IReadOnlyList<string> names, Incoming incoming, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(names);
        var all = new InboxTranslated { Translators = names };
        foreach (var name in names)
        {
            var translation = translators.Find(name) is { } translator
                ? await translator.TranslateAsync(incoming, ct).ConfigureAwait(false)
                : new Translation.Failed("There is no such translator.");
            all = translation switch
            {
                Translation.Statements(var statements) => all with { Statements = [.. all.Statements, .. statements] },
                Translation.Nothing(var why) => all with { Remarks = [.. all.Remarks, why] },
                Translation.Failed failed => all with
                {
                    Remarks = [.. all.Remarks, $"{name}: {failed.Why}"],
                    HasFailed = true,
                    MayPass = all.MayPass || failed.MayPass,
                },
                _ => throw new NotSupportedException(translation.GetType().Name),
            };
        }

        return all.Statements.Count <= MaxStatements ? all : InboxTranslated.Failed($"It says {all.Statements.Count} things; {MaxStatements} are allowed.", names);
    }

    /// <summary>A CloudEvent of a source that names its translators: a message of a broker.</summary>
    private async Task<InboxTranslated> EnvelopeAsync(InboxEntry entry, InboxSource source, DateTimeOffset received, CancellationToken ct)
    {
        try
        {
            // An attribute may come in several spellings.
            var headers = (entry.Delivery.Headers ?? NoMetadata).Select(header => (Name: Delivery.CloudEventsName(header.Key), header.Value))
                .DistinctBy(header => header.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(header => header.Name, header => header.Value);
            var all = new InboxTranslated();
            foreach (var e in ForeignCloudEvents.Read(entry.Delivery.ContentType, headers, entry.Body))
            {
                all = all.And(await TranslateAsync(source.Translators, ForeignCloudEvents.ToIncoming(e, received, source.Metadata, source.KeepBody), ct).ConfigureAwait(false));
            }

            return all;
        }
        catch (NotTranslatedException fault)
        {
            return InboxTranslated.Failed(fault.Message);
        }
    }

    private async Task<InboxTranslated> OtlpAsync(InboxEntry entry, Dictionary<string, string> headers, DateTimeOffset received, CancellationToken ct)
    {
        var source = sources.FirstOrDefault(one => one.Name == entry.Source && one.Kind is OtlpDoor);
        try
        {
            var body = OtlpProtobuf.IsType(entry.Delivery.ContentType) ? JsonSerializer.SerializeToUtf8Bytes(OtlpProtobuf.ToJson(entry.Body)) : entry.Body;
            return await TranslateAsync([OtlpDoor], new Incoming(body, headers, received) { Metadata = source?.Metadata ?? NoMetadata }, ct).ConfigureAwait(false);
        }
        catch (NotTranslatedException fault)
        {
            return InboxTranslated.Failed(fault.Message, [OtlpDoor]);
        }
    }

    private async Task<InboxTranslated> CloudEventsAsync(
        InboxEntry entry, Dictionary<string, string> headers, DateTimeOffset received, CancellationToken ct)
    {
        IReadOnlyList<Sdk.CloudEvent> events;
        try
        {
            events = ForeignCloudEvents.Read(entry.Delivery.ContentType, headers, entry.Body);
        }
        catch (NotTranslatedException fault)
        {
            return InboxTranslated.Failed(fault.Message);
        }

        var all = new InboxTranslated { CloudEvents = events };
        foreach (var e in events)
        {
            var routes = Routes(e).ToList();
            if (routes.Count is 0)
            {
                all = all.And(Domain.Translating.Translators.ForCloudEvent(e.Type!) is { } name
                    ? await TranslateAsync([name], ForeignCloudEvents.ToIncoming(e, received, NoMetadata, keepBody: false), ct).ConfigureAwait(false)
                    : new InboxTranslated { Remarks = [$"No source routes the type '{e.Type}', and no translator is known for it."] });
                continue;
            }

            foreach (var route in routes)
            {
                all = all.And(await TranslateAsync(
                    route.Translators, ForeignCloudEvents.ToIncoming(e, received, route.Metadata, route.KeepBody), ct).ConfigureAwait(false));
            }
        }

        return all.Statements.Count <= MaxStatements ? all : InboxTranslated.Failed($"It says {all.Statements.Count} things; {MaxStatements} are allowed.", all.Translators);
    }

    private IEnumerable<InboxSource> Routes(Sdk.CloudEvent e) => sources.Where(source => source.Kind is "cloudevents"
        && Globs.Match(source.Types, e.Type) && Globs.Match(source.From, e.Source?.OriginalString) && Globs.Match(source.Subjects, e.Subject));
}

/// <summary>A source of the settings, as far as the inbox is concerned.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">The door it is at: <c>webhook</c>, <c>cloudevents</c>.</param>
/// <param name="Translators">Names of its translators.</param>
public sealed record InboxSource(string Name, string Kind, IReadOnlyList<string> Translators)
{
    /// <summary>What it says of all that comes from there.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether whole bodies go into <c>customData</c>.</summary>
    public bool KeepBody { get; init; }

    /// <summary>Of CloudEvents: types it takes, with <c>*</c>; none for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Of CloudEvents: sources it takes, with <c>*</c>; none for all.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>Of CloudEvents: subjects it takes, with <c>*</c>; none for all.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];
}

/// <summary>What was made of an entry.</summary>
public sealed record InboxTranslated
{
    /// <summary>What it says.</summary>
    public IReadOnlyList<Statement> Statements { get; init; } = [];

    /// <summary>What translated it.</summary>
    public IReadOnlyList<string> Translators { get; init; } = [];

    /// <summary>What there is to say of it.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether a translator failed.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Whether that may pass.</summary>
    public bool MayPass { get; init; }

    /// <summary>The CloudEvents in it.</summary>
    public IReadOnlyList<Sdk.CloudEvent> CloudEvents { get; init; } = [];

    /// <summary>It could not be translated.</summary>
    public static InboxTranslated Failed(string why, IReadOnlyList<string>? translators = null) => new() { Remarks = [why], HasFailed = true, Translators = translators ?? [] };

    /// <summary>Both.</summary>
    public InboxTranslated And(InboxTranslated other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with
        {
            Statements = [.. Statements, .. other.Statements],
            Translators = [.. Translators.Union(other.Translators)],
            Remarks = [.. Remarks.Union(other.Remarks)],
            HasFailed = HasFailed || other.HasFailed,
            MayPass = MayPass || other.MayPass,
        };
    }
}
