using System.Linq.Expressions;
using FluentValidation;
using Npgsql;

namespace CdViz.Api.Configuration;

/// <summary>What is allowed of each setting. The messages say it; the reader puts key and value before them.</summary>
internal sealed class SettingsRules : AbstractValidator<Settings>
{
    /// <summary>Marks a failure whose value must not be shown.</summary>
    public static readonly object Secret = new();

    /// <summary>The rules.</summary>
    public SettingsRules()
    {
        RuleFor(settings => settings.EventStore).Must(BeConnectionString).WithState(_ => Secret)
            .OverridePropertyName("ConnectionStrings:EventStore")
            .WithMessage("a connection string as Npgsql reads it: Host=...;Username=...;Password=...;Database=...");
        RuleFor(settings => settings.Reader).Must(BeConnectionString).WithState(_ => Secret)
            .OverridePropertyName("ConnectionStrings:Reader")
            .WithMessage("a connection string as Npgsql reads it: Host=...;Username=cdviz_reader;Password=...;Database=...");
        RuleFor(settings => settings.Urls).NotEmpty().WithMessage("at least one address, such as http://127.0.0.1:8080");
        RuleForEach(settings => settings.Urls).Must(ListenAddress.IsValid).OverridePropertyName("Urls")
            .WithMessage("http:// or https:// with a host and a port, such as http://127.0.0.1:8080");
        RuleForEach(settings => settings.Tokens).SetValidator(new TokenRules());
        // One that takes another's place has its name: until that one is taken away both are good.
        RuleFor(settings => settings.Tokens).Must(tokens => tokens.DistinctBy(token => (token.Name, token.Content)).Count() == tokens.DistinctBy(token => token.Name).Count())
            .OverridePropertyName("Tokens:*:Name").WithMessage("the same Content for tokens of one name");
        RuleFor(settings => settings.Tokens).Must(tokens => tokens.DistinctBy(token => token.Hash.ToUpperInvariant()).Count() == tokens.Count)
            .OverridePropertyName("Tokens:*:Hash").WithMessage("hashes that differ");

        OneOf(settings => settings.Admission.Content, "Admission:Content");
        OneOf(settings => settings.Admission.UnknownTypes, "Admission:UnknownTypes");
        OneOf(settings => settings.Admission.EnvelopeMismatch, "Admission:EnvelopeMismatch");
        Between(settings => settings.Limits.EventBytes, "Limits:EventBytes", 1024, 64 * 1024 * 1024);
        Between(settings => settings.Limits.ChunkEvents, "Limits:ChunkEvents", 1, 10_000);
        Between(settings => settings.Limits.ChunkBytes, "Limits:ChunkBytes", 64 * 1024, 64 * 1024 * 1024);
        Between(settings => settings.Limits.Connections, "Limits:Connections", 10, 100_000);
        Between(settings => settings.Limits.OpenBodyBytes, "Limits:OpenBodyBytes", 1024 * 1024, 64L * 1024 * 1024 * 1024);
        Between(settings => settings.Limits.BodyIdle, "Limits:BodyIdle", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Between(settings => settings.Limits.ReadRate, "Limits:ReadRate", 1, 1024 * 1024 * 1024);
        Between(settings => settings.Limits.UnpackRatio, "Limits:UnpackRatio", 1, 10_000);
        Between(settings => settings.Limits.UnpackedBytes, "Limits:UnpackedBytes", 1024 * 1024, 1024L * 1024 * 1024 * 1024);
        Between(settings => settings.Limits.UnpackRate, "Limits:UnpackRate", 1024 * 1024, 64L * 1024 * 1024 * 1024);
        Between(settings => settings.Limits.WrongTokens, "Limits:WrongTokens", 1, 100_000);
        Between(settings => settings.Limits.QueryTime, "Limits:QueryTime", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Between(settings => settings.Limits.QueryTempBytes, "Limits:QueryTempBytes", 1024 * 1024, 1024L * 1024 * 1024 * 1024);
        Between(settings => settings.Limits.ProblemsListed, "Limits:ProblemsListed", 0, 100_000);
        Between(settings => settings.Append.QueueEvents, "Append:QueueEvents", 1, 1_000_000);
        Between(settings => settings.Append.QueueBytes, "Append:QueueBytes", 1024 * 1024, 4L * 1024 * 1024 * 1024);
        Between(settings => settings.Append.BatchEvents, "Append:BatchEvents", 1, 10_000);
        Between(settings => settings.Append.BatchBytes, "Append:BatchBytes", 64 * 1024, 256L * 1024 * 1024);
        Between(settings => settings.Append.Gather, "Append:Gather", TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        Between(settings => settings.Append.ConnectTimeout, "Append:ConnectTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Between(settings => settings.Append.CommandTimeout, "Append:CommandTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Between(settings => settings.Append.RetryAfter, "Append:RetryAfter", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Between(settings => settings.Append.MaxBackOff, "Append:MaxBackOff", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        RuleFor(settings => settings.Sources).Must(sources => sources.Count(source => source.Type is SourceType.Otlp) <= 1)
            .OverridePropertyName("Sources:*:Type").WithMessage("one source of the type otlp at most, as all logs come to one address");
        RuleFor(settings => settings.Projections.Folder).Must(folder => folder.Length == 0 || Directory.Exists(folder))
            .OverridePropertyName("Projections:Folder").WithMessage("a folder that is there, or nothing");
        RuleForEach(settings => settings.Projections.SameEnvironments).Matches("^[^=]+=[^=]+$").OverridePropertyName("Projections:SameEnvironments").WithMessage("name=environment");
        RuleForEach(settings => settings.Projections.ServicePaths).Matches("^[^=]+=[^=]+$").OverridePropertyName("Projections:ServicePaths").WithMessage("service=pattern");
        RuleForEach(settings => settings.Projections.Aliases).SetValidator(new AliasRules()).OverridePropertyName("Projections:Aliases");
        Between(settings => settings.Projections.ClockTolerance, "Projections:ClockTolerance", TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Between(settings => settings.Projections.StatementTimeout, "Projections:StatementTimeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Between(settings => settings.Quarantine.KeepFor, "Quarantine:KeepFor", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        Between(settings => settings.Quarantine.KeepInvalidFor, "Quarantine:KeepInvalidFor", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        Between(settings => settings.Quarantine.MaxBytes, "Quarantine:MaxBytes", 1024 * 1024, 1024L * 1024 * 1024 * 1024);
        RuleFor(settings => settings.Metrics.Production).NotEmpty().OverridePropertyName("Metrics:Production").WithMessage("at least one environment");
        RuleForEach(settings => settings.Metrics.Production).NotEmpty().OverridePropertyName("Metrics:Production").WithMessage("ids of environments, * for any characters");
        RuleForEach(settings => settings.Metrics.DeploymentRuns).NotEmpty().OverridePropertyName("Metrics:DeploymentRuns").WithMessage("names of runs, * for any characters");
        RuleForEach(settings => settings.Metrics.Teams).Matches("^[^=]+=[^=]+$").OverridePropertyName("Metrics:Teams").WithMessage("service=team");
        RuleForEach(settings => settings.Definitions).SetValidator(new DefinitionRules());
        OneOf(settings => settings.Mail.Security, "Mail:Security");
        Between(settings => settings.Mail.Port, "Mail:Port", 1, 65535);
        RuleFor(settings => settings.Mail.From).Must(from => System.Net.Mail.MailAddress.TryCreate(from, out _)).When(settings => settings.Mail.Host.Length > 0)
            .OverridePropertyName("Mail:From").WithMessage("the e-mail address that messages are from");
        Between(settings => settings.Audit.KeepFor, "Audit:KeepFor", TimeSpan.FromHours(1), TimeSpan.FromDays(3650));
        Between(settings => settings.Audit.MaxEntries, "Audit:MaxEntries", 100, 100_000_000);
        Between(settings => settings.Audit.PruneEvery, "Audit:PruneEvery", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        RuleFor(settings => settings.Public.Url).Must(url => url.Length == 0 || (Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            .OverridePropertyName("Public:Url").WithMessage("an address with http:// or https://, or nothing");
        Between(settings => settings.Quarantine.PruneEvery, "Quarantine:PruneEvery", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        Between(settings => settings.Inbox.KeepFor, "Inbox:KeepFor", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        Between(settings => settings.Inbox.KeepFailedFor, "Inbox:KeepFailedFor", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        Between(settings => settings.Inbox.KeepCloudEventsFor, "Inbox:KeepCloudEventsFor", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        Between(settings => settings.Inbox.MaxBytes, "Inbox:MaxBytes", 1024 * 1024, 1024L * 1024 * 1024 * 1024);
        Between(settings => settings.Inbox.PruneEvery, "Inbox:PruneEvery", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        RuleFor(settings => settings.Translators.Folder).Must(folder => folder.Length == 0 || Directory.Exists(folder))
            .OverridePropertyName("Translators:Folder").WithMessage("a folder that is there, or nothing");
        Between(settings => settings.Translators.Time, "Translators:Time", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Between(settings => settings.Translators.Memory, "Translators:Memory", 1024 * 1024, 1024L * 1024 * 1024);
        Between(settings => settings.Translators.FunctionTime, "Translators:FunctionTime", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Between(settings => settings.Translators.FunctionAttempts, "Translators:FunctionAttempts", 1, 100);
        RuleFor(settings => settings.Lake.KeepFor).InclusiveBetween(TimeSpan.FromDays(1), TimeSpan.FromDays(36500))
            .OverridePropertyName("Lake:KeepFor").WithMessage("a time span from 1.00:00:00 to 36500.00:00:00, or nothing");
        Between(settings => settings.Lake.LookEvery, "Lake:LookEvery", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
    }

    // A number that stands for no choice is read as one all the same.
    private void OneOf<T>(Expression<Func<Settings, T>> setting, string key) where T : struct, Enum =>
        RuleFor(setting).IsInEnum().OverridePropertyName(key).WithMessage(SettingsReader.Words(typeof(T)));

    private void Between<T>(Expression<Func<Settings, T>> setting, string key, T from, T to) where T : IComparable<T>, IComparable =>
        RuleFor(setting).InclusiveBetween(from, to).OverridePropertyName(key)
            .WithMessage(FormattableString.Invariant($"{(typeof(T) == typeof(TimeSpan) ? "a time span" : "a whole number")} from {from} to {to}"));

    private static bool BeConnectionString(string text)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(text);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private sealed class TokenRules : AbstractValidator<TokenSettings>
    {
        public TokenRules()
        {
            RuleFor(token => token.Name).Must(name => name is { Length: > 0 and <= 200 }).WithMessage("a name of 1 to 200 characters");
            RuleFor(token => token.Hash).Matches("^[0-9a-fA-F]{64}$").WithState(_ => Secret)
                .WithMessage("the token's SHA-256 in hex, 64 digits ('config hash-token' makes it)");
            RuleFor(token => token.Scopes).NotEmpty().WithMessage(Scopes.Allowed);
            RuleForEach(token => token.Scopes).Must(Scopes.All.Contains).WithMessage(Scopes.Allowed);
            RuleFor(token => token.Content).IsInEnum().WithMessage(SettingsReader.Words(typeof(ContentRule)));
        }
    }
}
