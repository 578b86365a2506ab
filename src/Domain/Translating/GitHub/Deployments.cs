namespace CdViz.Domain.Translating.GitHub;

/// <summary>Deployments, which are such when they have succeeded.</summary>
internal static class Deployments
{
    /// <summary>How a deployment goes.</summary>
    public static Translation Status(Told told, Piece body, string? service)
    {
        var (deployment, status) = (body["deployment"], body["deployment_status"]);
        var (state, sha, name) = (status["state"].Needed, deployment["sha"].Needed, GitHubTranslator.FullNameOf(body));
        if (state is not ("success" or "inactive"))
        {
            return new Translation.Nothing($"A deployment that is '{state}' is none.");
        }

        var payload = deployment["payload"];
        var subject = service ?? payload["service"].Text ?? (deployment["task"].Text is { } task and not "deploy" ? $"/{name}/{task}" : $"/{name}");
        var artifact = payload["artifactId"].Text ?? payload["artifact_id"].Text
            ?? (payload["image"].Text is { } image ? ImageName.Parse(image).ToPurl() : Packages.Repository("github", name, sha));
        var environment = told.Environment(status["environment"].Text ?? deployment["environment"].Needed);
        told.With("deployment", deployment["url"].Text).With("sha", sha).With("ref", deployment["ref"].Text).With("creator", deployment["creator"]["login"].Text)
            .With("environmentUrl", status["environment_url"].Text).LinkedTo("storedAt", "repository", GitHubTranslator.RepositoryOf(body));
        var at = status["created_at"].NeededTime;
        // Each new deployment makes the one before inactive; only where no other came after it nothing runs any more.
        return state is "success"
            ? told.Says(at, subject, new ServiceDeployed { Environment = environment, ArtifactId = artifact })
            : told.Gone(at, subject, environment, artifact);
    }
}
