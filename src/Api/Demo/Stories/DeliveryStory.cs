namespace CdViz.Api.Demo.Stories;

/// <summary>From a merge over the pipeline of the main branch to dev and staging.</summary>
internal sealed class DeliveryStory(Company company, TestRuns tests, Deployments deployments, StoryBook stories)
{
    private readonly ImageBuild images = new(company);

    /// <summary>Delivers a change.</summary>
    /// <param name="service">The service.</param>
    /// <param name="change">What was merged.</param>
    /// <param name="merged">context.id of the merge, or null for the first build.</param>
    public IEnumerable<DateTime> Of(Service service, Change change, string? merged)
    {
        var (artifact, passed, ends) = Build(service, change);
        service.MainFreeAt = ends;
        if (merged is not null)
        {
            service.Unreleased.Add((artifact.Number, merged));
        }

        yield return ends;
        while (passed && service.Delivering)
        {
            yield return company.Time.Now.AddMinutes(2);
        }

        if (!passed || service.Running(Environments.Staging)?.Number > artifact.Number)
        {
            MendLater(service, passed, change);
            yield break;
        }

        service.Delivering = true;
        var good = new Promise();
        foreach (var wake in Stage(service, artifact, change, good))
        {
            yield return wake;
        }

        service.Delivering = false;
        MendLater(service, good.Kept, change);
        if (good.Kept && (change.Urgent || !service.Plan.Train))
        {
            foreach (var wake in stories.Production.Promote(service, artifact, change))
            {
                yield return wake;
            }
        }
    }

    // The pipeline of the main branch. When only a test fails, somebody runs that part again: same run, same artifact.
    private (Artifact Artifact, bool Passed, DateTime Ends) Build(Service service, Change change)
    {
        var dice = service.Dice;
        var start = company.Time.Now + dice.Seconds(2, 20);
        var run = new PipelineRun(company, service, "main", change.Commit, change.Trail);
        run.Begin(start > service.MainFreeAt ? start : service.MainFreeAt);
        if (dice.Chance(0.03))
        {
            run.Task("compile", dice.Seconds(5, 60), "error", "the worker was lost");
            run.Finish("error", "the worker was lost");
            run.Begin(run.At + dice.Minutes(1, 20));
        }

        run.Task("compile", dice.Seconds(40, 240));
        Suite(service.Tests.Unit, "unit-tests", Environments.Ci, service, run, null, false);
        var end = run.Begin("image");
        var artifact = images.Make(service, run, change.Id, change.Commit, change.Urgent);
        end("success", null);

        var broken = !change.Careful && dice.Chance(0.03);
        for (var attempt = 1; ; attempt++)
        {
            var result = Suite(service.Tests.Integration, "integration-tests", Environments.Dev, service, run, artifact, broken);
            run.Finish(result.Outcome, result.Reason);
            if (result.Outcome is "success" || attempt == 3)
            {
                return (artifact, result.Outcome is "success", run.At);
            }

            run.Begin(run.At + dice.Minutes(2, 25));
        }
    }

    private IEnumerable<DateTime> Stage(Service service, Artifact artifact, Change change, Promise good)
    {
        var dice = service.Dice;
        var run = new PipelineRun(company, service, "delivery", change.Commit, change.Trail);
        run.Begin(company.Time.Now + dice.Seconds(2, 20));
        foreach (var environment in (string[])[Environments.Dev, Environments.Staging])
        {
            var end = run.Begin($"deploy-{environment}");
            run.At += dice.Seconds(20, 150);
            yield return run.At;
            deployments.Put(service, environment, artifact, change.Trail);
            run.At += dice.Seconds(2, 15);
            end("success", null);
            run.Task($"smoke-{environment}", dice.Seconds(5, 40));
        }

        var broken = !change.Careful && dice.Chance(0.04);
        for (var attempt = 1; ; attempt++)
        {
            var result = Suite(service.Tests.EndToEnd, "e2e-tests", Environments.Staging, service, run, artifact, broken);
            run.Finish(result.Outcome, result.Reason);
            yield return run.At;
            if (result.Outcome is "success")
            {
                good.Kept = true;
                service.Candidate = artifact;
                yield break;
            }

            if (attempt == 3)
            {
                yield break;
            }

            run.Begin(company.Time.Now + dice.Minutes(2, 30));
        }
    }

    private SuiteResult Suite(TestSuite suite, string task, string environment, Service service, PipelineRun run, Artifact? artifact, bool broken)
    {
        var end = run.Begin(task);
        var result = tests.Run(service, suite, environment, run.At, run.Trail, "pipeline", run.Uri, artifact, broken);
        run.At = result.Ends;
        end(result.Outcome, result.Reason);
        return result;
    }

    private void MendLater(Service service, bool good, Change change)
    {
        if (good)
        {
            return;
        }

        var trail = company.NewTrail();
        var ticket = new Ticket(company, trail, "bug", "high", $"The pipeline of {service.Name} fails after {change.Id}", service.Plan.Team, change.Author);
        ticket.Create(company.Time.Now + service.Dice.Minutes(1, 20));
        company.Time.Start(
            stories.Changes.Fix(service, trail, ticket, urgent: false), WorkingHours.After(company.Time.Now, service.Dice.Minutes(25, 90), service.Dice));
    }

    private sealed class Promise
    {
        public bool Kept { get; set; }
    }
}
