namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>Which settings each kind of sink has.</summary>
public static class SinkKeys
{
    private static readonly Dictionary<SinkType, string[]> Of = new()
    {
        [SinkType.Http] = ["Url", "UrlFile", "Format", "Headers", "Token", "TokenFile", "Secret", "SecretFile", "Signature", "SignatureHeader", "Timeout"],
        [SinkType.Stdout] = ["Format"],
        [SinkType.Folder] = ["Folder", "Format"],
        [SinkType.CdViz] = ["Url", "UrlFile", "Headers", "Token", "TokenFile", "Timeout"],
        [SinkType.ClickHouse] = ["Url", "UrlFile", "Headers", "Target", "User", "Password", "PasswordFile", "Timeout"],
        [SinkType.Otlp] = ["Url", "UrlFile", "Headers", "Token", "TokenFile", "Timeout"],
        [SinkType.RabbitMq] = ["Url", "UrlFile", "Format", "Exchange", "Route", "Timeout"],
        [SinkType.Nats] = ["Url", "UrlFile", "Format", "Route", "JetStream", "User", "Password", "PasswordFile", "Token", "TokenFile", "Timeout"],
        [SinkType.Kafka] = ["Url", "Format", "Target", "Options", "Timeout"],
        [SinkType.S3] = ["Url", "Target", "User", "Password", "PasswordFile", "Options", "Timeout"],
        [SinkType.GitHub] = ["Url", "Target", "Headers", "Token", "TokenFile", "Options", "Timeout"],
    };

    /// <summary>Options of a sink to GitHub.</summary>
    public static IReadOnlyList<string> GitHubOptions { get; } = ["ref", "environment", "physicalEnvironment", "cluster", "repository"];

    private static readonly Dictionary<SinkType, string[]> Needed = new()
    {
        [SinkType.Folder] = ["Folder"],
        [SinkType.Kafka] = ["Url", "Target"],
        [SinkType.S3] = ["Target"],
        [SinkType.GitHub] = ["Target"],
        [SinkType.RabbitMq] = ["Route"],
        [SinkType.Nats] = ["Route"],
        [SinkType.ClickHouse] = ["Target"],
    };

    /// <summary>Formats that each kind writes; the first where none is set.</summary>
    private static readonly Dictionary<SinkType, SinkFormat[]> Written = new()
    {
        [SinkType.Http] = [SinkFormat.Binary, SinkFormat.CdEvents, SinkFormat.CdEventsBatch, SinkFormat.NdJson, SinkFormat.Structured, SinkFormat.Batch],
        [SinkType.Stdout] = [SinkFormat.CdEvents, SinkFormat.Structured],
        [SinkType.Folder] = [SinkFormat.CdEvents, SinkFormat.Structured],
        [SinkType.RabbitMq] = [SinkFormat.Binary, SinkFormat.CdEvents, SinkFormat.Structured],
        [SinkType.Nats] = [SinkFormat.Binary, SinkFormat.CdEvents, SinkFormat.Structured],
        [SinkType.Kafka] = [SinkFormat.Binary, SinkFormat.CdEvents, SinkFormat.Structured],
    };

    private static readonly string[] All = [.. typeof(SinkSettings).GetProperties().Where(property => property.CanWrite && property.Name is not "Type").Select(property => property.Name)];

    /// <summary>Settings that say something of a kind of sink.</summary>
    public static IReadOnlyList<string> For(SinkType type) => Of[type];

    /// <summary>Formats that a kind of sink writes; the first is the usual one.</summary>
    public static IReadOnlyList<SinkFormat> Formats(SinkType type) => Written.GetValueOrDefault(type, []);

    /// <summary>The format of a sink.</summary>
    public static SinkFormat Format(SinkSettings sink) => sink.Format ?? Formats(sink.Type!.Value)[0];

    /// <summary>What is wrong with which settings are there: key and what is allowed.</summary>
    public static IEnumerable<(string Key, string Allowed)> Wrong(SinkSettings sink)
    {
        if (sink.Type is not { } type)
        {
            yield break;
        }

        foreach (var key in All.Where(key => Value(sink, key) is not null && !Of[type].Contains(key)))
        {
            yield return (key, $"nothing; of {Word(type)} there are {string.Join(", ", Of[type])}");
        }

        foreach (var key in Needed.GetValueOrDefault(type, []).Where(key => Value(sink, key) is null or ""))
        {
            yield return (key, $"something; {Word(type)} needs it");
        }

        if (Of[type].Contains("UrlFile") && (sink.Url is null or "") == (sink.UrlFile is null or ""))
        {
            yield return ("Url", $"one of Url and UrlFile; {Word(type)} needs it");
        }

        if (sink.Format is { } format && Formats(type) is { Count: > 0 } formats && !formats.Contains(format))
        {
            yield return ("Format", string.Join(", ", formats.Select(one => $"{one}".ToLowerInvariant())));
        }

        foreach (var key in (string[])["Token", "Secret", "Password"])
        {
            if (Value(sink, key) is { } && Value(sink, $"{key}File") is { })
            {
                yield return (key, $"one of {key} and {key}File");
            }
        }

        if (type is SinkType.GitHub && sink.Options?.Keys.FirstOrDefault(option => !GitHubOptions.Contains(option, StringComparer.OrdinalIgnoreCase)) is { })
        {
            yield return ("Options", string.Join(", ", GitHubOptions));
        }

        foreach (var place in SinkSecrets.Shown(sink))
        {
            yield return (place.Split('.')[0], $"the secret itself; {SinkSettings.Hidden} stands for one that is hidden, and none begins with sealed:");
        }
    }

    /// <summary>Whether what a setting is called says that it is a secret.</summary>
    public static bool IsSecret(string name) => ((string[])["password", "secret", "token", "key", "jaas", "passphrase"]).Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Word(SinkType type) => $"{type}".ToLowerInvariant();

    private static object? Value(SinkSettings sink, string key) => typeof(SinkSettings).GetProperty(key)!.GetValue(sink);
}
