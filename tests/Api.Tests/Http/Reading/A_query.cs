using System.Net;
using Alba;
using Microsoft.AspNetCore.Mvc;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http.Reading;

public class A_query(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData("/events?limit=0", "/limit", "'0' was found; a whole number from 1 to 1000")]
    [InlineData("/events?limit=many", "/limit", "'many' was found")]
    [InlineData("/events?after=-1", "/after", "'-1' was found")]
    [InlineData("/events?subjekt=x", "/subjekt", "There is no parameter 'subjekt' here; allowed: after, before, limit, type, subject, source, chain.")]
    [InlineData("/events/live?after=x", "/after", "'x' was found")]
    [InlineData("/streams/x?limit=1001", "/limit", "'1001' was found")]
    [InlineData("/deployments?environment=", "/environment", "1 to 2000 characters")]
    [InlineData("/deployments?service=%00", "/service", "none of them U+0000")]
    [InlineData("/pipeline-runs?from=yesterday", "/from", "'yesterday' was found; a time with its offset")]
    [InlineData("/pipeline-runs?cursor=abc", "/cursor", "'abc' was found; the 'cursor' of an earlier page")]
    [InlineData("/pipeline-runs?cursor=%C3%BC", "/cursor", "was found")]
    [InlineData("/test-runs?kind=smoke", "/kind", "'smoke' was found; allowed: case, suite.")]
    public async Task with_a_bad_parameter_is_refused_by_name_with_what_is_allowed(string path, string pointer, string message)
    {
        var problem = await (await api.Client.GetAsync(path, Ct)).ShouldRefuseAsync(HttpStatusCode.BadRequest);

        problem.FirstError().Pointer.ShouldBe(pointer);
        problem.FirstError().Message!.ShouldContain(message);
    }

    [Fact]
    public async Task with_several_bad_parameters_is_told_all_of_them() =>
        (await (await api.Client.GetAsync("/test-runs?kind=x&limit=x&from=x&nope=x", Ct)).ShouldRefuseAsync(HttpStatusCode.BadRequest))
            .GetProperty("errors").GetArrayLength().ShouldBe(4);

    [Theory]
    [InlineData("GET", "/nothing-here", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/events", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/events/abc", HttpStatusCode.NotFound)]
    public async Task of_what_is_not_there_is_answered_with_a_problem_too(string method, string path, HttpStatusCode status)
    {
        var answer = await api.Alba.Scenario(request =>
        {
            request.ConfigureHttpContext(context => (context.Request.Method, context.Request.Path) = (method, path));
            request.StatusCodeShouldBe(status);
            request.ContentTypeShouldBe("application/problem+json");
        });

        answer.ReadAsJson<ProblemDetails>().Status.ShouldBe((int)status);
    }
}
