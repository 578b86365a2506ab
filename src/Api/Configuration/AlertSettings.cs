namespace CdViz.Api.Configuration;

/// <summary>What is looked for in the read tables, and who is told.</summary>
public sealed record AlertSettings
{
    /// <summary>Its name.</summary>
    internal string Key { get; init; } = "";

    /// <summary>What is looked for.</summary>
    public AlertRule? Rule { get; init; }

    /// <summary>Environments, with <c>*</c> for any text.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Services, with <c>*</c> for any text.</summary>
    public IReadOnlyList<string> Service { get; init; } = [];

    /// <summary>Names of pipelines, tests, projections or sources, with <c>*</c> for any text.</summary>
    public IReadOnlyList<string> Name { get; init; } = [];

    /// <summary>Branches, with <c>*</c> for any text.</summary>
    public IReadOnlyList<string> Branch { get; init; } = [];

    /// <summary>Of flakytest: the share, 0 to 1.</summary>
    public double Above { get; init; } = 0.2;

    /// <summary>Of leadtime, projection and sourcesilent: how long it may be.</summary>
    public TimeSpan? Longer { get; init; }

    /// <summary>Of flakytest: the time that is looked at.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How old an occurrence may be when it is seen first.</summary>
    public TimeSpan NotOlderThan { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long to gather what is told in one message.</summary>
    public TimeSpan Group { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When nothing is sent: <c>22:00-07:00 Europe/Berlin</c>.</summary>
    public string QuietHours { get; init; } = "";

    /// <summary>How somebody is told.</summary>
    public AlertTargetKind? Target { get; init; }

    /// <summary>The address of the chat's or the receiver's webhook.</summary>
    public string Url { get; init; } = "";

    /// <summary>Of webhook: what messages are signed with.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Of email: who gets it.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Template of the title.</summary>
    public string Title { get; init; } = "";

    /// <summary>Template of the text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The same for who looks.</summary>
    internal Alert Alert() => new(Key, Rule!.Value, new(Target!.Value, Url) { Secret = Secret, To = To })
    {
        Environments = Environment,
        Services = Service,
        Names = Name,
        Branches = Branch,
        Above = Above,
        Longer = Longer ?? (Rule is AlertRule.LeadTime ? TimeSpan.FromDays(7) : Rule is AlertRule.SourceSilent ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(5)),
        Within = Within,
        NotOlderThan = NotOlderThan,
        Group = Group,
        Quiet = Adapters.Alerting.QuietHours.TryParse(QuietHours, out var quiet) ? quiet : null,
        Title = Title,
        Text = Text,
    };
}
