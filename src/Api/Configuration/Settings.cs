namespace CdViz.Api.Configuration;

/// <summary>Everything that can be set. Every key, its default and its meaning are in <c>appsettings.json</c>.</summary>
public sealed record Settings
{
    /// <summary>Connection string of the database, as Npgsql reads it; empty when none is configured.</summary>
    public string EventStore { get; init; } = "";

    /// <summary>Connection string of a login that may read schema <c>cdviz</c> and nothing else, for questions in SQL; empty where none may be asked.</summary>
    public string Reader { get; init; } = "";

    /// <summary>Addresses to listen on.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:8080"];

    /// <summary>Who may do what: those of the settings and those of <see cref="TokenFile"/>. Empty: everybody, but only from this machine.</summary>
    public IReadOnlyList<TokenSettings> Tokens { get; init; } = [];

    /// <summary>A file of further tokens, which is read again when it changes; empty for none.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>How strictly events are checked.</summary>
    public AdmissionSettings Admission { get; init; } = new();

    /// <summary>What a client may send.</summary>
    public LimitSettings Limits { get; init; } = new();

    /// <summary>How much is appended at once, and how long that may take.</summary>
    public AppenderOptions Append { get; init; } = new();

    /// <summary>Projections of the user's own.</summary>
    public ProjectionSettings Projections { get; init; } = new();

    /// <summary>How much the quarantine keeps, and for how long.</summary>
    public QuarantineLimits Quarantine { get; init; } = new();

    /// <summary>How much of what was taken the inbox keeps, and for how long.</summary>
    public InboxLimits Inbox { get; init; } = new();

    /// <summary>How long the event lake keeps its rows.</summary>
    public LakeLimits Lake { get; init; } = new();

    /// <summary>What the metrics of delivery go by.</summary>
    public MetricSettings Metrics { get; init; } = new();

    /// <summary>Definitions of the metrics of the user's own.</summary>
    public IReadOnlyList<DefinitionSettings> Definitions { get; init; } = [];

    /// <summary>What is looked for in the read tables, and who is told.</summary>
    public IReadOnlyList<AlertSettings> Alerts { get; init; } = [];

    /// <summary>The server that takes e-mail.</summary>
    public MailServer Mail { get; init; } = new();

    /// <summary>How much is kept of who did what.</summary>
    public AuditLimits Audit { get; init; } = new();

    /// <summary>How the server is known to people, and what of it may be read without a token.</summary>
    public PublicSettings Public { get; init; } = new();

    /// <summary>Translators of the user's own.</summary>
    public TranslatorSettings Translators { get; init; } = new();

    /// <summary>Where events come from beside <c>POST /cdevents</c>.</summary>
    public IReadOnlyList<SourceSettings> Sources { get; init; } = [];

    /// <summary>Who gets events.</summary>
    public IReadOnlyList<SubscriptionDefinition> Subscriptions { get; init; } = [];

    /// <summary>What looks at events, as these settings have it.</summary>
    public Admitter Admitter() => new(new AdmissionLimits { MaxBytes = Limits.EventBytes }, new AdmissionOptions { Drafts = Admission.Drafts });

    /// <summary>These settings, which name a database.</summary>
    /// <exception cref="CommandFailed">They name none.</exception>
    public Settings RequireDatabase() => EventStore.Length > 0
        ? this
        : throw CommandFailed.WrongUse(
            "ConnectionStrings:EventStore is empty; './cdviz db' starts a database and prints what to set ConnectionStrings__EventStore to.");
}

/// <summary>What this node does for the read tables, and projections of the user's own.</summary>
public sealed record ProjectionSettings
{
    /// <summary>Whether this node takes its share of the projections; one that doesn't only takes events and answers, and another node has to do the work.</summary>
    public bool Run { get; init; } = true;

    /// <summary>The folder of their <c>.sql</c> files; empty for none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>How long the statement of one may take over a page of events before it counts as failed.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>By how much the clocks of the machines of one system may differ: steps of a run that come in the wrong order or twice within it are one attempt's.</summary>
    public TimeSpan ClockTolerance { get; init; } = RunLife.Usual.Tolerance;

    /// <summary>Environments that are one: <c>name=environment</c>, what it is called instead.</summary>
    public IReadOnlyList<string> SameEnvironments { get; init; } = [];

    /// <summary>Other names of environments, services and context ids.</summary>
    public IReadOnlyList<AliasSettings> Aliases { get; init; } = [];

    /// <summary>Which files of a repository of many services are whose: <c>service=pattern</c>.</summary>
    public IReadOnlyList<string> ServicePaths { get; init; } = [];

    /// <summary>Reads the files, beside the projections of the program.</summary>
    /// <exception cref="ProjectionFileException">Some are wrong.</exception>
    public ProjectionFiles Files() => ProjectionFiles.InFolder(Folder, StatementTimeout)
        .Beside(ProjectionCatalogue.Of(new RunLife(ClockTolerance), AliasSettings.All(SameEnvironments, Aliases), CdViz.Projections.ServicePaths.Of(ServicePaths)));
}

/// <summary>What a client may send.</summary>
public sealed record LimitSettings
{
    /// <summary>Bytes of one event.</summary>
    public int EventBytes { get; init; } = 1024 * 1024;

    /// <summary>Events of a long body that are appended together.</summary>
    public int ChunkEvents { get; init; } = 1000;

    /// <summary>Bytes of a long body that are appended together.</summary>
    public int ChunkBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Connections that may be open at once.</summary>
    public int Connections { get; init; } = 2000;

    /// <summary>Bytes of unfinished events that all bodies together may have in memory.</summary>
    public long OpenBodyBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Longest silence between two events of a body.</summary>
    public TimeSpan BodyIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes a second at which an answer has to be read.</summary>
    public int ReadRate { get; init; } = 32 * 1024;

    /// <summary>How many times its size a packed body may have.</summary>
    public int UnpackRatio { get; init; } = 100;

    /// <summary>Bytes that a packed body may have.</summary>
    public long UnpackedBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Bytes a second at which all packed bodies of a sender are unpacked.</summary>
    public long UnpackRate { get; init; } = 64 * 1024 * 1024;

    /// <summary>Wrong tokens that an address, or a token itself, may show within a minute.</summary>
    public int WrongTokens { get; init; } = 20;

    /// <summary>How long one question to the database may take.</summary>
    public TimeSpan QueryTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes that one question may write to temporary files, where the login may set that.</summary>
    public long QueryTempBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Problems, and events with warnings, listed in the answer to a long body; the rest is counted.</summary>
    public int ProblemsListed { get; init; } = 1000;
}
