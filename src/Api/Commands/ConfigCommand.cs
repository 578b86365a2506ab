using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
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
        var command = new Command("config", "Prints the settings in force, secrets hidden.") { HashToken(), urls };
        command.SetAction(parsed => Print(SettingsReader.Sources(parsed.GetValue(urls)), Console.Out));
        return command;
    }

    /// <summary>Prints one line per key.</summary>
    public static int Print(IConfigurationRoot sources, TextWriter output)
    {
        var settings = SettingsReader.Read(sources);
        var environment = sources.Providers.OfType<EnvironmentVariablesConfigurationProvider>().ToList();
        foreach (var (key, value) in Lines(settings))
        {
            var origin = environment.Exists(provider => provider.TryGet(key, out _) || provider.TryGet($"{key}:0", out _)) ? "  (environment)" : "";
            output.WriteLine($"{key} = {value}{origin}");
        }

        return ExitCode.Done;
    }

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

    private static IEnumerable<(string Key, string Value)> Lines(Settings settings)
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
            ("Admission", settings.Admission), ("Limits", settings.Limits), ("Append", settings.Append), ("Projections", settings.Projections),
            ("Quarantine", settings.Quarantine), ("Inbox", settings.Inbox), ("Translators", settings.Translators),
        ])
        {
            foreach (var line in Section(name, section))
            {
                yield return line;
            }
        }

        foreach (var line in Sources(settings))
        {
            yield return line;
        }
    }

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
        _ => true,
    };

    private static IEnumerable<(string Key, string Value)> Section(string name, object section) => section.GetType().GetProperties()
        .Select(property => ($"{name}:{property.Name}", Text(property.GetValue(section))));

    private static string Text(object? value) => value switch
    {
        Enum or bool => $"{value}".ToLowerInvariant(),
        IReadOnlyList<string> words => string.Join(' ', words),
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
