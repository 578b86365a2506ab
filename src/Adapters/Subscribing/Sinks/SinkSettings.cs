using System.Text.Json.Serialization;

namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>Where events go. Each kind of sink has settings of its own among these; <see cref="SinkKeys"/> says which.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SinkSettings
{
    /// <summary>What stands for a secret where it is shown.</summary>
    public const string Hidden = "***";

    /// <summary>What it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SinkType? Type { get; init; }

    /// <summary>The address.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    /// <summary>A file with the address, where that is a secret itself; it is read again when it changes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UrlFile { get; init; }

    /// <summary>How events are written.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SinkFormat? Format { get; init; }

    /// <summary>Headers to send.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>A token that is sent as bearer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>A file with the token, which is read again when it changes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TokenFile { get; init; }

    /// <summary>What deliveries are signed with: HMAC-SHA256.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    /// <summary>A file with that secret, which is read again when it changes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecretFile { get; init; }

    /// <summary>What is signed: the body, or the time, a dot and the body.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SignatureKind? Signature { get; init; }

    /// <summary>The header with the signature, <c>sha256=</c> and hex; <c>X-Hub-Signature-256</c> when left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SignatureHeader { get; init; }

    /// <summary>How long one delivery may take; 30 seconds when left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? Timeout { get; init; }

    /// <summary>The folder of files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Folder { get; init; }

    /// <summary>User and password.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    /// <summary>The password.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Password { get; init; }

    /// <summary>A file with the password.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PasswordFile { get; init; }

    /// <summary>Of rabbitmq the exchange; empty for the default one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Exchange { get; init; }

    /// <summary>Of rabbitmq the routing key, of nats the subject: with <c>{type}</c>, <c>{subject}</c> and the like for what the event says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Route { get; init; }

    /// <summary>Of nats: whether JetStream has to confirm.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? JetStream { get; init; }

    /// <summary>Of kafka the topic, of clickhouse the table, of s3 the bucket, of github the repository or organization.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Target { get; init; }

    /// <summary>Of kafka, settings of librdkafka; of s3 and files, the first part of names; of github, what deployments say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>The same with what is secret hidden.</summary>
    public SinkSettings Shown() => this with
    {
        Url = Url is null ? null : SafeUrl(Type, Url),
        Headers = Headers?.ToDictionary(header => header.Key, _ => Hidden),
        Options = Options?.ToDictionary(option => option.Key, option => SinkKeys.IsSecret(option.Key) ? Hidden : option.Value),
        Token = Hide(Token),
        Secret = Hide(Secret),
        Password = Hide(Password),
    };

    /// <summary>An address as it may be shown: user and password, the values of a query, and of what takes posts also the path may be credentials; brokers may be several.</summary>
    internal static string SafeUrl(SinkType? type, string url) => string.Join(',', url.Split(',').Select(one =>
    {
        if (!Uri.TryCreate(one, UriKind.Absolute, out var parsed))
        {
            return one.Contains('@', StringComparison.Ordinal) ? Hidden : one;
        }

        if (parsed.UserInfo.Length is 0 && parsed.Query.Length is 0 && (type is not SinkType.Http || parsed.AbsolutePath is "/"))
        {
            return one;
        }

        var user = parsed.UserInfo.Length is 0 ? "" : $"{parsed.UserInfo.Split(':')[0]}:{Hidden}@";
        var query = parsed.Query.Length is 0 ? "" : $"?{string.Join('&', parsed.Query.TrimStart('?').Split('&').Select(pair => $"{pair.Split('=')[0]}={Hidden}"))}";
        var path = type is SinkType.Http && parsed.AbsolutePath is not "/" ? $"/{Hidden}" : parsed.AbsolutePath;
        return $"{parsed.Scheme}://{user}{parsed.Authority}{path}{query}";
    }));

    /// <summary>What <see cref="SafeUrl"/> leaves out.</summary>
    internal static IEnumerable<string> SecretsOfUrl(SinkType? type, string url) => url.Split(',').SelectMany(one => Uri.TryCreate(one, UriKind.Absolute, out var parsed)
        ? RepeatedSecrets.OfUrl(parsed, path: type is SinkType.Http)
        : one.Contains('@', StringComparison.Ordinal) ? [one] : Array.Empty<string>());

    private static string? Hide(string? secret) => secret is { Length: > 0 } ? Hidden : secret;
}

/// <summary>What a sink is.</summary>
[JsonConverter(typeof(LowerCase<SinkType>))]
public enum SinkType
{
    /// <summary>Anything that takes posts.</summary>
    Http,

    /// <summary>The server's standard output.</summary>
    Stdout,

    /// <summary>Files of lines in a folder.</summary>
    Folder,

    /// <summary>Another CdViz.EventStore.</summary>
    CdViz,

    /// <summary>A table of ClickHouse.</summary>
    ClickHouse,

    /// <summary>Logs of OpenTelemetry.</summary>
    Otlp,

    /// <summary>An exchange of RabbitMQ, or another broker that speaks AMQP 0-9-1.</summary>
    RabbitMq,

    /// <summary>A subject of NATS, with or without JetStream.</summary>
    Nats,

    /// <summary>A topic of Kafka.</summary>
    Kafka,

    /// <summary>Objects of lines in a bucket of S3.</summary>
    S3,

    /// <summary>Deployments of a repository on GitHub, or deployment records of an organization.</summary>
    GitHub,
}

/// <summary>How events are written.</summary>
[JsonConverter(typeof(LowerCase<SinkFormat>))]
public enum SinkFormat
{
    /// <summary>The CDEvent alone.</summary>
    CdEvents,

    /// <summary>Many CDEvents: an array.</summary>
    CdEventsBatch,

    /// <summary>Many CDEvents: a line each.</summary>
    NdJson,

    /// <summary>A CloudEvent in binary mode.</summary>
    Binary,

    /// <summary>A CloudEvent in structured mode.</summary>
    Structured,

    /// <summary>Many CloudEvents: an array of structured ones.</summary>
    Batch,
}

/// <summary>What a signature is of.</summary>
[JsonConverter(typeof(LowerCase<SignatureKind>))]
public enum SignatureKind
{
    /// <summary>The body.</summary>
    Body,

    /// <summary>The time of sending in seconds since 1970, which is sent in <c>X-CdViz-Timestamp</c>, a dot, and the body.</summary>
    Timestamp,
}
