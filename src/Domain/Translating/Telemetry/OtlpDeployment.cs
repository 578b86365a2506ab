namespace CdViz.Domain.Translating.Telemetry;

/// <summary>Deployments, by the conventions <c>deployment.*</c>, <c>service.*</c>, <c>artifact.*</c> and <c>container.image.*</c>.</summary>
internal static class OtlpDeployment
{
    /// <summary>What runs after one that succeeded.</summary>
    public static Translation Says(Told told, OtlpRecord record, string status, DateTimeOffset at)
    {
        if (status is not "succeeded")
        {
            return new Translation.Nothing($"A deployment that is '{status}' changes nothing of what runs.");
        }

        var service = record.Said("service.name") ?? record.Said("deployment.name") ?? throw new NotTranslatedException("It does not say what was deployed: service.name is needed.");
        var group = record.Said("service.namespace");
        return told.With("deployment", record.Said("deployment.id"))
            .Runs(at, group is null ? service : $"{group}/{service}", told.Environment(record.Said("deployment.environment.name") ?? record.Said("deployment.environment")), ArtifactOf(record, group, service));
    }

    private static string ArtifactOf(OtlpRecord record, string? group, string service) =>
        record.Said("artifact.purl")
        ?? (record.Said("container.image.name") is { } image
            ? ImageName.Parse(record.Said("container.image.repo_digests") ?? (record.Said("container.image.tags") is { } tag ? $"{image}:{tag}" : image)).ToPurl()
            : Packages.Of("generic", group, service, record.Said("artifact.version") ?? record.Said("service.version") ?? record.Said("vcs.ref.head.revision")));
}
