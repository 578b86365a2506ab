using System.Text.RegularExpressions;
using FluentValidation;

namespace CdViz.Api.Configuration;

/// <summary>What is allowed of a source.</summary>
internal sealed class SourceRules : AbstractValidator<SourceSettings>
{
    /// <summary>The rules.</summary>
    /// <param name="translators">Names of translators beside those of the program; null where they are not known.</param>
    public SourceRules(IReadOnlyCollection<string>? translators = null)
    {
        RuleFor(source => source.Type).Must(type => type is { } known && Enum.IsDefined(known)).WithMessage(SettingsReader.Words(typeof(SourceType)));
        When(source => source.Type is SourceType.RabbitMq or null, () =>
        {
            RuleFor(source => source.Address).Must(text => IsAt(text, "amqp", "amqps")).OverridePropertyName("Uri").WithState(_ => SettingsRules.Secret)
                .WithMessage("amqp:// or amqps:// with a host, such as amqp://user:password@host:5672/vhost");
            RuleFor(source => source.Queue).Must(name => name is { Length: > 0 and <= 200 }).WithMessage("the name of a queue, 1 to 200 characters");
        });
        When(source => source.Type is SourceType.Kubernetes, () =>
        {
            RuleFor(source => source.KubeConfig).Must(path => path.Length is 0 || File.Exists(path)).WithMessage("a kubeconfig file that is there, or nothing");
            RuleFor(source => source.Kinds).NotEmpty().WithMessage(string.Join(", ", ClusterPlace.AllKinds));
            RuleForEach(source => source.Kinds).Must(kind => ClusterPlace.AllKinds.Contains(kind, StringComparer.OrdinalIgnoreCase)).OverridePropertyName("Kinds").WithMessage(string.Join(", ", ClusterPlace.AllKinds));
            RuleFor(source => source.Namespaces).Must(all => all.Count <= 50).WithMessage("at most 50 namespaces, or none for all");
            RuleForEach(source => source.Namespaces).Matches(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z").OverridePropertyName("Namespaces").WithMessage("the name of a namespace");
            RuleFor(source => source.Labels).Must(labels => labels.Length <= 1000).WithMessage("a label selector of at most 1000 characters");
            RuleForEach(source => source.EnvironmentFrom).Must(place => IsPlace(place, "namespace")).OverridePropertyName("EnvironmentFrom").WithMessage("label:KEY, annotation:KEY, namespace");
            RuleForEach(source => source.ServiceFrom).Must(place => IsPlace(place, "name")).OverridePropertyName("ServiceFrom").WithMessage("label:KEY, annotation:KEY, name");
        });
        When(source => source.Type is SourceType.Kafka, () =>
        {
            RuleFor(source => source.Address).Must(AreHosts).OverridePropertyName("Uri").WithMessage("hosts with ports, such as kafka-1:9092,kafka-2:9092");
            RuleFor(source => source.Topics).NotEmpty().WithMessage("at least one topic");
            RuleForEach(source => source.Topics).Must(topic => topic is { Length: > 0 and <= 249 }).OverridePropertyName("Topics").WithMessage("the name of a topic, 1 to 249 characters");
            RuleFor(source => source.Options).Must(KafkaSource.AreOptions).WithMessage("settings of librdkafka, but for those that the source has itself");
        });
        When(source => source.Type is SourceType.Nats, () =>
        {
            RuleFor(source => source.Address).Must(text => text.Split(',').All(one => IsAt(one, "nats", "tls", "ws", "wss"))).OverridePropertyName("Uri")
                .WithState(_ => SettingsRules.Secret).WithMessage("nats://, tls://, ws:// or wss:// with a host, such as nats://user:password@host:4222");
            RuleFor(source => source.Subject).Matches(@"^[^\s]{1,200}\z").WithMessage("a subject without blanks, 1 to 200 characters");
            RuleFor(source => source.Stream).Matches(@"^[A-Za-z0-9_-]{0,100}\z").WithMessage("the name of a stream, of letters, digits, '_' and '-'; or nothing");
            RuleFor(source => source.CredentialsFile).Must(file => file.Length is 0 || File.Exists(file)).WithMessage("a file that is there, or nothing");
        });
        When(source => source.Type is SourceType.Kafka or SourceType.Nats, () =>
        {
            RuleFor(source => source.Group).Matches(@"^[A-Za-z0-9._-]{1,100}\z").WithMessage("the name of a group, of letters, digits, '.', '_' and '-'");
            RuleFor(source => source.Start).IsInEnum().WithMessage(SettingsReader.Words(typeof(SourceStart)));
        });
        When(source => source.Type is SourceType.Folder or SourceType.Http or SourceType.S3 or SourceType.Sse or SourceType.Registry, () =>
        {
            RuleFor(source => source.Every).InclusiveBetween(TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)).WithMessage("a time span from 00:00:00.1 to 1.00:00:00");
            RuleFor(source => source.Format).IsInEnum().WithMessage(SettingsReader.Words(typeof(SourceFormat)));
            RuleFor(source => source.Input).Must(IsPointer).WithMessage("a JSON pointer such as /event, or nothing");
            RuleFor(source => source.SecretFile).Must(file => file.Length is 0 || File.Exists(file)).WithMessage("a file that is there, or nothing");
        });
        When(source => source.Type is SourceType.Folder, () =>
        {
            RuleFor(source => source.Folder).NotEmpty().WithMessage("the path of a folder");
            RuleFor(source => source.Settle).InclusiveBetween(TimeSpan.Zero, TimeSpan.FromHours(1)).WithMessage("a time span from 00:00:00 to 01:00:00");
        });
        When(source => source.Type is SourceType.Http or SourceType.Sse or SourceType.Registry, () =>
            RuleFor(source => source.Uri).Must(text => IsAt(text, "http", "https")).WithState(_ => SettingsRules.Secret).WithMessage("http:// or https:// with a host"));
        When(source => source.Type is SourceType.Http, () =>
        {
            RuleFor(source => source.Items).Must(IsPointer).WithMessage("a JSON pointer such as /items, or nothing");
            RuleFor(source => source.Cursor).Must(IsPointer).WithMessage("a JSON pointer such as /updated_at, or nothing");
        });
        When(source => source.Type is SourceType.S3, () =>
        {
            RuleFor(source => source.Uri).Must(text => text.Length is 0 || IsAt(text, "http", "https")).WithMessage("http:// or https:// with a host, or nothing for AWS");
            RuleFor(source => source.Bucket).Matches(@"^[A-Za-z0-9._-]{3,63}\z").WithMessage("the name of a bucket");
        });
        RuleFor(source => source.Prefetch).InclusiveBetween(1, 10_000).WithMessage("a whole number from 1 to 10000");
        RuleForEach(source => source.TranslatorNames).Must(name => IsTranslator(name, translators)).OverridePropertyName("Translators")
            .WithMessage($"{string.Join(", ", Translators.BuiltIn.Keys)}, a script in Translators:Folder, or a function's address with http:// or https://");
        RuleForEach(source => source.KeepHeaders).Must(KeptHeaders.MayBeKept).OverridePropertyName("KeepHeaders").WithMessage("headers whose names say nothing of a credential");
        RuleForEach(source => source.Rules).SetValidator(new HeaderRules());
        RuleFor(source => source.Name).Matches(@"^[A-Za-z0-9._-]{1,100}\z").When(source => source.Type is not (SourceType.RabbitMq or null))
            .WithMessage("a name of letters, digits, '.', '_' and '-', at most 100");
    }

    private static bool IsAt(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && schemes.Contains(uri.Scheme) && uri.Host.Length > 0;

    private static bool IsPointer(string text) => text.Length is 0 || text.StartsWith('/');

    private static bool AreHosts(string text) => text.Split(',').All(host => host.Length > 0 && Uri.TryCreate($"kafka://{host}", UriKind.Absolute, out var uri) && uri.Port > 0);

    private static bool IsPlace(string place, string own) => place == own || (place.Split(':', 2) is ["label" or "annotation", { Length: > 0 and <= 317 }] && !place.Contains(' ', StringComparison.Ordinal));

    private static bool IsTranslator(string name, IReadOnlyCollection<string>? translators) =>
        Translators.BuiltIn.ContainsKey(name) || TranslatorSet.IsFunction(name) || translators is null || translators.Contains(name);

    private sealed class HeaderRules : AbstractValidator<RuleSettings>
    {
        public HeaderRules()
        {
            RuleFor(rule => rule.Header).Matches(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}\z").WithMessage("the name of a header");
            RuleFor(rule => rule.Check).Must(check => check is { } known && Enum.IsDefined(known)).WithMessage(SettingsReader.Words(typeof(RuleCheck)));
            RuleFor(rule => rule.Value).NotEmpty().When(rule => rule.Check is not RuleCheck.Exists).WithState(_ => SettingsRules.Secret)
                .WithMessage("the value, the regular expression, or the secret");
            RuleFor(rule => rule.Value).Must(IsExpression).When(rule => rule.Check is RuleCheck.Matches).WithMessage("a regular expression as .NET reads it without backtracking");
            RuleFor(rule => rule.Encoding).Must(encoding => encoding is RuleEncoding.Hex or RuleEncoding.Base64).WithMessage("hex, base64");
            RuleFor(rule => rule.Value).Must((rule, value) => WebhookRule.TrySecret(rule, out _)).When(rule => rule.Check is RuleCheck.Signature)
                .WithState(_ => SettingsRules.Secret).WithMessage("a secret written as SecretEncoding says");
            RuleFor(rule => rule.Window).InclusiveBetween(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)).WithMessage("a time span from 00:00:01 to 1.00:00:00");
            RuleFor(rule => rule.Timestamp).Must((rule, header) => header.Length is 0 || rule.Headers.Contains(header, StringComparer.OrdinalIgnoreCase))
                .WithMessage("one of Headers, as only those are signed; or nothing");
        }

        private static bool IsExpression(string text)
        {
            try
            {
                _ = new Regex(text, RegexOptions.NonBacktracking);
                return true;
            }
            catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
            {
                return false;
            }
        }
    }
}
