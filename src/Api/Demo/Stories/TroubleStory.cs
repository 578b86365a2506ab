namespace CdViz.Api.Demo.Stories;

/// <summary>Incidents that no deployment caused: they come at any hour.</summary>
internal sealed class TroubleStory(Company company)
{
    private static readonly IReadOnlyList<(string Cause, string Description)> Causes =
    [
        ("certificate-expired", "the certificate has expired"),
        ("provider-outage", "the cloud provider has an outage in one zone"),
        ("disk-full", "the disk of the database is full"),
        ("traffic", "a newsletter brought ten times the usual visitors"),
        ("partner-down", "a partner does not answer"),
    ];

    /// <summary>Goes on for the whole month.</summary>
    public IEnumerable<DateTime> Go()
    {
        var dice = company.Dice.For("troubles");
        for (var day = company.Start.Date.AddDays(1); ; day = day.AddDays(1))
        {
            for (var left = dice.Count(0.2); left > 0; left--)
            {
                company.Time.Start(One(dice), day.AddMinutes(dice.Between(0, 1439)));
            }

            yield return day.AddDays(1);
        }
    }

    private IEnumerable<DateTime> One(Dice dice)
    {
        var calm = company.Services.Where(service => company.Time.Now - service.LastProduction > TimeSpan.FromHours(6)).ToList();
        if (calm.Count == 0)
        {
            yield break;
        }

        var service = dice.Pick(calm);
        var (cause, description) = dice.Pick(Causes);
        var environment = dice.Chance(0.2) ? Environments.Staging : Environments.Production;
        var incident = new Incident(company, service, environment, $"{service.Name}: {description}", null, cause, company.NewTrail());
        incident.Detect(company.Time.Now);
        yield return company.Time.Now + dice.Minutes(2, 15);
        incident.Report(company.Time.Now, dice.Pick(company.People));
        yield return company.Time.Now + dice.Minutes(10, 300);
        incident.Resolve(company.Time.Now);
        incident.Ticket?.Close(company.Time.Now + dice.Minutes(1, 120), dice.Pick(company.People), "completed");
    }
}
