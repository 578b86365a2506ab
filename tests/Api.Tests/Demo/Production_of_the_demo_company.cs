namespace CdViz.Api.Tests.Demo;

public class Production_of_the_demo_company
{
    public static TheoryData<int> Seeds => [1, 2, 3];

    [Theory, MemberData(nameof(Seeds))]
    public void deploys_each_service_once_and_upgrades_it_from_then_on(int seed)
    {
        var places = DemoMonth.Of(seed)
            .Where(e => e is { Subject: "service", Predicate: "deployed" or "upgraded" or "rolledback" })
            .OrderBy(e => e.Event.OccurredAt)
            .GroupBy(e => (e.SubjectId, e.IdOf("environment")))
            .ToList();

        places.Count.ShouldBe(28);
        places.ShouldAllBe(place => place.First().Predicate == "deployed" && place.Skip(1).All(e => e.Predicate != "deployed"));
    }

    [Theory, MemberData(nameof(Seeds))]
    public void goes_back_only_to_the_version_that_ran_before(int seed)
    {
        foreach (var service in DemoMonth.Production(seed))
        {
            var versions = service.Select(Version).ToList();
            for (var i = 1; i < versions.Count; i++)
            {
                if (versions[i] < versions[i - 1])
                {
                    versions[i].ShouldBe(versions[i - 2], $"{service.Key}: {string.Join(' ', versions)}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void is_rolled_back_by_an_event_that_says_so_and_by_the_earlier_version_deployed_again(int seed)
    {
        var deployments = DemoMonth.Production(seed).SelectMany(service => service).ToList();
        var silent = DemoMonth.Production(seed)
            .SelectMany(service => service.Zip(service.Skip(1)))
            .Where(pair => pair.Second.Predicate is "upgraded" && Version(pair.Second) < Version(pair.First));

        deployments.Count(e => e.Predicate is "rolledback").ShouldBeInRange(2, 25);
        deployments.ShouldContain(e => e.Event.Source.Contains("chatops", StringComparison.Ordinal));
        silent.Count().ShouldBeInRange(1, 15);
    }

    [Fact]
    public void goes_badly_on_friday_evenings()
    {
        var (evenings, failedEvenings, others, failedOthers) = (0, 0, 0, 0);
        foreach (var service in Enumerable.Range(1, 5).SelectMany(DemoMonth.Production))
        {
            var deployments = service.ToList();
            for (var i = 0; i < deployments.Count - 1; i++)
            {
                var evening = deployments[i].Event.OccurredAt is { DayOfWeek: DayOfWeek.Friday, Hour: >= 14 };
                var failed = Version(deployments[i + 1]) < Version(deployments[i]);
                evenings += evening ? 1 : 0;
                failedEvenings += evening && failed ? 1 : 0;
                others += evening ? 0 : 1;
                failedOthers += !evening && failed ? 1 : 0;
            }
        }

        (failedEvenings / (double)evenings).ShouldBeGreaterThan(2.0 * failedOthers / others);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void has_incidents_that_name_the_deployment_the_artifact_or_only_the_place(int seed)
    {
        var incidents = DemoMonth.Of(seed).Where(e => e.What is "incident.detected").ToList();

        incidents.Count(e => e.Links.Any(link => link.Kind is "CAUSE")).ShouldBeGreaterThan(0);
        incidents.Count(e => e.Text("artifactId") is not null).ShouldBeGreaterThan(0);
        incidents.Count(e => e.Text("artifactId") is null && !e.Links.Any()).ShouldBeGreaterThan(2);
        incidents.ShouldAllBe(e => e.IdOf("environment") != null && e.IdOf("service") != null);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void has_several_incidents_on_one_deployment_and_incidents_far_from_any(int seed)
    {
        var deployments = DemoMonth.Production(seed).ToDictionary(service => service.Key, service => service.Select(e => e.Event.OccurredAt).ToList());
        var blamed = DemoMonth.Of(seed).Where(e => e.What is "incident.detected" && e.IdOf("environment") is "production")
            .Select(e => (Service: e.IdOf("service")!, At: e.Event.OccurredAt))
            .Select(e => (e.Service, e.At, Deployment: deployments[e.Service].LastOrDefault(at => at <= e.At)))
            .ToList();

        blamed.Where(e => e.Deployment != default).CountBy(e => (e.Service, e.Deployment)).Max(count => count.Value).ShouldBeGreaterThanOrEqualTo(3);
        blamed.Count(e => e.Deployment == default).ShouldBe(1);
        blamed.Count(e => e.At - e.Deployment > TimeSpan.FromHours(6)).ShouldBeGreaterThan(1);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void resolves_nearly_every_incident(int seed)
    {
        var incidents = DemoMonth.Of(seed).Where(e => e.Subject is "incident").GroupBy(e => e.SubjectId).ToList();

        incidents.Count.ShouldBeInRange(8, 60);
        incidents.Count(incident => incident.Any(e => e.Predicate is "resolved")).ShouldBeGreaterThanOrEqualTo(incidents.Count - 3);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void takes_away_a_service_and_an_environment_during_the_month(int seed)
    {
        DemoMonth.Of(seed).Where(e => e.What is "service.removed" && e.SubjectId is "coupons").Select(e => e.IdOf("environment"))
            .ShouldBe(["production", "staging", "dev"]);
        DemoMonth.Of(seed).Where(e => e.What is "environment.deleted").Select(e => e.SubjectId).ShouldBe(["load-test"]);
    }

    private static Version Version(Told e) => System.Version.Parse(e.Text("artifactId")!.Split("tag=")[1]);
}
