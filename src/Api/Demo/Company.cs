using System.Globalization;

namespace CdViz.Api.Demo;

/// <summary>What the stories share: time, chance, tools, services, people.</summary>
internal sealed class Company
{
    private long lastRun;
    private int lastTicket;
    private int lastIncident;

    /// <summary>Founds the company.</summary>
    public Company(string name, DateTime start, DateTime end)
    {
        Start = start;
        End = end;
        Dice = Dice.Of(name);
        Time = new(start);
        Tools = new(Dice.For("tools"), Outbox);
        Services = [.. ServicePlan.All.Select(plan => new Service(plan, Tools, Dice.For(plan.Name)))];
        Retired = new(ServicePlan.Retired, Tools, Dice.For(ServicePlan.Retired.Name));
        Mishaps = new(Dice.For("mishaps"), Enum.GetValues<Mishap>());
        Evidence = new(Dice.For("evidence"), Enum.GetValues<Evidence>());
        lastRun = 7_000_000_000L + ((long)Dice.For("runs").Between(0, 900_000_000) * 3);
        lastTicket = Dice.For("tickets").Between(1_000, 90_000);
        lastIncident = Dice.For("incidents").Between(1_000, 90_000);
    }

    /// <summary>First moment of the history.</summary>
    public DateTime Start { get; }

    /// <summary>First moment after it.</summary>
    public DateTime End { get; }

    /// <summary>Chance of the company as a whole.</summary>
    public Dice Dice { get; }

    /// <summary>Simulated time and the stories in it.</summary>
    public Simulation Time { get; }

    /// <summary>Events on their way.</summary>
    public Outbox Outbox { get; } = new();

    /// <summary>Who reports.</summary>
    public Tools Tools { get; }

    /// <summary>The services that live.</summary>
    public IReadOnlyList<Service> Services { get; }

    /// <summary>The service that is taken away.</summary>
    public Service Retired { get; }

    /// <summary>What the next bad deployment leads to.</summary>
    public Deck<Mishap> Mishaps { get; }

    /// <summary>What the next incident says about its cause.</summary>
    public Deck<Evidence> Evidence { get; }

    /// <summary>Who writes code.</summary>
    public IReadOnlyList<string> People { get; } =
        ["ada", "bela", "chidi", "dana", "edda", "farid", "gesa", "hugo", "ines", "jun", "kira", "luca", "mina", "nils", "olga", "petra", "quim", "rosa"];

    /// <summary>A chain that begins now.</summary>
    public Trail NewTrail() => new(Dice.Uuid());

    /// <summary>An id for a run of whatever kind.</summary>
    public string NextRun() => (++lastRun).ToString(CultureInfo.InvariantCulture);

    /// <summary>A key for a ticket.</summary>
    public string NextTicket() => $"FEN-{++lastTicket}";

    /// <summary>An id for an incident.</summary>
    public string NextIncident() => $"INC-{++lastIncident}";
}

/// <summary>What a bad deployment to production leads to.</summary>
internal enum Mishap
{
    /// <summary>An incident, then a roll-back that says so.</summary>
    RolledBack,

    /// <summary>An incident, then just the earlier version deployed again.</summary>
    EarlierVersionAgain,

    /// <summary>An incident, then a fix.</summary>
    RolledForward,

    /// <summary>A roll-back before anybody was woken.</summary>
    RolledBackUnnoticed,

    /// <summary>Several incidents, then a roll-back by hand.</summary>
    ManyIncidents,
}

/// <summary>What an incident says about the deployment that caused it.</summary>
internal enum Evidence
{
    /// <summary>A link to the deployment.</summary>
    Link,

    /// <summary>The artifact.</summary>
    Artifact,

    /// <summary>Only the service and the environment.</summary>
    Place,
}
