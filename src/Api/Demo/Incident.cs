namespace CdViz.Api.Demo;

/// <summary>An incident: somebody is woken, a ticket is written, it is over.</summary>
/// <param name="company">The company.</param>
/// <param name="service">What does not work.</param>
/// <param name="environment">Where.</param>
/// <param name="description">What one sees.</param>
/// <param name="artifact">The purl of what is blamed, where the reporter knows it.</param>
/// <param name="cause">For those who ask: <c>deployment</c>, <c>certificate-expired</c> ….</param>
/// <param name="trail">The chain.</param>
/// <param name="name">Its id; a new one when left out.</param>
internal sealed class Incident(Company company, Service service, string environment, string description, string? artifact, string cause, Trail trail, string? name = null)
{
    private readonly string id = name ?? company.NextIncident();

    /// <summary>The ticket, once it is reported.</summary>
    public Ticket? Ticket { get; private set; }

    /// <summary>Monitoring sees it.</summary>
    public void Detect(DateTime at, IReadOnlyList<Relation>? relations = null) => Report(at, "detected", null, relations);

    /// <summary>Somebody writes a ticket.</summary>
    public void Report(DateTime at, string by)
    {
        Ticket = new(company, trail.Branch(), "incident", "high", description, service.Plan.Team, by);
        Ticket.Create(at);
        Report(at + TimeSpan.FromSeconds(20), "reported", Ticket.Uri, null);
    }

    /// <summary>It is over.</summary>
    public void Resolve(DateTime at) => Report(at, "resolved", null, null);

    private void Report(DateTime at, string predicate, string? ticketUri, IReadOnlyList<Relation>? relations) => company.Tools.Pager.Send(
        at, $"incident.{predicate}", id, trail,
        new(
            ("description", description),
            ("environment", Environments.Of(environment)),
            ("service", Content.Reference(service.Name, service.Deployer.Source)),
            ("artifactId", artifact),
            ("ticketURI", ticketUri)),
        relations: relations,
        custom: new(("pager", new Content(
            ("severity", environment is Environments.Production ? "high" : "low"), ("cause", cause), ("team", service.Plan.Team)))));
}
