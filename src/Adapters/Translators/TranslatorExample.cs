using System.Runtime.InteropServices;
using System.Text.Json;

namespace CdViz.Adapters.Translators;

/// <summary>
/// What a tool sends, as an example: <c>{"headers": {…}, "metadata": {…}, "receivedAt": "…", "body": …}</c>. A body that is a string is one that is no JSON.
/// </summary>
/// <param name="Body">The bytes.</param>
public sealed record TranslatorExample(ReadOnlyMemory<byte> Body)
{
    /// <summary>How the names of examples end.</summary>
    public const string In = ".in.json";

    /// <summary>How the names end of what is to come out: a list of CDEvents.</summary>
    public const string Out = ".out.json";

    /// <summary>Headers that came with it.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What its source says.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>When it came in.</summary>
    public DateTimeOffset ReceivedAt { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether the whole body goes into <c>customData</c>.</summary>
    public bool KeepBody { get; init; }

    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static TranslatorExample Parse(ReadOnlyMemory<byte> json)
    {
        var example = JsonElement.Parse(json.Span);
        if (example.ValueKind is not JsonValueKind.Object || !example.TryGetProperty("body", out var body))
        {
            throw new JsonException("An example has a member 'body'.");
        }

        return new(body.ValueKind is JsonValueKind.String ? System.Text.Encoding.UTF8.GetBytes(body.GetString()!) : JsonMarshal.GetRawUtf8Value(body).ToArray())
        {
            Headers = Texts("headers"),
            Metadata = Texts("metadata"),
            ReceivedAt = example.TryGetProperty("receivedAt", out var at) ? at.GetDateTimeOffset() : new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            KeepBody = example.TryGetProperty("keepBody", out var keep) && keep.ValueKind is JsonValueKind.True,
        };

        Dictionary<string, string> Texts(string member) => example.TryGetProperty(member, out var texts) && texts.ValueKind is JsonValueKind.Object
            ? texts.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.ToString())
            : [];
    }

    /// <summary>The same with more headers and metadata.</summary>
    public TranslatorExample With(IEnumerable<KeyValuePair<string, string>> headers, IEnumerable<KeyValuePair<string, string>> metadata) => this with
    {
        Headers = Headers.Concat(headers).GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value),
        Metadata = Metadata.Concat(metadata).GroupBy(pair => pair.Key).ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value),
    };

    /// <summary>Translates it, as if nothing had come before.</summary>
    /// <returns>The events, what there is to say, and whether it failed.</returns>
    public async Task<(IReadOnlyList<ReadOnlyMemory<byte>> Events, string? Remark, bool HasFailed)> TranslateAsync(Translator translator, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(translator);
        var named = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        var isCloudEvent = named.ContainsKey("ce-specversion") || named.GetValueOrDefault("Content-Type")?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) is true;
        try
        {
            var inputs = isCloudEvent
                ? ForeignCloudEvents.Read(named.GetValueOrDefault("Content-Type"), named, Body).Select(e => ForeignCloudEvents.ToIncoming(e, ReceivedAt, Metadata, KeepBody))
                : [new Incoming(Body, Headers, ReceivedAt) { Metadata = Metadata, KeepBody = KeepBody }];
            var (events, remarks, hasFailed) = (new List<ReadOnlyMemory<byte>>(), new List<string>(), false);
            foreach (var input in inputs)
            {
                switch (await translator.TranslateAsync(input, ct).ConfigureAwait(false))
                {
                    case Translation.Statements(var all):
                        events.AddRange(all.Select(AsIfFirst).OfType<ReadOnlyMemory<byte>>());
                        break;
                    case Translation.Nothing(var why):
                        remarks.Add(why);
                        break;
                    case Translation.Failed(var why):
                        (hasFailed, remarks) = (true, [.. remarks, why]);
                        break;
                }
            }

            return (events, remarks.Count > 0 ? string.Join(' ', remarks) : null, hasFailed);
        }
        catch (NotTranslatedException fault)
        {
            return ([], fault.Message, true);
        }
    }

    /// <summary>What the end of something says is shown too, though nothing came before that it ends.</summary>
    private static ReadOnlyMemory<byte>? AsIfFirst(Statement statement) => statement switch
    {
        Statement.AsSent(var json) => json,
        Statement.Fact(var e) => e.ToUtf8Json(),
        Statement.Runs claim => claim.After([]) is { } e ? e.ToUtf8Json() : (ReadOnlyMemory<byte>?)null,
        Statement.Claim claim => claim.Event.ToUtf8Json(),
        _ => throw new NotSupportedException(statement.GetType().Name),
    };
}
