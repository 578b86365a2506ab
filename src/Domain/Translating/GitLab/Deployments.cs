namespace CdViz.Domain.Translating.GitLab;

/// <summary>Deployments.</summary>
internal static class Deployments
{
    /// <summary>A deployment, which is one when it has succeeded.</summary>
    public static Translation Deployment(Told told, Piece body, DateTimeOffset receivedAt)
    {
        var status = body["status"].Needed;
        if (status is not "success")
        {
            return new Translation.Nothing($"A deployment that is {status} is none.");
        }

        // The address of the commit has all of its name.
        var sha = body["commit_url"].Text?.Split('/')[^1] ?? body["short_sha"].Needed;
        return told.With("deploymentId", body["deployment_id"].Text).With("deployableUrl", body["deployable_url"].Text).With("ref", body["ref"].Text)
            .With("environmentUrl", body["environment_external_url"].Text)
            .LinkedTo("storedAt", "repository", GitLabTranslator.ProjectOf(body))
            .Says(
                body["status_changed_at"].Time ?? receivedAt,
                $"/{GitLabTranslator.PathOf(body)}",
                new ServiceDeployed { Environment = told.Environment(body["environment"].Text), ArtifactId = GitLabTranslator.ArtifactOf(body, sha) });
    }
}
