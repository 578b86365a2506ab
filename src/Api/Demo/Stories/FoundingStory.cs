namespace CdViz.Api.Demo.Stories;

/// <summary>The first day: environments, repositories, the first version of every service everywhere. After that, work as usual.</summary>
internal sealed class FoundingStory(Company company, StoryBook stories)
{
    /// <summary>Makes the company.</summary>
    public IEnumerable<DateTime> Go()
    {
        yield return company.Start.AddHours(6);
        foreach (var environment in (string[])[Environments.Dev, Environments.Staging, Environments.Production])
        {
            company.Tools.Cloud.Send(
                company.Time.Now, "environment.created", environment, company.NewTrail(),
                new(("name", environment), ("uri", $"https://{environment}.fennel.example")));
            yield return company.Time.Now.AddSeconds(40);
        }

        // Somebody is woken before anything runs: whatever caused this, it was no deployment.
        var early = new Incident(
            company, company.Services[0], Environments.Production, "storefront: the name does not resolve", null, "dns", company.NewTrail());
        early.Detect(company.Time.Now);

        foreach (var service in (Service[])[.. company.Services, company.Retired])
        {
            foreach (var name in service.Plan.Repositories)
            {
                var repository = $"fennel/{name}";
                var trail = company.NewTrail();
                company.Tools.Git.Send(
                    company.Time.Now, "repository.created", repository, trail,
                    new(
                        ("name", name),
                        ("owner", "fennel"),
                        ("uri", $"{company.Tools.Git.Source}/{repository}.git"),
                        ("viewUrl", $"{company.Tools.Git.Source}/{repository}")));
                company.Tools.Git.Send(
                    company.Time.Now.AddSeconds(2), "branch.created", $"{repository}/main", trail, new(("repository", Content.Reference(repository))));
                yield return company.Time.Now.AddSeconds(20);
            }

            company.Time.Start(First(service), company.Time.Now + service.Dice.Minutes(5, 60));
        }

        early.Report(company.Time.Now.AddMinutes(1), company.People[0]);
        early.Resolve(company.Time.Now.AddMinutes(9));
    }

    private IEnumerable<DateTime> First(Service service)
    {
        var commit = service.Dice.Hex(48)[..40];
        var change = new Change(commit, commit, company.People[0], Urgent: true, Careful: true, Ticket: null, company.NewTrail());
        foreach (var wake in stories.Delivery.Of(service, change, merged: null))
        {
            yield return wake;
        }

        company.Time.Start(Work(service));
        if (service.Plan.Train)
        {
            company.Time.Start(stories.Production.Train(service));
        }

        company.Time.Start(stories.Nightly.Go(service));
    }

    private IEnumerable<DateTime> Work(Service service)
    {
        for (var day = company.Time.Now.Date; ; day = day.AddDays(1))
        {
            var changes = service.Dice.Count(WorkingHours.IsWorkday(day) ? service.Plan.ChangesPerDay : service.Plan.ChangesPerDay * 0.05);
            for (var left = changes; left > 0; left--)
            {
                company.Time.Start(stories.Changes.Everyday(service), WorkingHours.OnDay(day, service.Dice));
            }

            yield return day.AddDays(1);
        }
    }
}
