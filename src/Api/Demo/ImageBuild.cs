namespace CdViz.Api.Demo;

/// <summary>Builds an image and has it packaged, signed and published.</summary>
internal sealed class ImageBuild(Company company)
{
    /// <summary>Builds within a pipeline run, and moves the run on to the end of it.</summary>
    public Artifact Make(Service service, PipelineRun run, string changeId, string commit, bool hotfix)
    {
        var dice = service.Dice;
        var trail = run.Trail;
        var (number, version) = service.NextVersion(hotfix);
        var repository = $"registry.fennel.example/fennel/{service.Name}";
        var purl = $"pkg:oci/{service.Name}@sha256%3A{dice.Hex(64)}?repository_url={repository}&tag={version}";
        var build = $"{service.Name}/image/{company.NextRun()}";

        service.Ci.Send(run.At, "build.queued", build, trail, new());
        run.At += dice.Seconds(1, 20);
        service.Ci.Send(run.At, "build.started", build, trail, new());
        run.At += dice.Seconds(40, 260);
        service.Ci.Send(run.At, "build.finished", build, trail, new(("artifactId", purl)));

        run.At += dice.Seconds(1, 4);
        var packaged = service.Ci.Send(
            run.At, "artifact.packaged", purl, trail,
            new(
                ("change", Content.Reference(changeId, company.Tools.Git.Source)),
                ("sbom", new Content(("uri", $"{company.Tools.Registry.Source}/sboms/{service.Name}/{version}.cdx.json")))),
            home: company.Tools.Registry,
            custom: new(("version", version), ("commit", commit)));
        run.At += dice.Seconds(1, 5);
        service.Ci.Send(run.At, "artifact.signed", purl, trail, new(("signature", $"cosign:{dice.Hex(64)}")), home: company.Tools.Registry);
        run.At += dice.Seconds(2, 25);
        company.Tools.Registry.Send(run.At, "artifact.published", purl, trail, new(("user", service.Plan.OnJenkins ? "jenkins" : "ci")));

        var artifact = new Artifact(number, version, purl, commit, packaged, trail.Branch());
        service.Images.Add((run.At, artifact));
        return artifact;
    }
}
