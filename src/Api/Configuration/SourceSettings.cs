namespace CdViz.Api.Configuration;

/// <summary>Where events come from.</summary>
public sealed record SourceSettings
{
    /// <summary>Its name; kept with its events as their sender.</summary>
    internal string Name { get; init; } = "";

    /// <summary>What it is.</summary>
    public SourceType? Type { get; init; }

    /// <summary>Where it is, with user and password where that is usual; of kafka hosts with ports and commas between them.</summary>
    public string Uri { get; init; } = "";

    /// <summary>Of rabbitmq: the queue to listen on.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Of brokers: messages that may be taken and not yet acknowledged: as many can share a transaction.</summary>
    public int Prefetch { get; init; } = 256;

    /// <summary>Of rabbitmq and nats: whether to make the queue or the stream, durable, where there is none.</summary>
    public bool Declare { get; init; }

    /// <summary>Of kafka: the topics to listen on; one that begins with <c>^</c> is a regular expression.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Of kafka and nats: the group whose members share the messages.</summary>
    public string Group { get; init; } = "cdviz";

    /// <summary>Of kafka and nats: where a new group begins.</summary>
    public SourceStart Start { get; init; }

    /// <summary>Of kafka: settings of librdkafka.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Of nats: the subject, with <c>*</c> and <c>&gt;</c> as NATS has them.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Of nats: the stream of JetStream that has the subject; empty for core NATS.</summary>
    public string Stream { get; init; } = "";

    /// <summary>Of nats: the file with JWT and seed that logs in.</summary>
    public string CredentialsFile { get; init; } = "";

    /// <summary>Of what is asked: after how long it is asked again.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Of folder: where its files lie.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Of folder and s3: which names are read: <c>**/*.json</c>; one with <c>!</c> before it leaves out.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Of folder, s3 and http: how it is cut into inputs.</summary>
    public SourceFormat Format { get; init; }

    /// <summary>Of folder: how long a file that does not show its end has to rest before it is read.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Of http: where in an answer its items are, as JSON pointer; empty for the answer itself.</summary>
    public string Items { get; init; } = "";

    /// <summary>Of http and sse: where in an item its input is, as JSON pointer; empty for the item itself.</summary>
    public string Input { get; init; } = "";

    /// <summary>Of http: where in an item its place in time or order is, as JSON pointer; the greatest that was seen stands for <c>{cursor}</c> in the address.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Of http: what stands for <c>{cursor}</c> until something was seen.</summary>
    public string Since { get; init; } = "";

    /// <summary>Of http and sse: headers of the request, and of http those that translators see.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Of http, registry and s3: who asks, where that is by name and password; s3: the access key.</summary>
    public string User { get; init; } = "";

    /// <summary>Of http, sse, registry and s3: a file with the password, the token or the secret key.</summary>
    public string SecretFile { get; init; } = "";

    /// <summary>Of registry: its repositories, with <c>*</c> for any text.</summary>
    public IReadOnlyList<string> Repositories { get; init; } = [];

    /// <summary>Of s3: the bucket.</summary>
    public string Bucket { get; init; } = "";

    /// <summary>Of s3: what the names of its objects begin with.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Of s3: the region.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>What translates what is no CDEvent, by names; several may. A webhook or route that is named like a translator needs none.</summary>
    public IReadOnlyList<string> Translators { get; init; } = [];

    /// <summary>What is said of all that comes from here: <c>environment</c>, <c>source</c>, and whatever its translators ask for.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether whole bodies go into <c>customData</c> of the events made of them.</summary>
    public bool KeepBody { get; init; }

    /// <summary>Headers to keep beside those that are kept anyway.</summary>
    public IReadOnlyList<string> KeepHeaders { get; init; } = [];

    /// <summary>Of webhook: the secret that the tool signs with or sends, in its own way.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Of webhook and brokers: what headers have to say, all of it.</summary>
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

    /// <summary>Where it is.</summary>
    internal string Address => Uri.Length > 0 ? Uri : Type switch
    {
        SourceType.RabbitMq => "amqp://guest:guest@127.0.0.1:5672",
        SourceType.Kafka => "127.0.0.1:9092",
        SourceType.Nats => "nats://127.0.0.1:4222",
        _ => "",
    };

    /// <summary>Where it is, without password.</summary>
    internal string SafeUri => Address.Length is 0 ? ""
        : Type is SourceType.Kafka ? Address
        : System.Uri.TryCreate(Address, UriKind.Absolute, out var uri)
        ? new UriBuilder(uri) { Password = uri.UserInfo.Contains(':', StringComparison.Ordinal) ? "***" : "" }.ToString()
        : "***";

    /// <summary>The translators it has: those that are named, or of a door that tools post to the one it is named like.</summary>
    internal IReadOnlyList<string> TranslatorNames => Translators.Count > 0 ? Translators : Type switch
    {
        SourceType.Webhook or SourceType.CloudEvents => [Name],
        SourceType.Registry => ["registry"],
        SourceType.Kubernetes => ["kubernetes"],
        SourceType.Otlp => ["otlp"],
        _ => [],
    };

    /// <summary>The password, the token or the secret key it is asked with; empty for none.</summary>
    internal string Password => SecretFile.Length > 0 ? File.ReadAllText(SecretFile).Trim() : Secret;

    /// <summary>The door, as it is kept with what comes from it.</summary>
    internal string Door => Type is SourceType.Http ? "poll" : $"{Type}".ToLowerInvariant();

    /// <summary>The same for the inbox; null for what is no matter of it.</summary>
    internal InboxSource? ForInbox() => TranslatorNames.Count > 0
        ? new(Name, Door, TranslatorNames)
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
