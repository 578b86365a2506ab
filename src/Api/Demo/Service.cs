namespace CdViz.Api.Demo;

/// <summary>An image that was built.</summary>
/// <param name="Number">Later ones have higher numbers.</param>
/// <param name="Version">Its tag.</param>
/// <param name="Purl">subject.id: <c>pkg:oci/…@sha256%3A…?repository_url=…&amp;tag=…</c>.</param>
/// <param name="Commit">What it was built from.</param>
/// <param name="PackagedEvent">context.id of the event that tells of its making.</param>
/// <param name="Trail">The chain in which it was made, from the publishing on.</param>
internal sealed record Artifact(int Number, string Version, string Purl, string Commit, string PackagedEvent, Trail Trail)
{
    /// <summary>Its purl by tag alone, as people write it.</summary>
    public string ByTag => $"{Purl[..Purl.IndexOf('@', StringComparison.Ordinal)]}{Purl[Purl.IndexOf('?', StringComparison.Ordinal)..]}";

    /// <summary>Its purl in another registry.</summary>
    public string In(string registry) => Purl.Replace("registry.fennel.example", registry, StringComparison.Ordinal);
}

/// <summary>A service and how it stands at the simulated moment.</summary>
internal sealed class Service(ServicePlan plan, Tools tools, Dice dice)
{
    private readonly Dictionary<string, Artifact> running = [];
    private int lastArtifact;
    private int lastHotfix;
    private int lastChange = dice.For("changes").Between(1_000, 90_000);

    /// <summary>What it is.</summary>
    public ServicePlan Plan => plan;

    /// <summary>Its name.</summary>
    public string Name => plan.Name;

    /// <summary>Chance of its own.</summary>
    public Dice Dice => dice;

    /// <summary>Its tests.</summary>
    public TestPlan Tests { get; } = new(plan, dice.For("tests"));

    /// <summary>Who runs its pipelines.</summary>
    public Sender Ci => plan.OnJenkins ? tools.Jenkins : tools.Ci;

    /// <summary>Who reports its tests.</summary>
    public Sender Reporter => plan.OnJenkins ? tools.Jenkins : tools.Tests;

    /// <summary>Who deploys it.</summary>
    public Sender Deployer => plan.OnJenkins ? tools.Jenkins : tools.ArgoCd;

    /// <summary>When the pipeline of the main branch has time for the next run.</summary>
    public DateTime MainFreeAt { get; set; }

    /// <summary>What has passed staging and may go on, the newest only.</summary>
    public Artifact? Candidate { get; set; }

    /// <summary>True while something goes through dev and staging: the next one waits.</summary>
    public bool Delivering { get; set; }

    /// <summary>True while something is on its way to production: the next one waits.</summary>
    public bool Promoting { get; set; }

    /// <summary>Numbers of artifacts that turned out to be bad: they never come back.</summary>
    public HashSet<int> Withdrawn { get; } = [];

    /// <summary>True while a bad deployment is being put right: nothing else goes to production.</summary>
    public bool Frozen { get; set; }

    /// <summary>When production was last touched.</summary>
    public DateTime LastProduction { get; set; }

    /// <summary>context.id of each merge that production has not seen yet.</summary>
    public List<(int ArtifactNumber, string MergedEvent)> Unreleased { get; } = [];

    /// <summary>Images that the registry holds.</summary>
    public List<(DateTime Since, Artifact Artifact)> Images { get; } = [];

    /// <summary>What runs in an environment, or null.</summary>
    public Artifact? Running(string environment) => running.GetValueOrDefault(environment);

    /// <summary>True while an artifact runs somewhere or is about to.</summary>
    public bool Needs(Artifact artifact) => running.ContainsValue(artifact) || artifact == Candidate;

    /// <summary>Notes what runs from now on; null when nothing does.</summary>
    public void Run(string environment, Artifact? artifact)
    {
        if (artifact is null)
        {
            running.Remove(environment);
        }
        else
        {
            running[environment] = artifact;
        }
    }

    /// <summary>The number and version of the next image.</summary>
    public (int Number, string Version) NextVersion(bool hotfix)
    {
        lastArtifact++;
        lastHotfix = hotfix ? lastHotfix + 1 : 0;
        return (lastArtifact, $"2.{lastArtifact}.{lastHotfix}");
    }

    /// <summary>The number of the next change.</summary>
    public int NextChange() => ++lastChange;
}
