namespace CdViz.Api.Demo.Stories;

/// <summary>What follows a bad deployment to production, until the service is well again.</summary>
internal sealed class MishapStory(Company company, Deployments deployments, StoryBook stories)
{
    private static readonly IReadOnlyList<string> Signs =
    [
        "orders fail with an error", "pages take longer than 5 s", "no messages go out", "wrong prices are shown",
        "memory grows until the pods are killed", "customers are logged out",
    ];

    /// <summary>Tells what follows.</summary>
    /// <param name="service">The service.</param>
    /// <param name="bad">What was deployed.</param>
    /// <param name="before">What ran before.</param>
    /// <param name="deployed">context.id of the deployment.</param>
    /// <param name="trail">The chain, at the deployment.</param>
    public IEnumerable<DateTime> After(Service service, Artifact bad, Artifact before, string deployed, Trail trail)
    {
        var dice = service.Dice;
        var mishap = company.Mishaps.Draw();
        service.Frozen = true;
        service.Withdrawn.Add(bad.Number);
        List<Incident> incidents = [];
        yield return company.Time.Now + dice.Minutes(3, 35);

        for (var left = mishap switch { Mishap.RolledBackUnnoticed => 0, Mishap.ManyIncidents => dice.Between(3, 6), _ => 1 }; left > 0; left--)
        {
            incidents.Add(Detect(service, bad, deployed, trail));
            yield return company.Time.Now + dice.Minutes(1, 6);
            incidents[^1].Report(company.Time.Now, dice.Pick(company.People));
        }

        var ticket = incidents.FirstOrDefault()?.Ticket;
        if (mishap is Mishap.RolledForward && ticket is not null)
        {
            foreach (var wake in stories.Changes.Fix(service, trail.Branch(), ticket, urgent: true))
            {
                yield return wake;
            }
        }

        if (service.Running(Environments.Production) == bad)
        {
            yield return company.Time.Now + (WorkingHours.IsOpen(company.Time.Now) ? dice.Minutes(4, 50) : dice.Minutes(15, 150));
            PutBack(service, mishap, before, trail.Branch());
        }

        foreach (var incident in incidents)
        {
            yield return company.Time.Now + dice.Minutes(1, 12);
            incident.Resolve(company.Time.Now);
        }

        foreach (var wake in mishap is Mishap.RolledForward ? [] : Mend(service, ticket))
        {
            yield return wake;
        }

        service.Frozen = false;
    }

    private Incident Detect(Service service, Artifact bad, string deployed, Trail trail)
    {
        var evidence = company.Evidence.Draw();
        var incident = new Incident(
            company, service, Environments.Production, $"{service.Name}: {service.Dice.Pick(Signs)}",
            evidence is Evidence.Artifact ? bad.Purl : null, "deployment", evidence is Evidence.Link ? trail.Branch() : company.NewTrail());
        incident.Detect(company.Time.Now, evidence is Evidence.Link ? [new("CAUSE", deployed)] : null);
        return incident;
    }

    private void PutBack(Service service, Mishap mishap, Artifact before, Trail trail)
    {
        if (mishap is Mishap.EarlierVersionAgain)
        {
            deployments.Put(service, Environments.Production, before, trail);
        }
        else
        {
            deployments.RollBack(service, Environments.Production, before, trail, mishap is Mishap.ManyIncidents ? company.Tools.ChatOps : service.Deployer);
        }
    }

    private IEnumerable<DateTime> Mend(Service service, Ticket? incident)
    {
        var trail = company.NewTrail();
        var ticket = new Ticket(company, trail, "bug", "high", $"{service.Name} had to be rolled back", service.Plan.Team, service.Dice.Pick(company.People));
        ticket.Create(company.Time.Now);
        incident?.Close(company.Time.Now + service.Dice.Minutes(2, 60), service.Dice.Pick(company.People), "completed");
        return stories.Changes.Fix(service, trail, ticket, urgent: false);
    }
}
