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
            RuleFor(source => source.Uri).Must(IsBroker).WithState(_ => SettingsRules.Secret).WithMessage("amqp:// or amqps:// with a host, such as amqp://user:password@host:5672/vhost");
            RuleFor(source => source.Queue).Must(name => name is { Length: > 0 and <= 200 }).WithMessage("the name of a queue, 1 to 200 characters");
            RuleFor(source => source.Prefetch).InclusiveBetween(1, 10_000).WithMessage("a whole number from 1 to 10000");
        });
        When(source => source.Type is SourceType.Kubernetes, () =>
        {
            RuleFor(source => source.KubeConfig).Must(path => path.Length is 0 || File.Exists(path)).WithMessage("a kubeconfig file that is there, or nothing");
            RuleFor(source => source.Kinds).NotEmpty().WithMessage(string.Join(", ", ClusterPlace.AllKinds));
            RuleForEach(source => source.Kinds).Must(kind => ClusterPlace.AllKinds.Contains(kind, StringComparer.OrdinalIgnoreCase)).OverridePropertyName("Kinds").WithMessage(string.Join(", ", ClusterPlace.AllKinds));
            RuleFor(source => source.Namespaces).Must(all => all.Count <= 50).WithMessage("at most 50 namespaces, or none for all");
            RuleForEach(source => source.Namespaces).Matches("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$").OverridePropertyName("Namespaces").WithMessage("the name of a namespace");
            RuleFor(source => source.Labels).Must(labels => labels.Length <= 1000).WithMessage("a label selector of at most 1000 characters");
            RuleForEach(source => source.EnvironmentFrom).Must(place => IsPlace(place, "namespace")).OverridePropertyName("EnvironmentFrom").WithMessage("label:KEY, annotation:KEY, namespace");
            RuleForEach(source => source.ServiceFrom).Must(place => IsPlace(place, "name")).OverridePropertyName("ServiceFrom").WithMessage("label:KEY, annotation:KEY, name");
        });
        When(source => source.Type is SourceType.Webhook or SourceType.CloudEvents, () =>
        {
            RuleFor(source => source.Name).Matches("^[A-Za-z0-9._-]{1,100}$").WithMessage("a name of letters, digits, '.', '_' and '-', at most 100");
            RuleForEach(source => source.TranslatorNames).Must(name => IsTranslator(name, translators)).OverridePropertyName("Translators")
                .WithMessage($"{string.Join(", ", Translators.BuiltIn.Keys)}, a script in Translators:Folder, or a function's address with http:// or https://");
            RuleForEach(source => source.KeepHeaders).Must(KeptHeaders.MayBeKept).OverridePropertyName("KeepHeaders").WithMessage("headers whose names say nothing of a credential");
            RuleForEach(source => source.Rules).SetValidator(new HeaderRules());
        });
    }

    private static bool IsPlace(string place, string own) => place == own || (place.Split(':', 2) is ["label" or "annotation", { Length: > 0 and <= 317 }] && !place.Contains(' ', StringComparison.Ordinal));

    private static bool IsTranslator(string name, IReadOnlyCollection<string>? translators) =>
        Translators.BuiltIn.ContainsKey(name) || TranslatorSet.IsFunction(name) || translators is null || translators.Contains(name);

    private static bool IsBroker(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "amqp" or "amqps", Host.Length: > 0 };

    private sealed class HeaderRules : AbstractValidator<RuleSettings>
    {
        public HeaderRules()
        {
            RuleFor(rule => rule.Header).Matches("^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$").WithMessage("the name of a header");
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
