namespace CdViz.Adapters.Subscribing.Sinks;

/// <summary>What is secret among a sink's settings: where it lies, how it is kept, and that nobody sees it.</summary>
public static class SinkSecrets
{
    /// <summary>Whether something of it is secret and would lie in the database as it is, by the names of the settings.</summary>
    public static IReadOnlyList<string> Open(SinkSettings sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        List<string> open = [];
        Map(sink, (place, value) =>
        {
            if (!SecretBox.IsSealed(value) && (place is not "Url" || SinkSettings.SafeUrl(sink.Type, value) != value))
            {
                open.Add(place);
            }

            return value;
        });
        return open;
    }

    /// <summary>The same with what is secret sealed, as it lies in the database. Without a key nothing may be secret.</summary>
    internal static SinkSettings Sealed(SinkSettings sink, string subscription, SecretBox box) => box.CanSeal
        ? Map(sink, (place, value) => box.IsFresh(value) ? value : box.Seal(box.Open(value, Where(subscription, place)), Where(subscription, place)))
        : sink;

    /// <summary>The same as it was before it was sealed.</summary>
    /// <exception cref="SecretException">A key is missing.</exception>
    internal static SinkSettings Opened(SinkSettings sink, string subscription, SecretBox box) => Map(sink, (place, value) => box.Open(value, Where(subscription, place)));

    /// <summary>Takes out of a text what a receiver or a library may have repeated of the secrets.</summary>
    internal static string Without(SinkSettings sink, string text)
    {
        List<string> secrets = [];
        Map(sink, (place, value) =>
        {
            secrets.AddRange(place is "Url" ? SinkSettings.SecretsOfUrl(sink.Type, value) : [value, .. value.Split(' ')]);
            return value;
        });
        secrets.AddRange(((string?[])[sink.TokenFile, sink.SecretFile, sink.PasswordFile]).OfType<string>().Select(Read));
        secrets.AddRange(sink.UrlFile is { Length: > 0 } url ? SinkSettings.SecretsOfUrl(sink.Type, Read(url)) : []);
        return RepeatedSecrets.Hide(text, secrets);
    }

    /// <summary>Names of the settings whose values are ones that were shown or sealed, and not the secrets themselves.</summary>
    internal static IEnumerable<string> Shown(SinkSettings sink)
    {
        List<string> shown = [];
        Map(sink, (place, value) =>
        {
            if (value is SinkSettings.Hidden || (place is "Url" && value.Contains(SinkSettings.Hidden, StringComparison.Ordinal)) || SecretBox.IsSealed(value))
            {
                shown.Add(place);
            }

            return value;
        });
        return shown;
    }

    private static SinkSettings Map(SinkSettings sink, Func<string, string, string> change) => sink with
    {
        Url = Changed("Url", sink.Url, change),
        Token = Changed("Token", sink.Token, change),
        Secret = Changed("Secret", sink.Secret, change),
        Password = Changed("Password", sink.Password, change),
        Headers = sink.Headers?.ToDictionary(header => header.Key, header => change($"Headers.{header.Key}", header.Value)),
        Options = sink.Options?.ToDictionary(option => option.Key, option => SinkKeys.IsSecret(option.Key) ? change($"Options.{option.Key}", option.Value) : option.Value),
    };

    private static string? Changed(string place, string? value, Func<string, string, string> change) => value is { Length: > 0 } ? change(place, value) : value;

    private static string Where(string subscription, string place) => $"subscription/{subscription}/{place}";

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
