using System.Linq.Expressions;
using FluentValidation;
using FluentValidation.Results;

namespace CdViz.Api.Configuration;

/// <summary>What is allowed of a subscription.</summary>
internal sealed class SubscriptionRules : AbstractValidator<SubscriptionDefinition>
{
    private const int MostPatterns = 100;
    private const int MostScript = 64 * 1024;

    // What only who sets the server up may have it read and write.
    private static readonly string[] OfSettings = ["Folder", "UrlFile", "TokenFile", "SecretFile", "PasswordFile"];

    // Of librdkafka's settings there are some that name files of the server, and libraries to load.
    private static readonly string[] Harmless =
        ["security.protocol", "sasl.mechanism", "sasl.mechanisms", "sasl.username", "sasl.password", "compression.type", "client.id", "message.max.bytes", "linger.ms", "prefix", "region", .. SinkKeys.GitHubOptions];

    /// <summary>The rules.</summary>
    /// <param name="isMade">Whether it is made over HTTP or by a command, which may not name files of the server.</param>
    /// <param name="canSeal">Whether there is a key to keep its secrets with.</param>
    public SubscriptionRules(bool isMade = false, bool canSeal = true)
    {
        RuleFor(one => one.Name).Matches(@"^(?!\.+\z)[A-Za-z0-9._-]{1,100}\z").WithMessage("a name of letters, digits, '.', '_' and '-', at most 100");
        RuleFor(one => one.Sink.Type).Must(type => type is { } known && Enum.IsDefined(known)).OverridePropertyName("Sink.Type").WithMessage(SettingsReader.Words(typeof(SinkType)));
        RuleFor(one => one).Custom((one, check) =>
        {
            foreach (var (key, allowed) in SinkKeys.Wrong(one.Sink))
            {
                check.AddFailure(Failure(one.Sink, key, allowed));
            }

            foreach (var key in OfSettings.Where(key => isMade && typeof(SinkSettings).GetProperty(key)!.GetValue(one.Sink) is not null))
            {
                check.AddFailure(Failure(one.Sink, key, "nothing; only subscriptions of the settings may name files of the server"));
            }

            if (isMade && one.Sink.Options?.Keys.FirstOrDefault(option => !Harmless.Contains(option)) is { } unsafeOption)
            {
                check.AddFailure(new ValidationFailure("Sink.Options", $"{string.Join(", ", Harmless)}; others are for subscriptions of the settings", unsafeOption));
            }

            foreach (var open in isMade && !canSeal ? SinkSecrets.Open(one.Sink) : [])
            {
                check.AddFailure(new ValidationFailure($"Sink.{open.Split('.')[0]}", $"nothing secret{(open is "Url" ? ", which a path, a user or a query may be" : "")}, as there is no key to keep it with: set Secrets:Key"));
            }

            if (isMade && one.Sink is { Type: SinkType.S3, User: null or "" })
            {
                check.AddFailure(Failure(one.Sink, "User", "a user; only subscriptions of the settings may use the credentials of the server's machine"));
            }

            if (isMade && one.Sink.Type is SinkType.Stdout)
            {
                check.AddFailure(Failure(one.Sink, "Type", "another; only subscriptions of the settings may write to the server's standard output"));
            }
        });
        RuleFor(one => one.Sink.Url).Must(url => url is null or "" || IsAddress(url)).OverridePropertyName("Sink.Url").WithState(_ => SettingsRules.Secret)
            .When(one => one.Sink.Type is SinkType.Http or SinkType.CdViz or SinkType.ClickHouse or SinkType.Otlp or SinkType.S3 or SinkType.GitHub).WithMessage("an address with http:// or https://");
        RuleFor(one => one.Sink.Url).Must(url => url is null or "" || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed is { Scheme: "amqp" or "amqps", Host.Length: > 0 }))
            .OverridePropertyName("Sink.Url").WithState(_ => SettingsRules.Secret).When(one => one.Sink.Type is SinkType.RabbitMq).WithMessage("an address with amqp:// or amqps://");
        RuleFor(one => one.Sink.Target).Matches(@"^[A-Za-z0-9-]{1,100}(/[A-Za-z0-9._-]{1,100})?\z").OverridePropertyName("Sink.Target").When(one => one.Sink is { Type: SinkType.GitHub, Target: not null })
            .WithMessage("OWNER/REPOSITORY for deployments, an organization for deployment records");
        RuleFor(one => one.Sink.Timeout).Must(time => time is null || (time >= TimeSpan.FromMilliseconds(100) && time <= TimeSpan.FromMinutes(10)))
            .OverridePropertyName("Sink.Timeout").WithMessage("a time span from 00:00:00.1 to 00:10:00");
        RuleFor(one => one.Sink.Headers).Must(headers => headers is null || headers.All(header => IsHeader(header.Key) && !header.Value.AsSpan().ContainsAny('\r', '\n', '\0')))
            .OverridePropertyName("Sink.Headers").WithState(_ => SettingsRules.Secret).WithMessage("names and values of headers");
        RuleFor(one => one.Sink.SignatureHeader).Must(name => name is null || IsHeader(name)).OverridePropertyName("Sink.SignatureHeader").WithMessage("the name of a header");
        Patterns(one => one.Filter.Types, "Filter.Types");
        Patterns(one => one.Filter.Subjects, "Filter.Subjects");
        Patterns(one => one.Filter.Environments, "Filter.Environments");
        Script(one => one.Filter.Predicate, "Filter.Predicate");
        Script(one => one.Transform, "Transform");
        RuleFor(one => one.From).Must(from => SubscriptionStart.Of(from) is not null).WithMessage(SubscriptionStart.Allowed);
        RuleFor(one => one.Batch).InclusiveBetween(1, 10_000).WithMessage("a whole number from 1 to 10000");
        RuleFor(one => one.Attempts).InclusiveBetween(1, 1000).WithMessage("a whole number from 1 to 1000");
        RuleFor(one => one.FirstPause).InclusiveBetween(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)).WithMessage("a time span from 00:00:00.01 to 01:00:00");
        RuleFor(one => one.LongestPause).Must((one, pause) => pause >= one.FirstPause && pause <= TimeSpan.FromHours(1)).WithMessage("a time span from FirstPause to 01:00:00");
        RuleFor(one => one.Linger).InclusiveBetween(TimeSpan.Zero, TimeSpan.FromMinutes(10)).WithMessage("a time span from 00:00:00 to 00:10:00");
    }

    private static ValidationFailure Failure(SinkSettings sink, string key, string allowed)
    {
        var value = typeof(SinkSettings).GetProperty(key)!.GetValue(sink);
        return new($"Sink.{key}", allowed, value is null or string ? value : $"{value}".ToLowerInvariant()) { CustomState = SinkKeys.IsSecret(key) || key is "Url" ? SettingsRules.Secret : null };
    }

    private void Patterns(Expression<Func<SubscriptionDefinition, IReadOnlyList<string>>> patterns, string key) => RuleFor(patterns)
        .Must(all => all is { Count: <= MostPatterns } && all.All(pattern => pattern is { Length: > 0 and <= 2000 })).OverridePropertyName(key)
        .WithMessage($"at most {MostPatterns} patterns of 1 to 2000 characters, with * for any text");

    private void Script(Expression<Func<SubscriptionDefinition, string>> script, string key) => RuleFor(script).Custom((text, check) =>
    {
        if ((text is null || text.Length > MostScript ? "it has more than 65536 characters" : SubscriptionScript.Wrong(text)) is { } wrong)
        {
            check.AddFailure(new ValidationFailure(key, $"a JavaScript function, such as event => event.subject.id != 'x'; {wrong}", text));
        }
    });

    private static bool IsAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed is { Scheme: "http" or "https", Host.Length: > 0 };

    private static bool IsHeader(string name) => name is { Length: > 0 and <= 200 } && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
