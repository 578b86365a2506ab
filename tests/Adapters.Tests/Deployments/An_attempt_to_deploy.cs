using System.Text.Json;

namespace CdViz.Adapters.Tests.Deployments;

public class An_attempt_to_deploy
{
    [Fact]
    public async Task is_shown_however_it_was_told_and_is_no_deployment()
    {
        await using var log = await ProjectedLog.CreateAsync();
        await log.AppendAsync([
            Event("t-1", 1, new TaskRunStarted { TaskName = "Deploy to production" }), Event("t-1", 2, new TaskRunFinished { TaskName = "Deploy to production", Outcome = new("failure") }),
            Event("p-1", 3, new PipelineRunQueued { PipelineName = "deploy-cart" }), Event("p-2", 4, new PipelineRunStarted { PipelineName = "deploy-cart" }),
            Event("t-2", 5, new TaskRunStarted { TaskName = "build" }),
            Custom("d-1", 6, "dev.cdeventsx.spinnaker-deployment.started.0.1.0", new { environment = new { id = "production" }, service = "cart", artifactId = "pkg:oci/cart@1" }),
            Custom("d-1", 7, "dev.cdeventsx.spinnaker-deployment.failed.0.1.0", new { environment = "production" }),
            Custom("d-2", 8, "dev.cdeventsx.octopus-deployment.finished.0.1.0", new { outcome = "Success" }),
            Custom("d-3", 9, "dev.cdeventsx.octopus-gate.passed.0.1.0", new { outcome = "Success" })]);
        await log.CatchUpAsync();

        (await log.Database.ColumnAsync<string>("select concat_ws(' ', told_by, subject_id, state, environment, service, artifact_id) from cdviz.deployment_attempt order by last_seen_at")).ShouldBe([
            "taskrun t-1 failure", "pipelinerun p-1 queued", "pipelinerun p-2 running", "custom d-1 running production cart pkg:oci/cart@1", "custom d-1 failure production",
            "custom d-2 success"]);
        (await log.Database.ScalarAsync<long>("select count(*) from cdviz.deployment")).ShouldBe(0);
        (await log.Database.ScalarAsync<long>("select count(*) from cdviz.dora_deployment")).ShouldBe(0);
    }

    private static CDEvent Event(string id, double at, SubjectContent content) => new($"e-{at}", "/ci", Events.T(at), id, content);

    private static CDEvent Custom(string id, double at, string type, object content) =>
        Event(id, at, new CustomEvent { Content = JsonSerializer.SerializeToElement(content) }) with { Type = type };
}
