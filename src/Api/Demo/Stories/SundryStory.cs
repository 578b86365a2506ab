namespace CdViz.Api.Demo.Stories;

/// <summary>What tools do beside the delivery: a mirror of the registry, pulls by tag, tickets opened again, a disk that is full again and again, feature flags.</summary>
internal sealed class SundryStory(Company company)
{
    /// <summary>Starts them all.</summary>
    public void Start()
    {
        company.Time.Start(Mirror(company.Dice.For("mirror")), company.Start.AddHours(20));
        company.Time.Start(Pull(company.Dice.For("pulls")), company.Start.AddHours(21));
        company.Time.Start(OpenAgain(company.Dice.For("opened again")), company.Start.AddHours(9));
        company.Time.Start(FullDisk(company.Dice.For("full disk")), company.Start.AddHours(11));
        company.Time.Start(Switch(company.Dice.For("flags")), company.Start.AddHours(13));
    }

    /// <summary>What runs in production is copied to a second registry for the partners, under the same image name.</summary>
    private IEnumerable<DateTime> Mirror(Dice dice)
    {
        HashSet<Artifact> copied = [];
        for (var day = company.Time.Now; ; day = day.AddDays(1))
        {
            foreach (var artifact in InProduction().Where(copied.Add))
            {
                company.Tools.Mirror.Send(
                    company.Time.Now + dice.Seconds(1, 900), "artifact.published", artifact.In("mirror.fennel.example"), artifact.Trail.Branch(), new(("user", "mirror")));
            }

            yield return day.AddDays(1);
        }
    }

    /// <summary>People try an image on their own machines; they know it by its tag alone.</summary>
    private IEnumerable<DateTime> Pull(Dice dice)
    {
        for (var day = company.Time.Now; ; day = day.AddDays(1))
        {
            foreach (var artifact in InProduction().Where(_ => dice.Chance(0.3)))
            {
                company.Tools.Registry.Send(
                    company.Time.Now + dice.Seconds(1, 900), "artifact.downloaded", artifact.ByTag, artifact.Trail.Branch(), new(("user", dice.Pick(company.People))));
            }

            yield return day.AddDays(1);
        }
    }

    private IEnumerable<DateTime> OpenAgain(Dice dice)
    {
        for (var day = company.Time.Now; ; day = day.AddDays(2))
        {
            var ticket = new Ticket(company, company.NewTrail(), "bug", "low", "The newsletter looks odd in old mail programs", "platform", dice.Pick(company.People));
            ticket.Create(company.Time.Now);
            yield return company.Time.Now + dice.Minutes(30, 300);
            ticket.Close(company.Time.Now, dice.Pick(company.People), "completed");
            yield return company.Time.Now + dice.Minutes(30, 300);
            ticket.Create(company.Time.Now);
            if (dice.Chance(0.7))
            {
                yield return company.Time.Now + dice.Minutes(30, 300);
                ticket.Close(company.Time.Now, dice.Pick(company.People), "completed");
            }

            yield return day.AddDays(2);
        }
    }

    /// <summary>An alert rule whose name is the id of every incident it makes.</summary>
    private IEnumerable<DateTime> FullDisk(Dice dice)
    {
        for (var day = company.Time.Now; ; day = day.AddDays(3))
        {
            var incident = new Incident(
                company, company.Services[0], Environments.Ci, "the disk of the build workers is full", null, "disk-full", company.NewTrail(), "build-workers-disk");
            incident.Detect(company.Time.Now);
            yield return company.Time.Now + dice.Minutes(5, 60);
            incident.Resolve(company.Time.Now);
            yield return day.AddDays(3);
        }
    }

    private IEnumerable<DateTime> Switch(Dice dice)
    {
        for (var day = company.Time.Now; ; day = day.AddDays(1))
        {
            var service = dice.Pick(company.Services);
            company.Tools.Flags.Send(
                company.Time.Now, "fennel-flag.switched", $"{service.Name}/{dice.Pick(service.Plan.Features)}", company.NewTrail(),
                new(("state", dice.Chance(0.6) ? "on" : "off"), ("environment", Environments.Of(Environments.Production)), ("by", dice.Pick(company.People))));
            yield return day.AddDays(1);
        }
    }

    private IEnumerable<Artifact> InProduction() => company.Services.Select(service => service.Running(Environments.Production)).OfType<Artifact>();
}
