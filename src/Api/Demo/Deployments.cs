namespace CdViz.Api.Demo;

/// <summary>Puts artifacts into environments and reports it.</summary>
internal sealed class Deployments(Company company)
{
    /// <summary>Deploys for the first time, or upgrades; an earlier version again is an upgrade too, as most deployers see it.</summary>
    /// <returns>context.id of the event.</returns>
    public string Put(Service service, string environment, Artifact artifact, Trail trail, IReadOnlyList<Relation>? relations = null)
    {
        var first = service.Running(environment) is null;
        var id = Report(service, first ? "deployed" : "upgraded", environment, artifact, trail, service.Deployer, relations);
        if (first && environment is Environments.Production)
        {
            service.Deployer.Send(
                company.Time.Now + TimeSpan.FromSeconds(30), "service.published", service.Name, trail.Branch(),
                new(("environment", Environments.Of(environment))));
        }

        return id;
    }

    /// <summary>Rolls back, and says so.</summary>
    public string RollBack(Service service, string environment, Artifact artifact, Trail trail, Sender by) =>
        Report(service, "rolledback", environment, artifact, trail, by, null);

    /// <summary>Takes the service away.</summary>
    public void Remove(Service service, string environment, Trail trail)
    {
        service.Run(environment, null);
        service.Deployer.Send(
            company.Time.Now, "service.removed", service.Name, trail,
            new(("environment", Environments.Of(environment))));
    }

    private string Report(
        Service service, string predicate, string environment, Artifact artifact, Trail trail, Sender by, IReadOnlyList<Relation>? relations)
    {
        service.Run(environment, artifact);
        if (environment is Environments.Production)
        {
            service.LastProduction = company.Time.Now;
        }

        return by.Send(
            company.Time.Now, $"service.{predicate}", service.Name, trail,
            new(("environment", Environments.Of(environment)), ("artifactId", artifact.Purl)),
            relations: relations,
            custom: by == company.Tools.ArgoCd
                ? new(
                    ("argocd", new Content(
                            ("application", $"{environment}-{service.Name}"),
                            ("project", service.Plan.Team),
                            ("revision", artifact.Commit),
                            ("sync", "Synced"),
                            ("health", "Healthy"))))
                : new(("version", artifact.Version), ("team", service.Plan.Team)));
    }
}
