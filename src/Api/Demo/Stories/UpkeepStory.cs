namespace CdViz.Api.Demo.Stories;

/// <summary>What happens once in a while: a load test in an environment of its own, a service that is taken away, a registry that is cleaned.</summary>
internal sealed class UpkeepStory(Company company, TestRuns tests, Deployments deployments)
{
    /// <summary>Starts them all.</summary>
    public void Start()
    {
        company.Time.Start(Move(), At(0.45));
        company.Time.Start(LoadTest(), At(0.4));
        company.Time.Start(Retire(), At(0.6));
        company.Time.Start(CleanRegistry(), company.Start.Date.AddHours(4));
    }

    private DateTime At(double part) => company.Start + ((company.End - company.Start) * part) + TimeSpan.FromHours(9);

    private IEnumerable<DateTime> Move()
    {
        company.Tools.Cloud.Send(
            company.Time.Now, "environment.modified", Environments.Staging, company.NewTrail(),
            new(("name", "staging (zone 2)"), ("uri", "https://staging-2.fennel.example")));
        yield break;
    }

    private IEnumerable<DateTime> LoadTest()
    {
        var service = company.Services.Single(service => service.Name is "checkout");
        var trail = company.NewTrail();
        company.Tools.Cloud.Send(
            company.Time.Now, "environment.created", Environments.LoadTest, trail,
            new(("name", Environments.LoadTest), ("uri", "https://load-test.fennel.example")));
        yield return company.Time.Now.AddMinutes(12);
        if (service.Running(Environments.Production) is { } artifact)
        {
            deployments.Put(service, Environments.LoadTest, artifact, trail);
            var run = new PipelineRun(company, service, "load-test", artifact.Commit, trail.Branch());
            run.Begin(company.Time.Now.AddMinutes(5));
            var end = run.Begin("load");
            var result = tests.Run(service, service.Tests.Performance, Environments.LoadTest, run.At, run.Trail, "manual", run.Uri, artifact);
            run.At = result.Ends;
            end(result.Outcome, result.Reason);
            run.Finish(result.Outcome, result.Reason);
            yield return company.Time.Now + ((company.End - company.Start) / 15);
            deployments.Remove(service, Environments.LoadTest, trail);
        }

        yield return company.Time.Now.AddMinutes(10);
        company.Tools.Cloud.Send(company.Time.Now, "environment.deleted", Environments.LoadTest, trail, new(("name", Environments.LoadTest)), ends: true);
    }

    private IEnumerable<DateTime> Retire()
    {
        var service = company.Retired;
        var repository = $"fennel/{service.Plan.Repositories[0]}";
        var trail = company.NewTrail();
        var archived = new Content(
            ("name", $"{service.Name}-archived"), ("owner", "fennel"), ("uri", $"{company.Tools.Git.Source}/{repository}.git"));
        company.Tools.Git.Send(company.Time.Now, "repository.modified", repository, trail, archived);
        foreach (var environment in (string[])[Environments.Production, Environments.Staging, Environments.Dev])
        {
            yield return company.Time.Now + service.Dice.Minutes(10, 60);
            deployments.Remove(service, environment, trail);
        }

        yield return company.Time.Now.AddHours(3);
        company.Tools.Git.Send(company.Time.Now, "repository.deleted", repository, trail, archived, ends: true);
    }

    private IEnumerable<DateTime> CleanRegistry()
    {
        for (var day = company.Time.Now; ; day = day.AddDays(1))
        {
            yield return day;
            if (day.DayOfWeek is not DayOfWeek.Sunday)
            {
                continue;
            }

            foreach (var service in company.Services)
            {
                foreach (var image in service.Images.Where(image => image.Since < day.AddDays(-7) && !service.Needs(image.Artifact)).ToList())
                {
                    company.Tools.Registry.Send(
                        day + service.Dice.Seconds(0, 60), "artifact.deleted", image.Artifact.Purl, image.Artifact.Trail.Branch(), new(("user", "retention")));
                    service.Images.Remove(image);
                }
            }
        }
    }
}
