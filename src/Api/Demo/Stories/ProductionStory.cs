namespace CdViz.Api.Demo.Stories;

/// <summary>The last step, to production: each change by itself, or with the train.</summary>
internal sealed class ProductionStory(Company company, Deployments deployments, StoryBook stories)
{
    /// <summary>Brings an artifact to production, if nothing newer is there by then.</summary>
    /// <param name="service">The service.</param>
    /// <param name="artifact">What has passed staging.</param>
    /// <param name="change">The newest change in it; null when the train takes several.</param>
    public IEnumerable<DateTime> Promote(Service service, Artifact artifact, Change? change)
    {
        var dice = service.Dice;
        var urgent = change is { Urgent: true };
        if (!urgent)
        {
            yield return WorkingHours.Next(company.Time.Now + dice.Minutes(1, 50), dice);
        }

        while (service.Promoting || (service.Frozen && change is not { Careful: true }))
        {
            yield return company.Time.Now.AddMinutes(5);
        }

        if (service.Running(Environments.Production)?.Number >= artifact.Number || service.Withdrawn.Contains(artifact.Number))
        {
            yield break;
        }

        service.Promoting = true;
        var trail = change?.Trail ?? artifact.Trail.Branch();
        var run = new PipelineRun(company, service, "production", artifact.Commit, trail);
        run.Begin(company.Time.Now);
        run.Task("approval", urgent ? dice.Seconds(10, 60) : dice.Seconds(20, 900));
        if (dice.Chance(0.03))
        {
            run.Task("deploy-production", dice.Seconds(30, 300), "failure", "timed out waiting for healthy replicas");
            run.Finish("failure", "timed out waiting for healthy replicas");
            run.Begin(run.At + dice.Minutes(2, 15));
        }

        var end = run.Begin("deploy-production");
        company.Tools.Registry.Send(
            run.At + dice.Seconds(5, 20), "artifact.downloaded", artifact.Purl, artifact.Trail.Branch(), new(("user", "cluster-production")));
        run.At += dice.Seconds(30, 300);
        yield return run.At;

        service.Promoting = false;
        var before = service.Running(Environments.Production);
        var deployed = deployments.Put(service, Environments.Production, artifact, trail, Contained(service, artifact, change));
        var afterwards = trail.Branch();
        run.At += dice.Seconds(5, 40);
        end("success", null);
        run.Task("verify", dice.Seconds(20, 90));
        run.Finish("success");
        change?.Ticket?.Close(run.At + dice.Minutes(1, 90), change.Author, "completed");
        if (before is not null && change is not { Careful: true } && dice.Chance(Risk(service, company.Time.Now)))
        {
            company.Time.Start(stories.Mishaps.After(service, artifact, before, deployed, afterwards));
        }
    }

    /// <summary>The release train of a service: Tuesdays and Thursdays after lunch.</summary>
    public IEnumerable<DateTime> Train(Service service)
    {
        for (var day = company.Start.Date; ; day = day.AddDays(1))
        {
            if (day.DayOfWeek is not (DayOfWeek.Tuesday or DayOfWeek.Thursday))
            {
                continue;
            }

            yield return day.AddHours(12) + service.Dice.Minutes(5, 90);
            if (service.Candidate is { } newest && newest.Number > (service.Running(Environments.Production)?.Number ?? int.MaxValue))
            {
                company.Time.Start(Promote(service, newest, null));
            }
        }
    }

    // Friday evening, at night and at the weekend people are tired and nobody looks twice; a train carries more than one change.
    private static double Risk(Service service, DateTime at) =>
        WorkingHours.IsFridayEvening(at) ? 0.45 : !WorkingHours.IsOpen(at) ? 0.30 : service.Plan.Train ? 0.14 : 0.055;

    // All merges that production sees for the first time; the change's own merge is on the trail already.
    private static List<Relation> Contained(Service service, Artifact artifact, Change? change)
    {
        var seen = service.Unreleased.Where(merge => merge.ArtifactNumber <= artifact.Number).ToList();
        service.Unreleased.RemoveAll(merge => merge.ArtifactNumber <= artifact.Number);
        return [.. seen.Where(merge => change is null || merge.ArtifactNumber != artifact.Number).Select(merge => new Relation("CONTAINS", merge.MergedEvent))];
    }
}
