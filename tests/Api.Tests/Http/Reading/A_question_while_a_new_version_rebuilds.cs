using System.Net;

namespace CdViz.Api.Tests.Http.Reading;

public sealed class A_question_while_a_new_version_rebuilds
{
    [Fact]
    public async Task is_answered_when_the_tables_have_what_it_asks_for()
    {
        await using var api = await TestApi.StartAsync();
        await api.Database.DataSource.ExecuteAsync("alter view cdviz.current_deployment rename column service_source to not_there_yet");
        await api.Database.DataSource.ExecuteAsync("update events.projection_generation set version = version - 1 where projection = 'current_deployments' and role = 'live'");
        using var answer = await api.Client.GetAsync("/deployments", Answers.Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync(Answers.Ct)).ShouldContain("being rebuilt");
    }
}
