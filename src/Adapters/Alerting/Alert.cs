using System.Security.Cryptography;
using System.Text;

namespace CdViz.Adapters.Alerting;

/// <summary>What is looked for, and who is told.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rule">What is looked for.</param>
/// <param name="Target">Who is told.</param>
public sealed record Alert(string Name, AlertRule Rule, AlertTarget Target)
{
    /// <summary>Environments, with <c>*</c> for any text; empty for all, or for those that count as production where the rule is about deployments.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    /// <summary>Services, with <c>*</c> for any text; empty for all.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Names of pipelines, tests or projections; of sources their names or addresses; with <c>*</c> for any text.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Branches, with <c>*</c> for any text; empty for all.</summary>
    public IReadOnlyList<string> Branches { get; init; } = [];

    /// <summary>Of a flaky test its share, 0 to 1.</summary>
    public double Above { get; init; } = 0.2;

    /// <summary>How long something may take, lag or be silent.</summary>
    public TimeSpan Longer { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Of flaky tests the time that is looked at.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How old an occurrence may be when it is seen first: what is older is history.</summary>
    public TimeSpan NotOlderThan { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long to gather what is told in one message.</summary>
    public TimeSpan Group { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When nothing is sent; what happens then is sent at its end.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>Template of the title; empty for the rule's own.</summary>
    public string Title { get; init; } = "";

    /// <summary>Template of the text; empty for the rule's own.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether something begins and ends, and both are told.</summary>
    public bool IsCondition => Rule is AlertRule.FlakyTest or AlertRule.Projection or AlertRule.SourceSilent;

    /// <summary>What it looks for, in short: where that changes, it begins anew.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant(
        $"{Rule}\n{List(Environments)}\n{List(Services)}\n{List(Names)}\n{List(Branches)}\n{Above}\n{Longer}\n{Within}"))))[..32];

    private static string List(IReadOnlyList<string> all) => string.Join('\t', all.Order(StringComparer.Ordinal));
}

/// <summary>What is looked for.</summary>
public enum AlertRule
{
    /// <summary>A service was deployed or upgraded.</summary>
    Deployed,

    /// <summary>A service was rolled back.</summary>
    RolledBack,

    /// <summary>A pipeline run failed.</summary>
    PipelineFailed,

    /// <summary>A pipeline fails that succeeded before, or succeeds again.</summary>
    PipelineBroken,

    /// <summary>An incident was opened or resolved.</summary>
    Incident,

    /// <summary>A change took longer to production than it may.</summary>
    LeadTime,

    /// <summary>A test is flaky beyond a share.</summary>
    FlakyTest,

    /// <summary>A projection is stopped or behind.</summary>
    Projection,

    /// <summary>A source has sent nothing for longer than it may.</summary>
    SourceSilent,
}

/// <summary>Who is told.</summary>
/// <param name="Kind">How.</param>
/// <param name="Url">Where: the address of the chat's or the receiver's webhook.</param>
public sealed record AlertTarget(AlertTargetKind Kind, string Url)
{
    /// <summary>Of a webhook: what messages are signed with; empty for no signature.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Of e-mail: who gets it.</summary>
    public IReadOnlyList<string> To { get; init; } = [];
}

/// <summary>How somebody is told.</summary>
public enum AlertTargetKind
{
    /// <summary>A Slack incoming webhook.</summary>
    Slack,

    /// <summary>A Microsoft Teams workflow that takes adaptive cards.</summary>
    Teams,

    /// <summary>A Discord webhook.</summary>
    Discord,

    /// <summary>A Mattermost incoming webhook.</summary>
    Mattermost,

    /// <summary>Anything that takes JSON.</summary>
    Webhook,

    /// <summary>E-mail.</summary>
    Email,
}

/// <summary>The server that takes e-mail.</summary>
public sealed record MailServer
{
    /// <summary>Its name or address; empty for none.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Who logs in; empty where nobody has to.</summary>
    public string User { get; init; } = "";

    /// <summary>With what password.</summary>
    public string Password { get; init; } = "";

    /// <summary>Who the messages are from.</summary>
    public string From { get; init; } = "";

    /// <summary>How the connection is guarded.</summary>
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    /// <summary>A file with the certificates (PEM) of those whose word its certificate is taken by; empty for the machine's own.</summary>
    public string CaFile { get; init; } = "";
}

/// <summary>How a connection to a mail server is guarded.</summary>
public enum MailSecurity
{
    /// <summary>By STARTTLS, without which nothing is sent.</summary>
    StartTls,

    /// <summary>By TLS from the beginning.</summary>
    Tls,

    /// <summary>Not at all.</summary>
    None,
}
