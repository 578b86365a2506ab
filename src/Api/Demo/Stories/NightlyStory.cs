namespace CdViz.Api.Demo.Stories;

/// <summary>What runs at night against staging: performance every night, security on Sundays.</summary>
internal sealed class NightlyStory(Company company, TestRuns tests)
{
    /// <summary>Goes on for the whole month.</summary>
    public IEnumerable<DateTime> Go(Service service)
    {
        for (var day = company.Time.Now.Date.AddDays(1); ; day = day.AddDays(1))
        {
            yield return day.AddHours(1) + TimeSpan.FromMinutes(service.Dice.Between(0, 90));
            if (service.Running(Environments.Staging) is not { } artifact)
            {
                continue;
            }

            var trail = company.NewTrail();
            var run = new PipelineRun(company, service, "nightly", artifact.Commit, trail);
            run.Begin(company.Time.Now);
            var end = run.Begin("tests");
            var result = tests.Run(
                service, day.DayOfWeek is DayOfWeek.Sunday ? service.Tests.Security : service.Tests.Performance,
                Environments.Staging, run.At, run.Trail, "schedule", run.Uri, artifact);
            run.At = result.Ends;
            end(result.Outcome, result.Reason);
            run.Finish(result.Outcome, result.Reason);
        }
    }
}
