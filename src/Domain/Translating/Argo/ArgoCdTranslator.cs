namespace CdViz.Domain.Translating.Argo;

/// <summary>Notifications of Argo CD whose body is <c>{"app": {{toJson .app}}, …}</c>.</summary>
public sealed class ArgoCdTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "argocd";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        var app = body["app"].Exists ? body["app"] : body["application"].Exists ? body["application"] : body;
        var (name, group) = (app["metadata"]["name"].Needed, app["metadata"]["namespace"].Text ?? "argocd");
        var service = $"/{group}/{name}";
        var told = new Told(incoming, Name, body["context"]["argocdUrl"].Text ?? body["argocdUrl"].Text ?? "urn:argocd");
        var environment = told.Environment(app["spec"]["destination"]["name"].Text ?? app["spec"]["destination"]["server"].Text);
        var (operation, health) = (app["status"]["operationState"], app["status"]["health"]);
        var said = body["timestamp"].Time;
        var finished = operation["finishedAt"].Time;
        told.With("project", app["spec"]["project"].Text).With("revision", Revision(app, 0)).With("phase", operation["phase"].Text)
            .With("health", health["status"].Text).With("sync", app["status"]["sync"]["status"].Text)
            .With("url", body["context"]["argocdUrl"].Text is { } argocd ? $"{argocd}/applications/{group}/{name}" : null);

        if (app["metadata"]["deletionTimestamp"].Time is { } deleted)
        {
            return Images(app).Aggregate(told.Gone(deleted, service, environment), (all, image) => all.Gone(deleted, $"{service}/{image.Name}", environment));
        }

        var description = operation["message"].Text ?? health["message"].Text;
        var incident = new IncidentDetected { Description = description, Environment = environment, Service = new(service), ArtifactId = Artifact(app) };
        switch (operation["phase"].Text, health["status"].Text)
        {
            case ("Failed" or "Error", _):
                return told.Ill(finished ?? said ?? incoming.ReceivedAt, service, incident with { Description = description ?? "The sync failed." });
            case (_, "Degraded" or "Missing" or "Unknown"):
                return told.Ill(
                    health["lastTransitionTime"].Time ?? said ?? finished ?? incoming.ReceivedAt, service,
                    incident with { Description = health["message"].Text ?? $"The application is {health["status"].Text}." });
            case ("Succeeded" or null, "Healthy"):
                var at = finished ?? app["status"]["reconciledAt"].Time ?? said ?? incoming.ReceivedAt;
                told.Well(
                    health["lastTransitionTime"].Time is { } healthy && healthy > at ? healthy : at, service,
                    new IncidentResolved { Environment = environment, Service = new(service), ArtifactId = incident.ArtifactId });
                if (incident.ArtifactId is { } artifact)
                {
                    told.Runs(at, service, environment, artifact);
                }

                return Images(app).Aggregate(told, (all, image) => all.Runs(at, $"{service}/{image.Name}", environment, image.ToPurl()));
            case var (phase, status):
                return new Translation.Nothing($"An application that is {status ?? "of unknown health"} while its operation is {phase ?? "none"} says nothing yet.");
        }
    }

    private static IEnumerable<ImageName> Images(Piece app) =>
        app["status"]["summary"]["images"].Items.Select(image => image.Text).OfType<string>().Select(ImageName.Parse).DistinctBy(image => image.Name);

    /// <summary>What the application is made from: of several sources the first chart, else the first.</summary>
    private static string? Artifact(Piece app)
    {
        var sources = app["spec"]["sources"].Items.ToList();
        if (sources.Count is 0)
        {
            return app["spec"]["source"]["repoURL"].Text is null ? null : Artifact(app["spec"]["source"], Revision(app, 0));
        }

        var chosen = Math.Max(sources.FindIndex(source => source["chart"].Exists), 0);
        return Artifact(sources[chosen], Revision(app, chosen));
    }

    private static string? Revision(Piece app, int nth) =>
        app["status"]["sync"]["revisions"].Items.ElementAtOrDefault(nth).Text ?? app["status"]["sync"]["revision"].Text
        ?? app["status"]["operationState"]["syncResult"]["revision"].Text;

    private static string Artifact(Piece source, string? revision)
    {
        var (address, version, path) = (source["repoURL"].Needed, revision ?? source["targetRevision"].Text, source["path"].Text);
        if (source["chart"].Text is { } chart)
        {
            return address.Contains("://", StringComparison.Ordinal) && !address.StartsWith("oci://", StringComparison.Ordinal)
                ? Packages.Of("helm", null, chart, version, ("repository_url", address))
                : Packages.Oci(chart.Split('/')[^1], Registry(address, chart), null, version);
        }

        if (address.StartsWith("oci://", StringComparison.Ordinal))
        {
            var image = ImageName.Parse(address);
            return Packages.Oci(image.Name, image.Repository, null, version);
        }

        var repository = address.EndsWith(".git", StringComparison.Ordinal) ? address[..^4] : address;
        var place = repository.Contains("://", StringComparison.Ordinal) ? Address.Of(repository).AbsolutePath.Trim('/') : repository.Split(':')[^1].Trim('/');
        var type = repository.Contains("github.com", StringComparison.Ordinal) ? "github" : repository.Contains("bitbucket.org", StringComparison.Ordinal) ? "bitbucket" : null;
        var cut = place.LastIndexOf('/');
        return type is not null && cut > 0
            ? Packages.Of(type, place[..cut], place[(cut + 1)..], version, ("path", path))
            : Packages.Of("generic", cut > 0 ? place[..cut] : null, place[(cut + 1)..], version, ("path", path), ("vcs_url", address));
    }

    private static string Registry(string address, string chart)
    {
        var place = address.StartsWith("oci://", StringComparison.Ordinal) ? address[6..] : address;
        return chart.LastIndexOf('/') is > 0 and var cut ? $"{place.TrimEnd('/')}/{chart[..cut]}" : place.TrimEnd('/');
    }
}
