namespace CdViz.Api.Configuration;

/// <summary>Where events come from.</summary>
public sealed record SourceSettings
{
    /// <summary>Its name; kept with its events as their sender.</summary>
    internal string Name { get; init; } = "";

    /// <summary>What it is.</summary>
    public SourceType? Type { get; init; }

    /// <summary>Of rabbitmq: where the broker is, with user and password.</summary>
    public string Uri { get; init; } = "amqp://guest:guest@127.0.0.1:5672";

    /// <summary>Of rabbitmq: the queue to listen on.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Of rabbitmq: messages that may be taken and not yet acknowledged: as many can share a transaction.</summary>
    public int Prefetch { get; init; } = 256;

    /// <summary>Of rabbitmq: whether to make the queue, durable, where there is none.</summary>
    public bool Declare { get; init; }

    /// <summary>Of webhook and cloudevents: what translates it, by names; several may. A source named like a translator needs none.</summary>
    public IReadOnlyList<string> Translators { get; init; } = [];

    /// <summary>What is said of all that comes from here: <c>environment</c>, <c>source</c>, and whatever its translators ask for.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether whole bodies go into <c>customData</c> of the events made of them.</summary>
    public bool KeepBody { get; init; }

    /// <summary>Headers to keep beside those that are kept anyway.</summary>
    public IReadOnlyList<string> KeepHeaders { get; init; } = [];

    /// <summary>Of webhook: the secret that the tool signs with or sends, in its own way.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Of webhook: what its headers have to say, all of it.</summary>
    public IReadOnlyList<RuleSettings> Rules { get; init; } = [];

    /// <summary>Of cloudevents: the types it takes, with <c>*</c> for any text; empty for all.</summary>
    public IReadOnlyList<string> EventTypes { get; init; } = [];

    /// <summary>Of cloudevents: the sources it takes, with <c>*</c> for any text; empty for all.</summary>
    public IReadOnlyList<string> EventSources { get; init; } = [];

    /// <summary>Of cloudevents: the subjects it takes, with <c>*</c> for any text; empty for all.</summary>
    public IReadOnlyList<string> EventSubjects { get; init; } = [];

    /// <summary>Of kubernetes: the kubeconfig that says where the cluster is; empty for the one of the pod this runs in, else the usual one.</summary>
    public string KubeConfig { get; init; } = "";

    /// <summary>Of kubernetes: the context of the kubeconfig; empty for its current one.</summary>
    public string Context { get; init; } = "";

    /// <summary>Of kubernetes: the namespaces to watch; empty for all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Of kubernetes: a label selector; empty for all.</summary>
    public string Labels { get; init; } = "";

    /// <summary>Of kubernetes: the kinds of workloads to watch.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = ["deployment", "statefulset", "daemonset"];

    /// <summary>Of kubernetes: where a workload says its environment, <c>label:KEY</c>, <c>annotation:KEY</c>, <c>namespace</c>; the first that is there.</summary>
    public IReadOnlyList<string> EnvironmentFrom { get; init; } = [];

    /// <summary>Of kubernetes: where a workload says its service, <c>label:KEY</c>, <c>annotation:KEY</c>, <c>name</c>; the first that is there.</summary>
    public IReadOnlyList<string> ServiceFrom { get; init; } = [];

    /// <summary>Where the broker is, without password.</summary>
    internal string SafeUri => System.Uri.TryCreate(Uri, UriKind.Absolute, out var uri)
        ? new UriBuilder(uri) { Password = uri.UserInfo.Contains(':', StringComparison.Ordinal) ? "***" : "" }.ToString()
        : "***";

    /// <summary>The translators it has: those that are named, or the one it is named like.</summary>
    internal IReadOnlyList<string> TranslatorNames => Type is SourceType.Kubernetes ? ["kubernetes"] : Type is SourceType.Otlp ? ["otlp"] : Translators.Count > 0 ? Translators : [Name];

    /// <summary>The same for the inbox; null for what is no matter of it.</summary>
    internal InboxSource? ForInbox() => Type is SourceType.Webhook or SourceType.CloudEvents or SourceType.Kubernetes or SourceType.Otlp
        ? new(Name, $"{Type}".ToLowerInvariant(), TranslatorNames)
        {
            Metadata = Type is SourceType.Kubernetes
                ? new Dictionary<string, string>(Metadata) { ["environmentFrom"] = string.Join(' ', EnvironmentFrom), ["serviceFrom"] = string.Join(' ', ServiceFrom) }
                : Metadata,
            KeepBody = KeepBody,
            Types = EventTypes,
            From = EventSources,
            Subjects = EventSubjects,
        }
        : null;
}

/// <summary>What a source is.</summary>
public enum SourceType
{
    /// <summary>A queue of a RabbitMQ broker, or another that speaks AMQP 0-9-1.</summary>
    RabbitMq,

    /// <summary>What a tool posts to <c>/webhooks/NAME</c>.</summary>
    Webhook,

    /// <summary>CloudEvents posted to <c>/cloudevents</c>, by type, source and subject.</summary>
    CloudEvents,

    /// <summary>The workloads of a Kubernetes cluster, watched.</summary>
    Kubernetes,

    /// <summary>Logs of OpenTelemetry posted to <c>/v1/logs</c>.</summary>
    Otlp,
}

/// <summary>What a header has to say.</summary>
public sealed record RuleSettings
{
    /// <summary>The header.</summary>
    public string Header { get; init; } = "";

    /// <summary>What is looked at.</summary>
    public RuleCheck? Check { get; init; }

    /// <summary>Of equals the value, of matches the regular expression, of signature the secret.</summary>
    public string Value { get; init; } = "";

    /// <summary>Of equals: whether case does not matter.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Of equals and signature: what stands before the value: <c>sha256=</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Of signature: the hash.</summary>
    public RuleHash Hash { get; init; } = RuleHash.Sha256;

    /// <summary>Of signature: how it is written.</summary>
    public RuleEncoding Encoding { get; init; } = RuleEncoding.Hex;

    /// <summary>Of signature: how the secret is written.</summary>
    public RuleEncoding SecretEncoding { get; init; } = RuleEncoding.Text;

    /// <summary>Of signature: headers that are signed before the body, each followed by <see cref="Separator"/>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Of signature: what stands between the headers and the body.</summary>
    public string Separator { get; init; } = ".";

    /// <summary>Of signature: the header with the time of sending, which is one of those that are signed.</summary>
    public string Timestamp { get; init; } = "";

    /// <summary>Of signature: by how much that time may differ from ours.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What a rule looks at.</summary>
public enum RuleCheck
{
    /// <summary>The header is there and not empty.</summary>
    Exists,

    /// <summary>It has a value.</summary>
    Equals,

    /// <summary>It fits a regular expression.</summary>
    Matches,

    /// <summary>It is the HMAC of the body.</summary>
    Signature,
}

/// <summary>The hash of a signature.</summary>
public enum RuleHash
{
    /// <summary>HMAC-SHA256.</summary>
    Sha256,

    /// <summary>HMAC-SHA1, of tools that know no other.</summary>
    Sha1,

    /// <summary>HMAC-SHA512.</summary>
    Sha512,
}

/// <summary>How bytes are written.</summary>
public enum RuleEncoding
{
    /// <summary>Hexadecimal digits.</summary>
    Hex,

    /// <summary>Base64.</summary>
    Base64,

    /// <summary>The text itself, in UTF-8; of secrets alone.</summary>
    Text,
}
