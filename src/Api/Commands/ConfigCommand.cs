using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Npgsql;

namespace CdViz.Api.Commands;

/// <summary><c>config</c>: the settings in force, secrets hidden; <c>config hash-token</c>: what to write for a token.</summary>
internal static class ConfigCommand
{
    private const string Hidden = "***";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var urls = ServeCommand.Urls();
        var offline = Given.Flag("--offline", "Only prints the settings; connects to nothing.");
        var command = new Command("config", "Prints the settings in force, secrets hidden, and looks at each source: is it there, does it let us in? Exit code 1 when one isn't.") { HashToken(), urls, offline };
        command.SetAction(async (parsed, ct) =>
        {
            var sources = SettingsReader.Sources(parsed.GetValue(urls));
            var printed = Print(sources, Console.Out);
            return parsed.GetValue(offline) ? printed : await CheckAsync(SettingsReader.Read(sources), Console.Out, ct);
        });
        return command;
    }

    private static async Task<int> CheckAsync(Settings settings, TextWriter output, CancellationToken ct)
    {
        var looks = await Task.WhenAll(settings.Sources.Select(source => SourceCheck.OfAsync(source, settings, ct)));
        foreach (var (source, why) in settings.Sources.Zip(looks))
        {
            await output.WriteLineAsync($"{(why.IsGood ? "ok  " : "FAIL")} source {source.Name} ({$"{source.Type}".ToLowerInvariant()}): {why.Text}");
        }

        return looks.All(look => look.IsGood) ? ExitCode.Done : ExitCode.No;
    }

    /// <summary>Prints one line per key.</summary>
    public static int Print(IConfigurationRoot sources, TextWriter output)
    {
        var settings = SettingsReader.Read(sources);
        var environment = sources.Providers.OfType<EnvironmentVariablesConfigurationProvider>().ToList();
        var file = sources.Providers.OfType<JsonStreamConfigurationProvider>().ToList();
        foreach (var (key, value) in Lines(settings))
        {
            output.WriteLine($"{key} = {value}{(Has(environment, key) ? "  (environment)" : Has(file, key) ? "  (file)" : "")}");
        }

        return ExitCode.Done;
    }

    private static bool Has(IReadOnlyList<IConfigurationProvider> providers, string key) =>
        providers.Any(provider => provider.TryGet(key, out _) || provider.TryGet($"{key}:0", out _) || provider.TryGet($"{key}_FILE", out _));

    private static Command HashToken()
    {
        var token = new Argument<string?>("token") { Arity = ArgumentArity.ZeroOrOne, Description = "The token; read from standard input when left out." };
        var command = new Command("hash-token", "Prints the hash to write into Tokens for a token.") { token };
        command.SetAction(parsed =>
        {
            var text = parsed.GetValue(token) ?? Console.In.ReadLine();
            if (string.IsNullOrEmpty(text))
            {
                throw CommandFailed.WrongUse("There is no token: give it as argument, or on standard input.");
            }

            Console.Out.WriteLine(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Every key and its value, secrets hidden.</summary>
    public static IEnumerable<(string Key, string Value)> Lines(Settings settings)
    {
        yield return ("ConnectionStrings:EventStore", WithoutPassword(settings.EventStore));
        yield return ("ConnectionStrings:Reader", WithoutPassword(settings.Reader));
        yield return ("Urls", string.Join(';', settings.Urls));
        foreach (var (index, token) in settings.Tokens.Index())
        {
            yield return ($"Tokens:{index}:Name", token.Name);
            yield return ($"Tokens:{index}:Hash", Hidden);
            yield return ($"Tokens:{index}:Scopes", string.Join(' ', token.Scopes));
            yield return ($"Tokens:{index}:Expires", token.Expires is { } end ? end.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture) : "");
            yield return ($"Tokens:{index}:Content", Text(token.Content ?? settings.Admission.Content));
        }

        yield return ("TokenFile", settings.TokenFile);
        foreach (var (name, section) in ((string, object)[])
        [
            ("Public", settings.Public), ("Audit", settings.Audit), ("Admission", settings.Admission), ("Limits", settings.Limits), ("Append", settings.Append), ("Projections", settings.Projections),
            ("Quarantine", settings.Quarantine), ("Inbox", settings.Inbox), ("Outgoing", settings.Outgoing), ("Translators", settings.Translators),
        ])
        {
            foreach (var line in Section(name, section))
            {
                yield return line;
            }
        }

        yield return ("Secrets:Key", settings.Secrets.Key.Length > 0 ? Hidden : "");
        yield return ("Secrets:OldKeys", string.Join(' ', settings.Secrets.OldKeys.Select(_ => Hidden)));
        foreach (var line in Alerts(settings))
        {
            yield return line;
        }

        foreach (var subscription in settings.Subscriptions)
        {
            yield return ($"Subscriptions:{subscription.Name}", JsonSerializer.Serialize(subscription.Shown(), SubscriptionDefinition.Json));
        }

        foreach (var line in Sources(settings))
        {
            yield return line;
        }
    }

    // The address of a chat's webhook is its secret.
    private static IEnumerable<(string Key, string Value)> Alerts(Settings settings) =>
        Section("Mail", settings.Mail).Concat(settings.Alerts.SelectMany(alert => Section($"Alerts:{alert.Key}", alert))).Select(line => line.Key.Split(':')[^1] switch
        {
            "Password" or "Secret" => (line.Key, line.Value.Length > 0 ? Hidden : ""),
            "Url" when Uri.TryCreate(line.Value, UriKind.Absolute, out var url) => (line.Key, $"{url.Scheme}://{url.Authority}/{Hidden}"),
            _ => line,
        });

    private static IEnumerable<(string Key, string Value)> Sources(Settings settings) => settings.Sources.SelectMany(source =>
        Section($"Sources:{source.Name}", source).Where(line => IsOf(source.Type, line.Key.Split(':')[^1])).Select(line => line.Key.Split(':')[^1] switch
        {
            "Uri" => (line.Key, source.SafeUri),
            "Secret" => (line.Key, source.Secret.Length > 0 ? Hidden : ""),
            // Which of librdkafka's settings are secret is known by their names alone.
            "Options" => (line.Key, string.Join(' ', source.Options.Keys.Select(key => $"{key}={Hidden}"))),
            "Headers" => (line.Key, string.Join(' ', source.Headers.Keys.Select(key => $"{key}={Hidden}"))),
            "Metadata" => (line.Key, string.Join(' ', source.Metadata.Select(pair => $"{pair.Key}={pair.Value}"))),
            "Rules" => (line.Key, string.Join(' ', source.Rules.Select(rule => $"{rule.Header}:{Text(rule.Check)}"))),
            _ => line,
        }));

    /// <summary>Whether a key says anything of a source of this type.</summary>
    private static bool IsOf(SourceType? type, string key) => key switch
    {
        "Type" => true,
        "Uri" => type is not (SourceType.Webhook or SourceType.CloudEvents or SourceType.Folder),
        "Queue" => type is SourceType.RabbitMq or null,
        "Prefetch" => type is SourceType.RabbitMq or SourceType.Kafka or SourceType.Nats or null,
        "Declare" => type is SourceType.RabbitMq or SourceType.Nats or null,
        "Topics" or "Options" => type is SourceType.Kafka,
        "Group" or "Start" => type is SourceType.Kafka or SourceType.Nats,
        "Subject" or "Stream" or "CredentialsFile" => type is SourceType.Nats,
        "Secret" => type is SourceType.Webhook or SourceType.Http or SourceType.Sse or SourceType.Registry or SourceType.S3,
        "User" or "SecretFile" => type is SourceType.Http or SourceType.Sse or SourceType.Registry or SourceType.S3,
        "Every" => type is SourceType.Folder or SourceType.Http or SourceType.S3 or SourceType.Registry,
        "Folder" or "Settle" => type is SourceType.Folder,
        "Patterns" => type is SourceType.Folder or SourceType.S3,
        "Format" => type is SourceType.Folder or SourceType.S3 or SourceType.Http,
        "Items" or "Cursor" or "Since" => type is SourceType.Http,
        "Headers" or "Input" => type is SourceType.Http or SourceType.Sse,
        "Repositories" => type is SourceType.Registry,
        "Bucket" or "Prefix" or "Region" => type is SourceType.S3,
        "Rules" => type is SourceType.Webhook or SourceType.RabbitMq or SourceType.Kafka or SourceType.Nats,
        "EventTypes" or "EventSources" or "EventSubjects" => type is SourceType.CloudEvents,
        "KubeConfig" or "Context" or "Namespaces" or "Labels" or "Kinds" or "EnvironmentFrom" or "ServiceFrom" => type is SourceType.Kubernetes,
        "Metadata" => true,
        _ => type is not (SourceType.Kubernetes or SourceType.Otlp or null),
    };

    private static IEnumerable<(string Key, string Value)> Section(string name, object section) => section.GetType().GetProperties()
        .SelectMany(property => property.GetValue(section) is IReadOnlyList<AliasSettings> { Count: > 0 } rules
            ? rules.SelectMany((rule, n) => Section($"{name}:{property.Name}:{n}", rule))
            : [($"{name}:{property.Name}", Text(property.GetValue(section)))]);

    private static string Text(object? value) => value switch
    {
        Enum or bool => $"{value}".ToLowerInvariant(),
        IReadOnlyList<string> words => string.Join(' ', words),
        IReadOnlyList<AliasSettings> => "",
        DateTimeOffset at => at.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string WithoutPassword(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        foreach (var secret in (string[])["Password", "SSL Password", "Passfile"])
        {
            if (parts.ContainsKey(secret) && parts[secret] is string { Length: > 0 })
            {
                parts[secret] = Hidden;
            }
        }

        return parts.ConnectionString;
    }
}
