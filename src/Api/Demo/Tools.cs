namespace CdViz.Api.Demo;

/// <summary>The tools of the company. Most speak CDEvents 0.5.1; the old build server and the tracker still speak 0.4.1.</summary>
internal sealed class Tools(Dice dice, Outbox outbox)
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Hosts repositories and changes.</summary>
    public Sender Git { get; } = New("https://git.fennel.example", SpecVersion.V051, Millisecond, dice, outbox);

    /// <summary>Runs the pipelines of most services.</summary>
    public Sender Ci { get; } = New("https://ci.fennel.example", SpecVersion.V051, Millisecond, dice, outbox);

    /// <summary>The old build server: runs, tests and deploys the services that nobody has moved yet. Its clock tells whole seconds.</summary>
    public Sender Jenkins { get; } = New("https://jenkins.fennel.example", SpecVersion.V041, Second, dice, outbox);

    /// <summary>Collects the test reports of <see cref="Ci"/>, and passes them on once a minute.</summary>
    public Sender Tests { get; } = New("https://tests.fennel.example", SpecVersion.V051, Millisecond, dice, outbox, batch: TimeSpan.FromMinutes(1));

    /// <summary>Keeps the images.</summary>
    public Sender Registry { get; } = New("https://registry.fennel.example", SpecVersion.V051, Millisecond, dice, outbox);

    /// <summary>A second registry, for partners.</summary>
    public Sender Mirror { get; } = New("https://mirror.fennel.example", SpecVersion.V051, Millisecond, dice, outbox);

    /// <summary>Switches features on and off, and has events of its own.</summary>
    public Sender Flags { get; } = New("https://flags.fennel.example", SpecVersion.V051, Millisecond, dice, outbox);

    /// <summary>Where releases are approved.</summary>
    public Sender Approvals { get; } = New("https://approvals.fennel.example", SpecVersion.Draft, Second, dice, outbox);

    /// <summary>Deploys. Its clock tells whole seconds.</summary>
    public Sender ArgoCd { get; } = New("https://argocd.fennel.example", SpecVersion.V051, Second, dice, outbox);

    /// <summary>With which the people on call roll back by hand, past the deployer.</summary>
    public Sender ChatOps { get; } = New("https://chatops.fennel.example", SpecVersion.V051, Second, dice, outbox);

    /// <summary>Makes the environments.</summary>
    public Sender Cloud { get; } = New("https://cloud.fennel.example", SpecVersion.V051, Second, dice, outbox);

    /// <summary>Wakes the people on call.</summary>
    public Sender Pager { get; } = New("https://pager.fennel.example", SpecVersion.V051, Second, dice, outbox);

    /// <summary>Holds the tickets. Asked every five minutes what is new; writes local time.</summary>
    public Sender Tracker { get; } = New(
        "https://tracker.fennel.example", SpecVersion.V041, Second, dice, outbox, batch: TimeSpan.FromMinutes(5), offset: TimeSpan.FromHours(2));

    private static Sender New(
        string source, SpecVersion spec, TimeSpan tick, Dice dice, Outbox outbox, TimeSpan batch = default, TimeSpan offset = default) =>
        new(source, spec, tick, batch, offset, dice.For(source), outbox);
}
