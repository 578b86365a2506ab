using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using FluentValidation.Results;

namespace CdViz.Api.Configuration;

/// <summary>Reads settings so that every wrong one is named with its key, its value and what is allowed.</summary>
internal static class SettingsReader
{
    /// <summary>The settings in force: <c>appsettings.json</c> beside the program, overridden by the file of <c>--config</c>, the environment, and that by the command line.</summary>
    /// <param name="urls">What <c>--urls</c> says; null where it was not given.</param>
    /// <exception cref="CommandFailed">A file of settings, or of a secret, cannot be read.</exception>
    public static IConfigurationRoot Sources(string? urls = null)
    {
        var secrets = SecretFiles.Read(Builder().Build());
        return Builder().AddInMemoryCollection(secrets).AddInMemoryCollection(UrlsOf(urls)).Build();

        static IConfigurationBuilder Builder() =>
            SettingsFile.AddTo(new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true), SettingsFile.Named)
                // As every ASP.NET program reads it; a variable of the setting's own name goes first.
                .AddInMemoryCollection(UrlsOf(Environment.GetEnvironmentVariable("ASPNETCORE_URLS")))
                .AddEnvironmentVariables();
    }

    /// <summary>The sections of settings there are.</summary>
    public static IReadOnlyList<string> Sections { get; } =
    [
        "ConnectionStrings", .. typeof(Settings).GetProperties().Select(property => property.Name).Where(name => name is not (nameof(Settings.EventStore) or nameof(Settings.Reader))),
        "Logging", "Kestrel",
    ];

    private static Dictionary<string, string?> UrlsOf(string? urls) => string.IsNullOrWhiteSpace(urls) ? [] : new() { ["Urls"] = urls };

    /// <summary>Reads and checks all settings.</summary>
    /// <exception cref="CommandFailed">One or more are wrong; the message has a line for each.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        configuration = configuration is IConfigurationRoot root ? Latest(root) : configuration;
        var problems = new List<string>();
        var settings = new Settings
        {
            EventStore = configuration.GetConnectionString("EventStore") ?? "",
            Reader = configuration.GetConnectionString("Reader") ?? "",
            Urls = configuration.GetSection("Urls") is var urls && urls.Exists() ? Words(urls, ';') : new Settings().Urls,
            Tokens = [.. Tokens(configuration.GetSection("Tokens"), problems), .. TokenFile(configuration["TokenFile"] ?? "", problems)],
            TokenFile = configuration["TokenFile"] ?? "",
            Admission = Section<AdmissionSettings>(configuration.GetSection("Admission"), problems),
            Limits = Section<LimitSettings>(configuration.GetSection("Limits"), problems),
            Append = Section<AppenderOptions>(configuration.GetSection("Append"), problems),
            Projections = Section<ProjectionSettings>(configuration.GetSection("Projections"), problems),
            Quarantine = Section<QuarantineLimits>(configuration.GetSection("Quarantine"), problems),
            Inbox = Section<InboxLimits>(configuration.GetSection("Inbox"), problems),
            Lake = Section<LakeLimits>(configuration.GetSection("Lake"), problems),
            Metrics = Section<MetricSettings>(configuration.GetSection("Metrics"), problems),
            Definitions = [.. configuration.GetSection("Definitions").GetChildren().Select(one => Section<DefinitionSettings>(one, problems))],
            Alerts = [.. configuration.GetSection("Alerts").GetChildren().Select(one => Section<AlertSettings>(one, problems) with { Key = one.Key })],
            Mail = Section<MailServer>(configuration.GetSection("Mail"), problems),
            Audit = Section<AuditLimits>(configuration.GetSection("Audit"), problems),
            Public = Section<PublicSettings>(configuration.GetSection("Public"), problems),
            Translators = Section<TranslatorSettings>(configuration.GetSection("Translators"), problems),
            Secrets = Section<SecretSettings>(configuration.GetSection("Secrets"), problems),
            Outgoing = Section<OutgoingSettings>(configuration.GetSection("Outgoing"), problems),
            Sources = [.. configuration.GetSection("Sources").GetChildren().Select(one => Section<SourceSettings>(one, problems) with { Name = one.Key })],
            Subscriptions = [.. configuration.GetSection("Subscriptions").GetChildren().Select(one => Section<SubscriptionDefinition>(one, problems) with { Name = one.Key })],
        };

        if (problems.Count == 0)
        {
            problems.AddRange(new SettingsRules().Validate(settings).Errors.Select(Line));
            var scripts = Directory.Exists(settings.Translators.Folder) ? Directory.EnumerateFiles(settings.Translators.Folder, "*.js").Select(file => Path.GetFileNameWithoutExtension(file)).ToList() : [];
            problems.AddRange(settings.Sources.SelectMany(source =>
                new SourceRules(scripts).Validate(source).Errors.Select(failure => $"Sources:{source.Name}:{Line(failure)}")));
            problems.AddRange(settings.Alerts.SelectMany(alert =>
                new AlertRules(settings.Mail).Validate(alert).Errors.Select(failure => failure.PropertyName.StartsWith("Mail:", StringComparison.Ordinal) ? Line(failure) : $"Alerts:{alert.Key}:{Line(failure)}")));
            problems.AddRange(settings.Subscriptions.SelectMany(subscription =>
                new SubscriptionRules().Validate(subscription).Errors.Select(failure => $"Subscriptions:{subscription.Name}:{Line(failure)}")));
        }

        return problems.Count == 0 ? settings : throw CommandFailed.WrongUse(string.Join(Environment.NewLine, problems));
    }

    /// <summary>The same settings with the tokens that stand in their file now.</summary>
    /// <exception cref="CommandFailed">Some are wrong.</exception>
    public static Settings WithTokensAgain(Settings settings)
    {
        var problems = new List<string>();
        var again = settings with { Tokens = [.. settings.Tokens.Where(token => !token.FromFile), .. TokenFile(settings.TokenFile, problems)] };
        problems.AddRange(problems.Count > 0 ? [] : new SettingsRules().Validate(again).Errors.Select(Line));
        return problems.Count == 0 ? again : throw CommandFailed.WrongUse(string.Join(Environment.NewLine, problems));
    }

    /// <summary>What is allowed of a choice.</summary>
    public static string Words(Type choice) => string.Join(", ", Enum.GetNames(choice)).ToLowerInvariant();

    private static IEnumerable<TokenSettings> Tokens(IConfigurationSection section, List<string> problems) =>
        section.GetChildren().Select(token => Section<TokenSettings>(token, problems));

    /// <summary>The tokens of a file, which has them as the settings have theirs: <c>{"Tokens": [{"Name": …}]}</c>.</summary>
    private static List<TokenSettings> TokenFile(string path, List<string> problems)
    {
        if (path.Length == 0)
        {
            return [];
        }

        try
        {
            var file = new ConfigurationBuilder().AddJsonStream(new MemoryStream(File.ReadAllBytes(path))).Build();
            problems.AddRange(file.GetChildren().Where(child => child.Key != "Tokens").Select(child => $"TokenFile {path}: {child.Path} is no setting; allowed: Tokens"));
            return [.. Tokens(file.GetSection("Tokens"), problems).Select(token => token with { FromFile = true })];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException or System.Text.Json.JsonException)
        {
            problems.Add($"TokenFile is '{path}', which cannot be read: {fault.Message} Allowed: a file with {{ \"Tokens\": [...] }}, or nothing");
            return [];
        }
    }

    private static string Line(ValidationFailure failure)
    {
        var key = string.Join(':', failure.PropertyName.Split(['[', ']', '.'], StringSplitOptions.RemoveEmptyEntries));
        var value = failure.AttemptedValue switch
        {
            null or "" or IReadOnlyCollection<string> { Count: 0 } => "empty",
            string secret when failure.CustomState == SettingsRules.Secret => $"a secret of {secret.Length} characters",
            _ when failure.CustomState == SettingsRules.Secret => "a secret",
            IEnumerable<TokenSettings> tokens => $"'{string.Join(", ", tokens.Select(token => token.Name))}'",
            var shown => $"'{shown}'",
        };
        return $"{key} is {value}; allowed: {failure.ErrorMessage}";
    }

    /// <summary>A list may be said as words in one value or by its parts; what comes later replaces what was said in the other form. JSON's empty list is an empty value.</summary>
    private static IConfigurationRoot Latest(IConfigurationRoot root)
    {
        var latest = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in root.Providers.SelectMany(provider => Values(provider, null)))
        {
            foreach (var part in latest.Keys.Where(known => known.StartsWith($"{key}:", StringComparison.OrdinalIgnoreCase) && char.IsAsciiDigit(known[key.Length + 1])).ToList())
            {
                latest.Remove(part);
            }

            for (var end = key.LastIndexOf(':'); end > 0; end = key.LastIndexOf(':', end - 1))
            {
                latest.Remove(key[..end]);
            }

            latest[key] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(latest).Build();
    }

    private static IEnumerable<(string Key, string? Value)> Values(IConfigurationProvider provider, string? parent)
    {
        foreach (var key in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase).Select(child => parent is null ? child : $"{parent}:{child}"))
        {
            (string, string?)[] own = provider.TryGet(key, out var value) && value is not null ? [(key, value)] : [];
            foreach (var one in value is "" ? [.. own, .. Values(provider, key)] : Values(provider, key).Concat(own))
            {
                yield return one;
            }
        }
    }

    /// <summary>Reads one section into a record by its properties' names; a key that is none of them is a mistake.</summary>
    private static T Section<T>(IConfigurationSection section, List<string> problems) where T : new()
    {
        var target = new T();
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property is { CanWrite: true, Name: not ("Name" or "IsMade") } || typeof(T) != typeof(SubscriptionDefinition)).ToArray();
        foreach (var child in section.GetChildren())
        {
            if (Array.Find(properties, property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                Set(target, property, child, problems);
            }
            else if (!SecretFiles.Names(child.Key))
            {
                problems.Add($"{child.Path} is no setting; allowed: {string.Join(", ", properties.Select(property => property.Name))}");
            }
        }

        return target;
    }

    private static void Set(object target, PropertyInfo property, IConfigurationSection value, List<string> problems)
    {
        if (property.PropertyType == typeof(IReadOnlyList<string>))
        {
            property.SetValue(target, Words(value, ' '));
            return;
        }

        if (property.PropertyType == typeof(IReadOnlyDictionary<string, string>))
        {
            property.SetValue(target, value.GetChildren().ToDictionary(child => child.Key, child => child.Value ?? "", StringComparer.OrdinalIgnoreCase));
            return;
        }

        if (property.PropertyType == typeof(SinkSettings))
        {
            property.SetValue(target, Section<SinkSettings>(value, problems));
            return;
        }

        if (property.PropertyType == typeof(FilterSettings))
        {
            property.SetValue(target, Section<FilterSettings>(value, problems));
            return;
        }

        if (property.PropertyType == typeof(IReadOnlyList<RuleSettings>))
        {
            property.SetValue(target, value.GetChildren().Select(child => Section<RuleSettings>(child, problems)).ToList());
            return;
        }

        if (property.PropertyType == typeof(IReadOnlyList<AliasSettings>))
        {
            property.SetValue(target, value.GetChildren().Select(child => Section<AliasSettings>(child, problems)).ToList());
            return;
        }

        try
        {
            var converter = TypeDescriptor.GetConverter(property.PropertyType);
            property.SetValue(target, converter.ConvertFromString(null, CultureInfo.InvariantCulture, value.Value ?? ""));
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or NotSupportedException)
        {
            problems.Add($"{value.Path} is '{value.Value}'; allowed: {Allowed(property.PropertyType)}");
        }
    }

    private static string[] Words(IConfigurationSection list, char separator) => list.Value is { } words
        ? words.Split([separator, ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : [.. list.GetChildren().Select(word => word.Value ?? "")];

    private static string Allowed(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(double) => "a number",
        _ when (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset) => "a time with its offset, 2027-01-31T00:00:00Z",
        _ when (Nullable.GetUnderlyingType(type) ?? type) == typeof(TimeSpan) => "a time span, hours:minutes:seconds",
        _ when (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choice => Words(choice),
        _ => "a whole number",
    };
}
