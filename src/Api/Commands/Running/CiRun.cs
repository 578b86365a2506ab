namespace CdViz.Api.Commands.Running;

/// <summary>What the variables of a CI server say of the job that runs.</summary>
/// <param name="Name">The CI server.</param>
/// <param name="Source">context.source: where its runs are.</param>
/// <param name="Pipeline">The pipeline run, by the id that our translator of the server's webhooks gives it.</param>
/// <param name="PipelineName">The pipeline's name.</param>
/// <param name="Job">The job that runs, by an id that no other has.</param>
/// <param name="JobName">The job's name.</param>
/// <param name="Uri">Where it can be looked at.</param>
/// <param name="Commit">What is checked out.</param>
/// <param name="Environment">Where it deploys to.</param>
internal sealed record CiRun(
    string Name, string? Source, string? Pipeline, string? PipelineName, string? Job, string? JobName, string? Uri, string? Commit, string? Environment)
{
    /// <summary>Of the variables that a lookup knows; null where no CI server is known by them.</summary>
    public static CiRun? Of(Func<string, string?> variable)
    {
        return true switch
        {
            _ when Is("GITHUB_ACTIONS") => GitHub(),
            _ when Is("GITLAB_CI") => GitLab(),
            _ when Is("TF_BUILD") => Azure(),
            _ when Is("BUILDKITE") => Buildkite(),
            _ when Is("CIRCLECI") => CircleCi(),
            _ when V("BITBUCKET_BUILD_NUMBER") is not null => Bitbucket(),
            _ when V("JENKINS_URL") is not null && V("BUILD_URL") is not null => Jenkins(),
            _ => null,
        };

        string? V(string name) => variable(name) is { Length: > 0 } value ? value : null;
        bool Is(string name) => V(name) is "true" or "True" or "1";
        string? Of(params ReadOnlySpan<string?> parts)
        {
            foreach (var part in parts)
            {
                if (part is null)
                {
                    return null;
                }
            }

            return string.Concat(parts!);
        }

        CiRun GitHub()
        {
            var (server, repository, attempt) = (V("GITHUB_SERVER_URL") ?? "https://github.com", V("GITHUB_REPOSITORY"), V("GITHUB_RUN_ATTEMPT") ?? "1");
            var run = Of("/actions/runs/", V("GITHUB_RUN_ID"), "/attempts/", attempt);
            return new(
                "github", Of(server, "/", repository, "/actions"), Of(V("GITHUB_API_URL") ?? "https://api.github.com", "/repos/", repository, run), Of(repository, "/", V("GITHUB_WORKFLOW")),
                Of(server, "/", repository, run, "/", V("GITHUB_JOB")), Of(repository, "/", V("GITHUB_WORKFLOW"), "/", V("GITHUB_JOB")), Of(server, "/", repository, run), V("GITHUB_SHA"), null);
        }

        CiRun GitLab() => new(
            "gitlab", Of(V("CI_PROJECT_URL"), "/-/pipelines"), V("CI_PIPELINE_URL"), V("CI_PROJECT_PATH"), V("CI_JOB_URL"), Of(V("CI_PROJECT_PATH"), "/", V("CI_JOB_NAME")), V("CI_JOB_URL"),
            V("CI_COMMIT_SHA"), V("CI_ENVIRONMENT_NAME"));

        CiRun Azure()
        {
            var project = Of(V("SYSTEM_COLLECTIONURI") ?? V("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"), V("SYSTEM_TEAMPROJECT"));
            var run = Of(project, "/_build/results?buildId=", V("BUILD_BUILDID"));
            var job = Of(run, "&view=logs&j=", V("SYSTEM_JOBID"), "&attempt=", V("SYSTEM_JOBATTEMPT") ?? "1");
            return new(
                "azure", Of(project, "/_build"), run, Of(V("SYSTEM_TEAMPROJECT"), "/", V("BUILD_DEFINITIONNAME")), job,
                Of(V("SYSTEM_TEAMPROJECT"), "/", V("BUILD_DEFINITIONNAME"), "/", V("SYSTEM_JOBDISPLAYNAME") ?? V("AGENT_JOBNAME")), job ?? run, V("BUILD_SOURCEVERSION"), V("ENVIRONMENT_NAME"));
        }

        CiRun Buildkite()
        {
            var pipeline = Of(V("BUILDKITE_ORGANIZATION_SLUG"), "/", V("BUILDKITE_PIPELINE_SLUG"));
            var job = Of(V("BUILDKITE_BUILD_URL"), "#", V("BUILDKITE_JOB_ID"));
            return new(
                "buildkite", Of("https://buildkite.com/", pipeline), V("BUILDKITE_BUILD_URL"), pipeline, job, Of(pipeline, "/", V("BUILDKITE_LABEL") ?? V("BUILDKITE_STEP_KEY")), job,
                V("BUILDKITE_COMMIT"), null);
        }

        CiRun CircleCi()
        {
            var project = Of(V("CIRCLE_PROJECT_USERNAME"), "/", V("CIRCLE_PROJECT_REPONAME"));
            return new(
                "circleci", Of("https://circleci.com/", project), Of("https://app.circleci.com/pipelines/workflows/", V("CIRCLE_WORKFLOW_ID")), project, V("CIRCLE_BUILD_URL"),
                Of(project, "/", V("CIRCLE_JOB")), V("CIRCLE_BUILD_URL"), V("CIRCLE_SHA1"), null);
        }

        CiRun Bitbucket()
        {
            var run = Of(V("BITBUCKET_GIT_HTTP_ORIGIN"), "/pipelines/results/", V("BITBUCKET_BUILD_NUMBER"));
            var job = Of(run, "/steps/", V("BITBUCKET_STEP_UUID"));
            return new(
                "bitbucket", V("BITBUCKET_GIT_HTTP_ORIGIN"), run, V("BITBUCKET_REPO_FULL_NAME"), job, V("BITBUCKET_REPO_FULL_NAME"), job ?? run, V("BITBUCKET_COMMIT"),
                V("BITBUCKET_DEPLOYMENT_ENVIRONMENT"));
        }

        CiRun Jenkins()
        {
            var job = Of(V("BUILD_URL"), V("STAGE_NAME") is { } stage ? System.Uri.EscapeDataString(stage) : "");
            return new(
                "jenkins", V("JENKINS_URL"), V("BUILD_URL"), V("JOB_NAME"), job, V("STAGE_NAME") is { } named ? Of(V("JOB_NAME"), "/", named) : V("JOB_NAME"), V("RUN_DISPLAY_URL") ?? V("BUILD_URL"),
                V("GIT_COMMIT"), null);
        }
    }
}
