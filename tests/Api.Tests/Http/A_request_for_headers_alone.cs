using System.Net;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Http;

public class A_request_for_headers_alone(ListeningFixture fixture) : IClassFixture<ListeningFixture>
{
    private readonly TestApi api = fixture.Api;

    [Theory]
    [InlineData("/")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/catalogue")]
    [InlineData("/events")]
    [InlineData("/events/1")]
    [InlineData("/events/live")]
    [InlineData("/deployments")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    public async Task is_answered_like_one_for_all(string path)
    {
        await api.PostAsync(Events.PipelineRunStarted("head", 1).Json);
        using var got = await api.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var response = await api.Client.SendAsync(request, Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType.ShouldBe(got.Content.Headers.ContentType);
        (await response.Content.ReadAsByteArrayAsync(Ct)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/events/999999", HttpStatusCode.NotFound)]
    [InlineData("/events?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/cdevents", HttpStatusCode.MethodNotAllowed)]
    public async Task is_refused_like_one_for_all(string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        (await api.Client.SendAsync(request, Ct)).StatusCode.ShouldBe(status);
    }
}
